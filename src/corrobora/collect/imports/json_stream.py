"""A JSON file of any size, gone through without holding more of it than one value.

Structure is followed by the caller; values are parsed by `json` itself. (ijson's fast parser crashes the
process over a number of many digits and replaces half surrogates without a word; its safe one is twenty
times slower.) What Telegram Desktop writes as no JSON allows (``\\x0B``) is put right.
"""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self

_CHUNK = 1 << 16
_SPACE = re.compile(r"[ \t\n\r]*")
# control characters as Telegram Desktop writes them, and what may be the beginning of one
_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\x([0-9A-Fa-f]{2})")
_BEGUN = re.compile(r"(?:x[0-9A-Fa-f]?)?\Z")
_NUMBER = re.compile(r"[-+.eE0-9]*")
# how far before the end of what was read a value that is only cut off there can seem to be wrong
_NEAR = 16


class BadJsonError(ValueError):
    """The file is no JSON, or holds what cannot be; the message names the line and the reason."""


class JsonStream:
    """A JSON file and a place in it; use it as a context manager.

    Args:
        path: the file.
        most: characters one value may take.
    """

    def __init__(self, path: Path, *, most: int) -> None:
        self._file = path.open("rb")
        self._decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self._parse = json.JSONDecoder(parse_constant=self._constant, parse_float=self._float).raw_decode
        self._most = most
        self._text = ""
        self._held = ""
        self._at = 0
        self._line = 1
        self._read = 0

    def peek(self) -> str:
        """The next character that is no white space; empty at the end."""
        while True:
            self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]  # matches always
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def members(self) -> Iterator[str]:
        """The names in the object that comes next; the caller takes each one's value before the next."""
        for _ in self._inside("{", "}"):
            if self.peek() != '"':
                self._wrong("a name is expected")
            name = self.value()
            if self.peek() != ":":
                self._wrong("a colon is expected")
            self._at += 1
            yield name

    def elements(self) -> Iterator[None]:
        """One turn for each value of the array that comes next; the caller takes it."""
        yield from self._inside("[", "]")

    def value(self) -> Any:
        """The value that comes next, whole.

        Raises:
            BadJsonError: if it is none, is larger than may be, or nested too deeply.
        """
        self.peek()
        while True:
            try:
                value, end = self._parse(self._text, self._at)
            except json.JSONDecodeError as error:
                cut = error.pos >= len(self._text) - _NEAR or error.msg.startswith("Unterminated string")
                inside = error.pos - self._at
                if not (cut and self._more()):
                    self._wrong(error.msg, self._at + inside)
            except RecursionError:
                self._wrong("it is nested too deeply")
            except BadJsonError:
                raise
            except ValueError as error:  # a number of more digits than Python converts
                self._wrong(f"a number that cannot be: {error}")
            else:
                size = end - self._at
                number = _NUMBER.match(self._text, end)  # may go on in what is read next
                if not (number and number.end() == len(self._text) and self._more()):
                    self._at += size
                    return value

    def end(self) -> None:
        """Nothing may follow.

        Raises:
            BadJsonError: if something does.
        """
        if self.peek():
            self._wrong("something follows its end")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def _inside(self, opening: str, closing: str) -> Iterator[None]:
        if self.peek() != opening:
            self._wrong(f"{opening} is expected")
        self._at += 1
        if self.peek() == closing:
            self._at += 1
            return
        while True:
            yield
            following = self.peek()
            if following not in (",", closing):
                self._wrong(f"a comma or {closing} is expected")
            self._at += 1
            if following == closing:
                return

    def _more(self) -> bool:
        """Read on, at least as much as is waiting, so that parsing a long value anew stays cheap."""
        self._line += self._text.count("\n", 0, self._at)
        self._text = self._text[self._at :]
        self._at = 0
        if len(self._text) + len(self._held) > self._most:
            self._wrong(f"a message or value of more than {self._most:,} characters")
        data = self._file.read(max(_CHUNK, len(self._text)))
        try:
            read = self._held + self._decode(data, not data)
        except UnicodeDecodeError as error:
            raise BadJsonError(f"byte {self._read + error.start} or one before it is no UTF-8") from error
        self._read += len(data)
        cut = _before_escape(read) if data else len(read)
        self._held = read[cut:]
        self._text += _ESCAPE.sub(r"\1\\u00\2", read[:cut])
        return bool(data)

    def _wrong(self, reason: str, at: int | None = None) -> NoReturn:
        line = self._line + self._text.count("\n", 0, self._at if at is None else at)
        raise BadJsonError(f"line {line} is no JSON ({reason})")

    def _constant(self, words: str) -> NoReturn:
        self._wrong(f"{words} is no number")

    def _float(self, digits: str) -> float:
        number = float(digits)
        return number if math.isfinite(number) else self._wrong(f"{digits[:40]} is no number")


def _before_escape(read: str) -> int:
    """Where an escape begins that may go on in what is read next; else the end."""
    begun = _BEGUN.search(read, max(0, len(read) - 2))
    stem = read[: begun.start()] if begun else read
    run = len(stem) - len(stem.rstrip("\\"))
    return len(stem) - run if run else len(read)

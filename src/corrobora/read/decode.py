"""Bytes to characters.

What stands in the bytes stays: nothing is normalised, no quote or dash is exchanged, no white space is
folded. Only these change: a byte order mark goes; line ends of every sort become ``\\n``; control
characters that no text holds (and that could steer a terminal) and stray surrogates become U+FFFD.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from corrobora.read.errors import UnreadableItem
from corrobora.read.language import detect

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Encodings tried, by script, where bytes are no UTF-8.
_CYRILLIC = ["cp1251", "koi8_u", "koi8_r", "cp866", "mac_cyrillic", "iso8859_5"]
#: Bytes looked at to choose among them.
_SAMPLE = 200_000

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
# In Western text beyond ASCII, letters stand by letters and marks are those of typography.
_WESTERN = re.compile(
    "(?<=[A-Za-z])[À-ÖØ-öø-ýŠšŽžŒœŸ]|[À-ÖØ-öø-ýŠšŽžŒœ](?=[A-Za-z])|[‘’“”„–—…•«»€£§°©®\xa0¿¡·]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Characters and how they were got.

    Attributes:
        encoding: the encoding used.
        notices: what was assumed or replaced.
    """

    text: str
    encoding: str
    notices: tuple[str, ...] = ()


def decode(data: bytes, name: str, *, declared: str | None = None, repair: bool = False) -> Decoded:
    """The characters in ``data``: by byte order mark, declared encoding, UTF-8 or an older one that is sure.

    Args:
        name: for the error.
        declared: encoding a page or mail names for itself; it is left aside if it does not fit.
        repair: replace a few bytes that are no UTF-8 by U+FFFD, where all the rest is, and say so. Pages are
            put together from many sources, and a browser would show them like that.

    Raises:
        UnreadableItem: if the bytes are no text, or no encoding fits them; nothing is guessed where it could
            change a letter.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return _clean(data[len(mark) :].decode(encoding), encoding)
            except UnicodeDecodeError as error:
                place = f"byte {error.start + len(mark)}"
                raise UnreadableItem(
                    name, place, f"is no {encoding.upper()}, as the file's first bytes say"
                ) from error
    if (at := data.find(b"\0")) >= 0:
        raise UnreadableItem(
            name, f"byte {at}", "a NUL byte: the file is binary, or UTF-16 without its byte order mark"
        )
    if declared and (text := _declared(data, declared)) is not None:
        return _clean(text, codecs.lookup(declared).name)
    try:
        return _clean(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        if repair and (text := _repaired(data)) is not None:
            bad = text.count("\ufffd")
            return _clean(text, "utf-8", f"{bad} bytes are no UTF-8 and were replaced by U+FFFD")
        older = _older(data)
        if older is None:
            reason = "is not valid UTF-8, and no other encoding fits; save the file as UTF-8"
            raise UnreadableItem(name, f"byte {error.start}", reason) from error
        encoding, text = older
        return _clean(text, encoding, f"read as {encoding}: the bytes are not UTF-8 and name no encoding")


def clean(text: str) -> str:
    """``text`` with ``\\n`` line ends and without characters no text holds."""
    return _NO_TEXT.sub("\ufffd", _LINE_END.sub("\n", text.removeprefix("\ufeff")))


def _clean(text: str, encoding: str, *notices: str) -> Decoded:
    cleaned = clean(text)
    added = cleaned.count("\ufffd") - text.count("\ufffd")
    if added:
        notices += (f"{added:,} control characters replaced by U+FFFD",)
    return Decoded(text=cleaned, encoding=encoding, notices=notices)


def _declared(data: bytes, encoding: str) -> str | None:
    try:
        if not codecs.lookup(encoding)._is_text_encoding:
            return None
        text = data.decode(encoding)
    except (LookupError, UnicodeError, ValueError):  # ValueError: a NUL in the encoding's name
        return None
    return text if isinstance(text, str) else None


def _repaired(data: bytes) -> str | None:
    """UTF-8 with replacements, if far more of what is not ASCII is whole than broken."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return text if bad <= 20 and sum(1 for c in text if c > "\x7f") >= 10 * bad else None


def _older(data: bytes) -> tuple[str, str] | None:
    """Encoding and text, if an encoding from before UTF-8 beyond doubt fits."""
    sample = data[:_SAMPLE]
    best = from_bytes(sample, cp_isolation=_CYRILLIC, threshold=0.3).best()
    if best and detect(str(best)) in ("uk", "ru"):
        try:
            return best.encoding, data.decode(best.encoding)
        except UnicodeDecodeError:
            return None
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    beyond = sum(1 for c in text if ord(c) > 127)
    return ("cp1252", text) if len(_WESTERN.findall(text)) == beyond else None

"""How large a thing may be before it is refused: hostile and broken files must not stop a run."""

from __future__ import annotations

import re

from corrobora.read.errors import UnreadableItem

#: Lines of a text.
MAX_LINES = 300_000
#: Bytes of an item that are read; larger ones are kept but not read.
MAX_BYTES = 200_000_000
#: Bytes of a web page or mail body: parsed as a whole, at some thirty times its size in memory.
MAX_MARKUP = 20_000_000
#: Elements of a page whose main text is sought; of larger ones, some hundred screens long, all text is read.
MAX_ELEMENTS = 60_000
#: Characters of a text: some 3,000 printed pages.
MAX_CHARACTERS = 10_000_000
#: Characters of one line: no paragraph that people wrote is as long.
MAX_LINE = 200_000
#: Pages of a PDF.
MAX_PAGES = 5_000
#: Bytes a packed document may unpack to, and how many times its packed size that may be.
MAX_UNPACKED = 300_000_000
MAX_RATIO = 200
#: Files in a packed document.
MAX_MEMBERS = 10_000


# A character takes four bytes at most.
_LONG_LINE = re.compile(rb"[^\r\n]{%d}" % (4 * MAX_LINE + 1))


def check_bytes(name: str, data: bytes) -> None:
    """Refuse, before anything is decoded, what `check_text` would refuse in any encoding.

    Raises:
        UnreadableItem: naming the line.
    """
    if found := _LONG_LINE.search(data):
        start = found.start()
        end = min(
            (at for at in (data.find(b"\n", start), data.find(b"\r", start)) if at >= 0), default=len(data)
        )
        line = data.count(b"\n", 0, start) + 1
        reason = f"is {end - start:,} bytes long, more than {MAX_LINE:,} characters; break it into paragraphs"
        raise UnreadableItem(name, f"line {line}", reason)


def check_text(name: str, text: str) -> None:
    """Refuse texts that are too long or hold a line that is.

    Raises:
        UnreadableItem: naming the line.
    """
    if (lines := text.count("\n")) > MAX_LINES:
        raise UnreadableItem(name, "", f"text has {lines:,} lines, more than {MAX_LINES:,}; split it")
    start = 0
    line = 1
    while (end := text.find("\n", start)) >= 0 or start < len(text):
        end = len(text) if end < 0 else end
        if end - start > MAX_LINE:
            reason = f"is {end - start:,} characters long, more than {MAX_LINE:,}; break it into paragraphs"
            raise UnreadableItem(name, f"line {line}", reason)
        start, line = end + 1, line + 1
    if len(text) > MAX_CHARACTERS:
        raise UnreadableItem(
            name, "", f"text has {len(text):,} characters, more than {MAX_CHARACTERS:,}; split it"
        )

"""What sort of file some bytes are."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import PurePath

TEXT = "text/plain"
MARKDOWN = "text/markdown"
HTML = "text/html"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAIL = "message/rfc822"
#: A message of Telegram, as the import makes an item of it.
TELEGRAM = "application/vnd.corrobora.telegram-message+json"
#: A post as auto-archiver recorded it, as the import makes an item of it.
ARCHIVED = "application/vnd.corrobora.archived-post+json"
UNKNOWN = "application/octet-stream"

#: Bytes from which most formats can be told.
HEAD = 4096

_SUFFIXES = {
    ".txt": TEXT, ".md": MARKDOWN, ".html": HTML, ".htm": HTML, ".xhtml": HTML, ".pdf": PDF, ".docx": DOCX,
    ".eml": MAIL,
}  # fmt: skip

#: First bytes of formats that are recognised so that the error can name them.
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!", "application/vnd.rar"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"SQLite format 3\0", "application/vnd.sqlite3"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "application/ogg"),
    (b"\x7fELF", "application/x-executable"),
    (b'{"format":"telegram-message/', TELEGRAM),
    (b'{"format":"archived-post/', ARCHIVED),
)
_MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]",
    re.I | re.S,
)
_HEADER = re.compile(
    rb"(?:(?:from|to|cc|date|subject|message-id|mime-version|received|return-path|delivered-to|reply-to|"
    rb"content-type|x-[\w-]+|dkim-signature|authentication-results)[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2}",
    re.I,
)


def media_type(data: bytes, name: str) -> str:
    """The media type of bytes called ``name``: by their first bytes, else by the suffix.

    Bytes that show what they are win over a suffix that says otherwise (a web page saved as ``.txt``), with
    one exception: text is Markdown or a mail only if the name says so or a mail's headers stand at its
    head.
    """
    head = data[:HEAD]
    suffix = PurePath(name).suffix.lower()
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(data, suffix)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[4:8] == b"ftyp":
        return "video/quicktime" if head[8:12] == b"qt  " else "video/mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    by_name = _SUFFIXES.get(suffix, UNKNOWN)
    plain = head.removeprefix(b"\xef\xbb\xbf")
    if by_name in (HTML, MAIL, MARKDOWN):
        return by_name
    if _MARKUP.match(plain):
        return HTML
    if by_name == UNKNOWN and _HEADER.match(plain.replace(b"\r\n", b"\n")):
        return MAIL
    if by_name == UNKNOWN and b"\0" not in head:
        return TEXT
    return by_name


def _packed(data: bytes, suffix: str) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError):
        # cut short or broken: the reader for what it claims to be says where
        return DOCX if suffix == ".docx" else "application/zip"
    if any(name.startswith("word/") for name in names):
        return DOCX
    return "application/zip"

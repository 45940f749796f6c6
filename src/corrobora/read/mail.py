"""Mails as files (RFC 5322, MIME)."""

from __future__ import annotations

import email
import email.errors
import email.header
import email.utils
import re
from collections.abc import Iterator
from email.message import Message
from email.policy import compat32

from corrobora.model.document import Region, RegionSort
from corrobora.read.decode import clean, decode
from corrobora.read.errors import UnreadableItem
from corrobora.read.facts import Fact
from corrobora.read.limits import MAX_MARKUP
from corrobora.read.plain import UNWRAPPED, source_line
from corrobora.read.reading import Reading, ordered
from corrobora.read.wrapped import unwrap

# RFC 3676: a space before the line end means that the paragraph goes on; «-- » opens a signature.
_FLOWED = re.compile(r"format\s*=\s*\"?flowed", re.I)
_SOFT = re.compile(r"(?<!^--) \n(?=[^\n>])", re.M)
_MAX_PARTS = 1_000
#: Characters of a header that are read; decoding takes time with the square of them.
_LONGEST_HEADER = 10_000


def read_mail(data: bytes, name: str) -> Reading:
    """Subject and body of a mail: its plain text if it has one, else its HTML.

    Attachments are named in a notice, not read.

    Raises:
        UnreadableItem: if it is no mail, or its body is in no known encoding.
    """
    # compat32: the newer policies raise all sorts of errors on headers that are broken on purpose
    try:
        message = email.message_from_bytes(data, policy=compat32)
        parts = list(_parts(message))
    except (RecursionError, email.errors.MessageError, ValueError, LookupError) as error:
        raise UnreadableItem(name, "", f"is no readable mail: {error}") from error
    if not any(message[header] for header in ("from", "date", "subject", "to", "received")):
        raise UnreadableItem(name, "line 1", "has none of a mail's headers (From, Date, Subject)")
    body = _body(parts, name)
    subject = " ".join(_header(message, "subject").split())
    shift = len(subject) + 2 if subject else 0
    regions = [Region(start=r.start + shift, end=r.end + shift, sort=r.sort) for r in body.regions]
    if subject:
        regions.append(Region(start=0, end=len(subject), sort=RegionSort.TITLE))
    attached = [_filename(part) or part.get_content_type() for part in parts if _attached(part)]
    notices = list(body.notices)
    if attached:
        notices.append(f"{len(attached)} attachments not read: {', '.join(attached)}; save them and add them")
    return Reading(
        reader="mail/1",
        content=f"{subject}\n\n{body.content}" if subject else body.content,
        regions=ordered(regions),
        facts=(*_facts(message, subject), *(f for f in body.facts if f.field != "title")),
        notices=tuple(notices),
    )


def _parts(message: Message) -> Iterator[Message]:
    """Leaves of the message, in order; a forwarded message is one leaf."""
    pending = [message]
    seen = 0
    while pending:
        part = pending.pop(0)
        seen += 1
        if seen > _MAX_PARTS:
            raise ValueError(f"it has more than {_MAX_PARTS:,} parts")
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            pending = [*(p for p in part.get_payload() if isinstance(p, Message)), *pending]
        else:
            yield part


def _body(parts: list[Message], name: str) -> Reading:
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind and not _attached(part):
                payload = part.get_payload(decode=True)
                data = payload if isinstance(payload, bytes) else b""
                if not data.strip():
                    continue
                if len(data) > MAX_MARKUP:
                    raise UnreadableItem(name, kind, f"body is larger than {MAX_MARKUP:,} bytes")
                if kind == "text/html":
                    from corrobora.read.html import read_html  # slow to load, and most mails have plain text

                    return read_html(data, name)
                decoded = decode(data, name, declared=part.get_content_charset(), repair=True)
                flowed = _FLOWED.search(_header(part, "content-type")) is not None
                text, wrapped = (_SOFT.sub(" ", decoded.text), False) if flowed else unwrap(decoded.text)
                notices = (*decoded.notices, UNWRAPPED) if wrapped else decoded.notices
                return Reading(reader="mail/1", content=text, facts=source_line(text), notices=notices)
    raise UnreadableItem(name, "", "has no text body")


def _attached(part: Message) -> bool:
    disposition = _header(part, "content-disposition").strip().lower()
    return disposition.startswith("attachment") or part.get_content_maintype() not in ("text", "multipart")


def _filename(part: Message) -> str:
    try:
        return clean(part.get_filename() or "")
    except (ValueError, LookupError, TypeError):
        return ""


def _facts(message: Message, subject: str) -> Iterator[Fact]:
    if subject:
        yield Fact(field="title", value=subject, origin="mail header Subject")
    try:
        sent = email.utils.parsedate_to_datetime(_header(message, "date"))
        yield Fact(field="published", value=sent.date().isoformat(), origin="mail header Date")
    except (ValueError, TypeError, IndexError, OverflowError):
        pass  # no day, or none that can be: it stays unknown
    sender, address = email.utils.parseaddr(_header(message, "from"))
    if sender or address:
        yield Fact(field="publisher", value=sender or address, origin="mail header From")


def _header(message: Message, name: str) -> str:
    """A header's words, encoded words decoded; empty if it is missing."""
    value = message.get(name)
    if value is None:
        return ""
    value = str(value)[:_LONGEST_HEADER]
    try:
        words = str(email.header.make_header(email.header.decode_header(value)))
    except (ValueError, LookupError, TypeError, email.errors.MessageError):  # CharsetError is one
        words = value
    return clean(words)

"""Telegram Desktop exports (``result.json``, one chat or a whole account): one item a message.

A message's item is made of what the message is, not of what an export happens to say: names that change,
counts of reactions and the places of files in the export's folder are left out, so that the next export of
the same channel brings the same items, and an edited message a new one. The export itself is kept whole.

Field names after Telegram Desktop, ``export/output/export_output_json.cpp``. Times are ``date_unixtime``;
``date`` is in the exporting machine's own time without saying which, and is not used.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn

from corrobora.collect.imports.piece import Finding, Opened, Piece, Tie
from corrobora.collect.manifest import ManifestRow
from corrobora.collect.problem import Problem
from corrobora.model.examination import ExaminationSort
from corrobora.model.journal import canonical
from corrobora.model.relation import RelationSort

#: First bytes of a message's item.
FORMAT = "telegram-message/1"
#: Larger exports are refused: they are parsed as a whole.
MAX_BYTES = 200_000_000
TOOL = "telegram import 1"

#: What makes a message the message it is.
_KEPT = (
    "id", "type", "date_unixtime", "edited_unixtime", "from_id", "actor_id", "action", "author",
    "forwarded_from", "saved_from", "reply_to_message_id", "reply_to_peer_id", "via_bot", "media_type",
    "mime_type", "duration_seconds", "width", "height", "sticker_emoji", "location_information",
    "place_name", "address", "title", "performer",
)  # fmt: skip
#: Where Telegram says why a file is missing, in place of its path.
_MISSING = re.compile(r"\((?:File|Photo)\b[^)]*\)\s*$")
#: Control characters, which Telegram Desktop writes as no JSON allows (``\x0B``).
_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\x([0-9A-Fa-f]{2})")
_CHANNELS = ("public_channel", "private_channel", "public_supergroup", "private_supergroup")


class _NoExportError(ValueError):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chat:
    id: int
    name: str | None
    type: str
    messages: list[Any]


def telegram_pieces(opened: Opened) -> Iterator[Piece | Problem | str]:
    """The export, then each message with the files sent with it."""
    path = str(opened.path)
    try:
        chats = _chats(_parsed(opened))
    except _NoExportError as error:
        yield Piece(name=opened.path.name, origin=path, content=opened.kept)
        yield Problem(path, "", str(error))
        return
    count = sum(len(chat.messages) for chat in chats)
    told = {"chats": [{"id": c.id, "name": c.name, "messages": len(c.messages)} for c in chats]}
    finding = Finding(sort=ExaminationSort.EXPORT, tool=TOOL, data={"format": "Telegram Desktop", **told})
    yield Piece(name=opened.path.name, origin=path, content=opened.kept, findings=(finding,))
    if len(chats) > 1:
        yield f"{path}: is an account's export, with contacts and private chats; should it be --sensitive?"
    if not count:
        yield f"{path}: is a Telegram export without messages"
    missing: list[str] = []
    for chat in chats:
        yield from _Messages(opened, chat, missing).pieces()
    if missing:
        some = ", ".join(missing[:3]) + (" …" if len(missing) > 3 else "")
        yield f"{path}: {len(missing)} files are not in the export (messages {some})"


class _Messages:
    """The messages of one chat."""

    def __init__(self, opened: Opened, chat: _Chat, missing: list[str]) -> None:
        self._opened = opened
        self._chat = chat
        self._missing = missing
        self._hashes: dict[int, str] = {}

    def pieces(self) -> Iterator[Piece | Problem]:
        for number, message in enumerate(self._chat.messages, start=1):
            if not isinstance(message, dict) or not _number(message.get("id")):
                yield Problem(str(self._opened.path), f"message {number}", "is no message: it has no id")
                continue
            if message.get("type") == "unsupported":
                reason = "its sort is not supported by the Telegram that exported it; only its id is there"
                yield Problem(str(self._opened.path), f"message {message['id']}", reason)
                continue
            yield from self._message(message)

    def _message(self, message: Mapping[str, Any]) -> Iterator[Piece | Problem]:
        chat, id = self._chat, int(message["id"])
        place = f"message {chat.id}/{id}"
        try:
            sent, edited = _time(message, "date_unixtime"), _time(message, "edited_unixtime")
        except ValueError as error:
            yield Problem(str(self._opened.path), place, str(error))
            return
        content = item_bytes(chat.id, chat.type, message)
        sha256 = self._hashes[id] = hashlib.sha256(content).hexdigest()
        ties = [Tie(other=self._opened.sha256, sort=RelationSort.PART_OF, place=place)]
        answered = self._hashes.get(_number(message.get("reply_to_message_id")) or -1)
        if answered and answered != sha256 and "reply_to_peer_id" not in message:
            ties.append(Tie(other=answered, sort=RelationSort.REPLY_TO))
        files = [(key, said) for key in ("photo", "file") if isinstance(said := message.get(key), str)]
        present = [(key, found) for key, said in files if (found := self._opened.beside(said))]
        if len(present) < len(files):
            self._missing.append(f"{chat.id}/{id}")
        finding = Finding(
            sort=ExaminationSort.MESSAGE,
            tool=TOOL,
            data=_told(chat, message, sent, edited, files, {key for key, _ in present}),
            subject=f"telegram:{chat.id}/{id}",
            moment=edited or sent,
        )
        yield Piece(
            name=f"telegram-{chat.id}-{id}.json",
            origin=f"{self._opened.path}#{chat.id}/{id}",
            content=content,
            reads=bool("".join(words for _, words, _ in entities(message.get("text"))).strip()),
            row=self._row(id),
            ties=tuple(ties),
            findings=(finding,),
        )
        for key, found in present:
            yield Piece(
                name=found.name,
                origin=f"{self._opened.path}#{chat.id}/{id}/{key}",
                content=found,
                ties=(Tie(other=sha256, sort=RelationSort.ATTACHED_TO, place=key),),
            )

    def _row(self, id: int) -> ManifestRow:
        given, chat = self._opened.row, self._chat
        return ManifestRow(
            path=f"{self._opened.path}#{chat.id}/{id}",
            line=0,
            publisher=(given.publisher if given else None) or chat.name,
            url=f"https://t.me/c/{chat.id}/{id}" if chat.type in _CHANNELS else None,
            language=given.language if given else None,
            by="Telegram export",
        )


def item_bytes(chat: int, sort: str, message: Mapping[str, Any]) -> bytes:
    """The bytes of a message's item: the same for the same message in every export."""
    kept: dict[str, Any] = {key: message[key] for key in _KEPT if message.get(key) is not None}
    kept["text"] = [[sort, words, href] for sort, words, href in entities(message.get("text"))]
    poll = message.get("poll")
    if isinstance(poll, dict):
        answers = poll.get("answers")
        kept["poll"] = {
            "question": poll.get("question"),
            "answers": [a.get("text") for a in answers if isinstance(a, dict)]
            if isinstance(answers, list)
            else [],
        }
    body = canonical(kept), canonical({"id": chat, "type": sort})
    return f'{{"format":"{FORMAT}","chat":{body[1]},"message":{body[0]}}}'.encode("utf-8", "surrogatepass")


def entities(text: Any) -> list[tuple[str, str, str | None]]:
    """Sort, words and address of each stretch of a text, which is a string or a list of stretches."""
    found: list[tuple[str, str, str | None]] = []
    for part in text if isinstance(text, list) else [text]:
        if isinstance(part, str):
            found.append(("plain", part, None))
        elif isinstance(part, dict) and isinstance(part.get("text"), str):
            href = part.get("href")
            found.append(
                (str(part.get("type", "unknown")), part["text"], href if isinstance(href, str) else None)
            )
    return [(sort, words, href) for sort, words, href in found if words]


def _told(
    chat: _Chat,
    message: Mapping[str, Any],
    sent: datetime | None,
    edited: datetime | None,
    files: list[tuple[str, str]],
    present: set[str],
) -> dict[str, Any]:
    """What the export says of a message beside its words."""
    media: dict[str, Any] = {}
    for key, said in files:
        state = "included" if key in present else "missing"
        if missing := _MISSING.search(said):
            state = f"missing: Telegram says {missing.group()}"
        original = key == "file" and "media_type" not in message
        media = {
            "state": state,
            # Telegram strips metadata from what is sent compressed, so its hash is never the camera's
            "sent_as": "file (as the sender had it)" if original else "compressed by Telegram",
            "media_type": message.get("media_type") or ("photo" if key == "photo" else None),
            "file_name": message.get("file_name"),
        }
    told = {
        "chat": {"id": chat.id, "name": chat.name, "type": chat.type},
        "message": message.get("id"),
        "sent": sent.isoformat() if sent else None,
        "edited": edited.isoformat() if edited else None,
        "author": message.get("from") or message.get("actor") or message.get("author"),
        "author_id": message.get("from_id") or message.get("actor_id"),
        "forwarded_from": message.get("forwarded_from"),
        "forwarded_from_id": message.get("forwarded_from_id"),
        "reply_to": message.get("reply_to_message_id"),
        "action": message.get("action"),
        "media": media or None,
    }
    return {key: value for key, value in told.items() if value is not None}


def _parsed(opened: Opened) -> Any:
    size = opened.kept.stat().st_size
    if size > MAX_BYTES:
        raise _NoExportError(
            f"is larger than {MAX_BYTES:,} bytes: it is kept, but not taken apart; export a shorter period"
        )
    try:
        text = opened.kept.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _NoExportError(f"byte {error.start} is no UTF-8: it is kept, but not taken apart") from error
    try:
        return _json(text)
    except json.JSONDecodeError:
        try:
            return _json(_ESCAPE.sub(r"\1\\u00\2", text))
        except json.JSONDecodeError as error:
            reason = f"line {error.lineno} is no JSON ({error.msg}): was the export interrupted? It is kept"
            raise _NoExportError(reason) from error


def _json(text: str) -> Any:
    def refuse(constant: str) -> NoReturn:
        raise _NoExportError(f"holds {constant}, which is no number: it is kept, but not taken apart")

    def finite(digits: str) -> float:
        number = float(digits)
        return number if math.isfinite(number) else refuse(digits[:40])

    try:
        return json.loads(text, parse_constant=refuse, parse_float=finite)
    except RecursionError as error:
        raise _NoExportError("is nested too deeply for an export: it is kept, but not taken apart") from error
    except json.JSONDecodeError:
        raise
    except ValueError as error:  # a number of more digits than Python converts
        raise _NoExportError(f"holds a number that cannot be: {error}") from error


def _chats(data: Any) -> list[_Chat]:
    if not isinstance(data, dict):
        raise _NoExportError("is no Telegram export: its outermost value is no object")
    found = [data] if "messages" in data else []
    for section in ("chats", "left_chats"):
        held = data.get(section)
        listed = held.get("list") if isinstance(held, dict) else None
        found += [chat for chat in listed or () if isinstance(chat, dict)] if isinstance(listed, list) else []
    chats = []
    for chat in found:
        id, messages, name = _number(chat.get("id")), chat.get("messages"), chat.get("name")
        if id and isinstance(messages, list):
            title = name.strip() if isinstance(name, str) else ""
            chats.append(_Chat(id=id, name=title or None, type=str(chat.get("type", "")), messages=messages))
    if not chats:
        raise _NoExportError("is no Telegram export: no chat in it has an id and messages")
    return chats


def _number(value: Any) -> int | None:
    """An id as Telegram writes it: a whole number, positive or not, below 2^63."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    if isinstance(value, str) and not re.fullmatch(r"-?\d{1,19}", value, re.ASCII):
        return None
    number = int(value)
    return number if 0 < abs(number) < 1 << 63 else None


def _time(message: Mapping[str, Any], key: str) -> datetime | None:
    """A time in UTC; ``None`` if the export is of an old Telegram that gives none."""
    value = message.get(key)
    if value is None:
        return None
    seconds = _number(value)
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else None
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(f"{key} {seconds} is no time") from error

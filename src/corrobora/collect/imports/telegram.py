"""Telegram Desktop exports (``result.json``, one chat or a whole account): one item a message.

A message's item is made of what the message is, not of what an export happens to say: names that change,
counts of reactions and the places of files in the export's folder are left out, so that the next export of
the same channel brings the same items, and an edited message a new one. The export itself is kept whole.

Field names after Telegram Desktop, ``export/output/export_output_json.cpp``. Times are ``date_unixtime``;
``date`` is in the exporting machine's own time without saying which, and is not used.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corrobora.collect.imports.json_stream import BadJsonError, JsonStream
from corrobora.collect.imports.piece import Finding, Opened, Piece, Tie
from corrobora.collect.manifest import ManifestRow
from corrobora.collect.problem import Problem
from corrobora.model.examination import ExaminationSort
from corrobora.model.journal import canonical
from corrobora.model.relation import RelationSort

#: First bytes of a message's item.
FORMAT = "telegram-message/1"
#: Characters one message, or one value beside the messages, may take in an export.
MAX_MESSAGE = 32_000_000
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
_CHANNELS = ("public_channel", "private_channel", "public_supergroup", "private_supergroup")


class _NoExportError(ValueError):
    pass


@dataclass(slots=True, kw_only=True)
class _Chat:
    """A chat of an export.

    Attributes:
        id: ``None`` if it has none that can be.
        listed: whether it has a list of messages.
        count: how many messages there are in it.
        answered: ids of messages that others of it answer.
    """

    id: int | None = None
    name: str | None = None
    type: str = ""
    listed: bool = False
    count: int = 0
    answered: set[int] = field(default_factory=set)


def telegram_pieces(opened: Opened) -> Iterator[Piece | Problem | str]:
    """The export, then each message with the files sent with it.

    The export is gone through twice, first for whether it is whole, what chats it has and which messages are
    answered; at no time is more of it held in memory than one message and the hashes of those answered.
    """
    path = str(opened.path)
    try:
        found = _chats(opened.kept)
    except _NoExportError as error:
        yield Piece(name=opened.path.name, origin=path, content=opened.kept)
        yield Problem(path, "", str(error))
        return
    chats = [chat for chat in found if chat.id and chat.listed]
    told = {"chats": [{"id": c.id, "name": c.name, "messages": c.count} for c in chats]}
    finding = Finding(sort=ExaminationSort.EXPORT, tool=TOOL, data={"format": "Telegram Desktop", **told})
    yield Piece(name=opened.path.name, origin=path, content=opened.kept, findings=(finding,))
    if len(chats) > 1:
        yield f"{path}: is an account's export, with contacts and private chats; should it be --sensitive?"
    if not any(chat.count for chat in chats):
        yield f"{path}: is a Telegram export without messages"
    missing = _Missing()
    readers = {n: _Messages(opened, c, missing) for n, c in enumerate(found) if c.id and c.listed}
    for number, message in _messages(opened.kept, []):
        if reader := readers.get(number):
            yield from reader.pieces(message)
    if missing.count:
        some = ", ".join(missing.first) + (" …" if missing.count > len(missing.first) else "")
        yield f"{path}: {missing.count} files are not in the export (messages {some})"


@dataclass(slots=True)
class _Missing:
    """Messages whose files are not in the export."""

    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, message: str) -> None:
        """One more."""
        self.count += 1
        if len(self.first) < 3:
            self.first.append(message)


class _Messages:
    """The messages of one chat."""

    def __init__(self, opened: Opened, chat: _Chat, missing: _Missing) -> None:
        self._opened = opened
        self._chat = chat
        self._missing = missing
        self._number = 0
        self._hashes: dict[int, bytes] = {}

    def pieces(self, message: Any) -> Iterator[Piece | Problem]:
        """The next message."""
        self._number += 1
        if not isinstance(message, dict) or not _number(message.get("id")):
            yield Problem(str(self._opened.path), f"message {self._number}", "is no message: it has no id")
        elif message.get("type") == "unsupported":
            reason = "its sort is not supported by the Telegram that exported it; only its id is there"
            yield Problem(str(self._opened.path), f"message {message['id']}", reason)
        else:
            yield from self._message(message)

    def _message(self, message: Mapping[str, Any]) -> Iterator[Piece | Problem]:
        chat, id = self._chat, int(message["id"])
        place = f"message {chat.id}/{id}"
        times: list[datetime | None] = []
        for key in ("date_unixtime", "edited_unixtime"):
            try:
                times.append(_time(message, key))
            except ValueError as error:
                times.append(None)
                yield Problem(str(self._opened.path), place, f"{error}; the message is kept without it")
        sent, edited = times
        content = item_bytes(chat.id or 0, chat.type, message)
        hashed = hashlib.sha256(content)
        sha256 = hashed.hexdigest()
        if id in chat.answered:
            self._hashes[id] = hashed.digest()
        ties = [Tie(other=self._opened.sha256, sort=RelationSort.PART_OF, place=place)]
        answered = self._hashes.get(_number(message.get("reply_to_message_id")) or -1, b"").hex()
        if answered and answered != sha256 and "reply_to_peer_id" not in message:
            ties.append(Tie(other=answered, sort=RelationSort.REPLY_TO))
        files = [(key, said) for key in ("photo", "file") if isinstance(said := message.get(key), str)]
        present = [(key, found) for key, said in files if (found := self._opened.beside(said))]
        if len(present) < len(files):
            self._missing.add(f"{chat.id}/{id}")
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


def _chats(path: Path) -> list[_Chat]:
    """The chats of an export in their order, after all of it was read.

    Raises:
        _NoExportError: if it is no JSON, or no export, or holds what would not fit into memory.
    """
    found: list[_Chat] = []
    try:
        for number, message in _messages(path, found):
            found[number].count += 1
            if isinstance(message, dict) and (answered := _number(message.get("reply_to_message_id"))):
                found[number].answered.add(answered)
    except BadJsonError as error:
        raise _NoExportError(
            f"{error}: was the export interrupted? It is kept, but not taken apart"
        ) from error
    if not any(chat.id and chat.listed for chat in found):
        raise _NoExportError("is no Telegram export: no chat in it has an id and messages")
    return found


def _messages(path: Path, chats: list[_Chat]) -> Iterator[tuple[int, Any]]:
    """Every message, with the number of its chat among the chats, to which those that come are added."""
    with JsonStream(path, most=MAX_MESSAGE) as file:
        if file.peek() != "{":
            raise _NoExportError("is no Telegram export: its outermost value is no object")
        chats.append(_Chat())
        for name in file.members():
            if name in ("chats", "left_chats") and file.peek() == "{":
                for inner in file.members():
                    if inner == "list" and file.peek() == "[":
                        for _ in file.elements():
                            yield from _chat(file, chats)
                    else:
                        file.value()
            else:
                yield from _member(file, name, chats, 0)
        file.end()


def _chat(file: JsonStream, chats: list[_Chat]) -> Iterator[tuple[int, Any]]:
    if file.peek() != "{":
        file.value()
        return
    number = len(chats)
    chats.append(_Chat())
    for name in file.members():
        yield from _member(file, name, chats, number)


def _member(file: JsonStream, name: str, chats: list[_Chat], number: int) -> Iterator[tuple[int, Any]]:
    if name == "messages" and file.peek() == "[":
        chats[number].listed = True
        for _ in file.elements():
            yield number, file.value()
        return
    value = file.value()
    match name:
        case "id":
            chats[number].id = _number(value)
        case "name":
            chats[number].name = (value.strip() if isinstance(value, str) else "") or None
        case "type":
            chats[number].type = str(value)


def _number(value: Any) -> int | None:
    """An id as Telegram writes it: a whole number, positive or not, below 2^63."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    if isinstance(value, str) and not re.fullmatch(r"-?\d{1,19}", value, re.ASCII):
        return None
    number = int(value)
    return number if 0 < abs(number) < 1 << 63 else None


def _time(message: Mapping[str, Any], key: str) -> datetime | None:
    """A time in UTC; ``None`` if the export is of an old Telegram that gives none.

    Raises:
        ValueError: if what it gives is no time.
    """
    value = message.get(key)
    if value is None:
        return None
    try:
        return datetime.fromtimestamp(_number(value) or math.nan, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(f"{key} {str(value)[:30]!r} is no time") from error

"""Messages of Telegram, as `corrobora.collect.imports.telegram` makes items of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from corrobora.model.document import Region, RegionSort
from corrobora.read.decode import clean
from corrobora.read.errors import UnreadableItem
from corrobora.read.facts import Fact
from corrobora.read.reading import Reading, ordered

_SORTS = {"blockquote": RegionSort.QUOTE}
_LONGEST_HEADLINE = 250


def read_telegram(data: bytes, name: str) -> Reading:
    """The words of a message; its day is that of its time in UTC.

    Raises:
        UnreadableItem: if the item is not one that was made of a message.
    """
    try:
        message = json.loads(data)["message"]
        stretches = [(str(sort), str(words)) for sort, words, _ in message["text"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnreadableItem(name, "", f"is no message of Telegram: {error!r}") from error
    parts: list[str] = []
    regions: list[Region] = []
    facts = _facts(message)
    length = 0
    if headline := _headline(stretches):
        facts.append(Fact(field="title", value=headline, origin="first line, set in bold"))
        regions.append(Region(start=0, end=len(headline), sort=RegionSort.TITLE))
    for sort, words in stretches:
        cleaned = clean(words)
        parts.append(cleaned)
        if (of := _SORTS.get(sort)) and cleaned.strip():
            regions.append(Region(start=length, end=length + len(cleaned), sort=of))
        length += len(cleaned)
    return Reading(reader="telegram/1", content="".join(parts), regions=ordered(regions), facts=tuple(facts))


def _headline(stretches: list[tuple[str, str]]) -> str:
    """The first line, if all of it is set in bold and more follows: how channels write headlines."""
    if not stretches or stretches[0][0] != "bold":
        return ""
    first, rest = clean(stretches[0][1]), "".join(clean(words) for _, words in stretches[1:])
    line = first.partition("\n")[0]
    whole = "\n" in first or rest.startswith("\n")
    follows = (first[len(line) :] + rest).strip()
    return line if whole and follows and line.strip() and len(line) <= _LONGEST_HEADLINE else ""


def _facts(message: dict[str, Any]) -> list[Fact]:
    seconds = str(message.get("date_unixtime", ""))
    if not seconds.isascii() or not seconds.isdigit() or len(seconds) > 11:
        return []
    day = datetime.fromtimestamp(int(seconds), UTC).date()
    return [Fact(field="published", value=day.isoformat(), origin="Telegram date_unixtime, in UTC")]

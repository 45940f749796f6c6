"""Messages of Telegram, as `corrobora.collect.imports.telegram` makes items of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from corrobora.model.document import Region, RegionSort
from corrobora.read.decode import clean
from corrobora.read.errors import UnreadableItem
from corrobora.read.facts import Fact
from corrobora.read.reading import Reading

_SORTS = {"blockquote": RegionSort.QUOTE}


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
    length = 0
    for sort, words in stretches:
        cleaned = clean(words)
        parts.append(cleaned)
        if (of := _SORTS.get(sort)) and cleaned.strip():
            regions.append(Region(start=length, end=length + len(cleaned), sort=of))
        length += len(cleaned)
    return Reading(
        reader="telegram/1", content="".join(parts), regions=tuple(regions), facts=tuple(_facts(message))
    )


def _facts(message: dict[str, Any]) -> list[Fact]:
    seconds = str(message.get("date_unixtime", ""))
    if not seconds.isascii() or not seconds.isdigit() or len(seconds) > 11:
        return []
    day = datetime.fromtimestamp(int(seconds), UTC).date()
    return [Fact(field="published", value=day.isoformat(), origin="Telegram date_unixtime, in UTC")]

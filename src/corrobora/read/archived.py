"""Posts as auto-archiver recorded them, of which `corrobora.collect.imports.archiver` makes items."""

from __future__ import annotations

import json

from corrobora.model.document import RegionSort
from corrobora.read.decode import clean
from corrobora.read.errors import UnreadableItem
from corrobora.read.facts import Fact
from corrobora.read.reading import Builder, Reading


def read_archived(data: bytes, name: str) -> Reading:
    """Title and words of a post.

    Its day is that of the tool's time stamp, whose zone is not to be relied on: anything else that names a
    day outranks it.

    Raises:
        UnreadableItem: if the item is not one that was made of a post.
    """
    try:
        post = json.loads(data)["post"]
        title, content = str(post.get("title", "")), str(post.get("content", ""))
        stamp = str(post.get("timestamp", ""))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableItem(name, "", f"is no archived post: {error!r}") from error
    builder = Builder()
    title, content = clean(title), clean(content)
    if title.strip() and not content.strip().startswith(title.strip()):
        builder.add(" ".join(title.split()), RegionSort.TITLE)
    for line in content.split("\n"):
        builder.add(line)
    text, regions = builder.close()
    facts = [Fact(field="title", value=title, origin="auto-archiver title")] if title.strip() else []
    facts.append(
        Fact(field="published", value=stamp, origin="auto-archiver timestamp, zone not sure", weak=True)
    )
    return Reading(reader="archived/1", content=text, regions=regions, facts=tuple(facts))

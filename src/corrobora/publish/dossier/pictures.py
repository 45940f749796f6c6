"""Pictures in a dossier: what is attached to its items, shown so that nobody can be told on it.

A picture is made small before it is made large again: its pixels are thrown away, not covered. Nothing of the
file it comes from is kept, no name, place or time that was written into it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from corrobora.case import Case
from corrobora.case.records import ItemRecord
from corrobora.model.relation import RelationSort
from corrobora.publish import words
from corrobora.vault.store import VaultError

TINY, SHOWN = 14, 280
MOST_BYTES = 40 * 2**20
MOST_PIXELS = 60_000_000
#: Pictures shown beside one item at most; all are listed.
MOST_SHOWN = 6
_ATTACHED = (RelationSort.ATTACHED_TO, RelationSort.PART_OF, RelationSort.DERIVED_FROM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """An item that belongs to an item of the dossier.

    Attributes:
        how: attached to it, part of it, derived from it.
        picture: name under which its blurred picture is found; empty: none is shown.
        why: why none is shown.
    """

    item: str
    name: str
    media_type: str
    size: str
    how: str
    picture: str = ""
    why: str = ""


def attached(
    case: Case, record: ItemRecord, *, images: bool
) -> tuple[tuple[Attached, ...], dict[str, bytes]]:
    """What belongs to an item, and the blurred pictures of it by name.

    Args:
        case: the case.
        record: the item.
        images: whether pictures are shown at all.
    """
    found: list[Attached] = []
    pictures: dict[str, bytes] = {}
    for how, other in _belonging(case, record, set()):
        item = other.item
        name, why = "", ""
        if images and item.media_type.startswith("image/"):
            if other.sensitive:
                why = "marked sensitive"
            elif len(pictures) >= MOST_SHOWN:
                why = "listed only"
            else:
                try:
                    pictures[f"{item.sha256}.png"] = blurred(case.vault.read(item.sha256, MOST_BYTES))
                    name = f"{item.sha256}.png"
                except (VaultError, ValueError, OSError, SyntaxError, Image.DecompressionBombError) as error:
                    why = f"cannot be shown: {type(error).__name__}"
        found.append(
            Attached(
                item=item.sha256, name=item.name, media_type=item.media_type, how=how,
                size=words.bytes_of(item.size), picture=name, why=why,
            )
        )  # fmt: skip
    return tuple(found), pictures


def _belonging(case: Case, record: ItemRecord, seen: set[str]) -> Iterator[tuple[str, ItemRecord]]:
    """What belongs to an item, and working copies made from that."""
    for relation in record.others:
        if relation.sort not in _ATTACHED or relation.sha256 in seen:
            continue
        seen.add(relation.sha256)
        other = case.about(relation.sha256)
        if relation.sort is RelationSort.PART_OF and not other.item.media_type.startswith(
            ("image/", "video/")
        ):
            continue
        yield relation.sort.value.replace("-", " "), other
        yield from _belonging(case, other, seen)


def blurred(data: bytes) -> bytes:
    """A picture of which only the colours can be made out, as PNG without anything beside its pixels.

    Raises:
        ValueError, OSError, SyntaxError: if it is no picture that can be read.
    """
    with Image.open(io.BytesIO(data)) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError(f"has more than {MOST_PIXELS:,} pixels")
        height = max(1, min(4 * TINY, round(picture.height * TINY / picture.width)))
        tiny = picture.convert("RGB").resize((TINY, height), Image.Resampling.BOX)
    shown = tiny.resize((SHOWN, height * SHOWN // TINY), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    shown.save(out, "PNG")
    return out.getvalue()

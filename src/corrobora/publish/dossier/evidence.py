"""The items a dossier rests on, and who vouches for when they came in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from corrobora.case import Case
from corrobora.case.acquisitions import Acquisition, Covering
from corrobora.case.records import DocumentHead
from corrobora.publish import days, words
from corrobora.publish.dossier.parts import Annex, AnnexItem, Evidence
from corrobora.publish.dossier.pictures import attached

_SAYS = (
    "The SHA-256 of an item is the name of its bytes: whoever holds them can compute it again. The journal "
    "entry of its acquisition was written before anything read them. A checkpoint signs the journal up to "
    "some entry, and a timestamp (RFC 3161) is an outside authority's word that this checkpoint existed at a "
    "time, so that the item did too. Whether the entry lies under the checkpoint, and whether the token "
    "holds, can be checked offline with the case's evidence bundle, which carries items, journal and tokens."
)
_NOTHING = "No checkpoint covers it yet: nothing outside this case vouches for when it came in."


def evidence(case: Case, head: DocumentHead, *, images: bool) -> tuple[Evidence, dict[str, bytes]]:
    """An item as it was received, with what is attached to it, and blurred pictures of that by name."""
    record, source = case.about(head.sha256), head.source
    item = record.item
    published = days.day(source.published) if source.published else "day not known"
    parts = [source.publisher or "publisher not known", published, head.title or ""]
    belonging, pictures = attached(case, record, images=images)
    shown = Evidence(
        item=item.sha256,
        name=item.name,
        media_type=item.media_type,
        size=words.bytes_of(item.size),
        received=f"{days.moment(item.received)} by {item.received_by}",
        origin=item.origin,
        source=" · ".join(part for part in parts if part),
        address=source.url or "",
        attached=belonging,
    )
    return shown, pictures


def names_of(shown: Iterable[Evidence]) -> dict[str, str]:
    """File names of items and of what is attached to them, by hash."""
    return {
        item: name
        for e in shown
        for item, name in ((e.item, e.name), *((a.item, a.name) for a in e.attached))
    }


def annex(names: Mapping[str, str], found: Mapping[str, Acquisition]) -> Annex:
    """Hashes and timestamps of items.

    Args:
        names: file names by hash.
        found: how they came in.
    """
    notes = {a.covered.size: a.covered.note for a in found.values() if a.covered}
    return Annex(
        says=_SAYS,
        items=tuple(_item(name, found[item]) for item, name in names.items() if item in found),
        notes=tuple(sorted(notes.items())),
    )


def _item(name: str, acquired: Acquisition) -> AnnexItem:
    entry = acquired.entry
    return AnnexItem(
        item=acquired.sha256,
        name=name,
        acquired=f"journal entry {entry.seq} of {days.moment(entry.time)} by {entry.actor}, {entry.hash}",
        vouched=tuple(_vouched(acquired.covered)) if acquired.covered else (_NOTHING,),
    )


def _vouched(covered: Covering) -> Iterator[str]:
    made = days.moment(covered.made)
    yield f"checkpoint over the first {covered.size} entries, signed {made} (entry {covered.entry})"
    for stamp in covered.stamps:
        held = f"vouches for {days.moment(stamp.time)}" if stamp.time else f"does not hold: {stamp.fault}"
        yield f"timestamp of {stamp.authority} {held} (entry {stamp.entry})"
    if not covered.stamps:
        yield "no authority outside this case was asked for a timestamp over it"

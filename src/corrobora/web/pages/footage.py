"""Photos and video: the list, and one of them with where it appears and what it looks like."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from corrobora.case.records import ItemRecord
from corrobora.case.showings import Alike, FootageRecord, Showing, first_posted, in_order
from corrobora.case.shown import Shown
from corrobora.model.examination import ExaminationSort
from corrobora.publish import days
from corrobora.web.paging import Paged, portion_of
from corrobora.web.pictures import PLAYED

SIZE = 100
#: Width to which a picture is made small before it is shown blurred: nobody can be told on it.
_TINY, _SHOWN = 9, 320


@dataclass(frozen=True, slots=True, kw_only=True)
class FootageRow:
    """A photo or video in the list."""

    href: str
    name: str
    kind: str
    size: str
    received: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FootageList:
    """What the list of footage shows."""

    rows: Paged[FootageRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A working copy on the page.

    Attributes:
        href: where its pixels are, blurred or clear.
        caption: what it is, and of which moment.
        sheet: whether it is the contact sheet.
    """

    href: str
    caption: str
    sheet: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowingRow:
    """One appearance."""

    when: str
    dated: str
    where: str
    href: str
    claims: int
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlikeRow:
    """Another item that looks like it."""

    href: str
    name: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FootagePage:
    """What the page of one photo or video shows.

    Attributes:
        eyebrow: what it is, in a line.
        name: file name as received.
        sha256: its hash.
        pictures: its working copies, the contact sheet first.
        clear: whether they are shown as they are.
        recording: where the video itself is, for who asked to see it and if browsers play it; else empty.
        withheld: why there are none, if the reader may not see them.
        facts: what its decoder says, term and value.
        provenance: what was found of Content Credentials.
        embedded: what is said of embedded metadata, which itself is not shown.
        showings: where it and what looks like it appear, earliest first.
        first: the earliest posting among them, by what is held.
        alike: items that look like the same recording.
        comparable: whether it can be compared by hash at all.
    """

    eyebrow: str
    name: str
    sha256: str
    pictures: tuple[Picture, ...]
    clear: bool
    recording: str
    withheld: str
    facts: tuple[tuple[str, str], ...]
    provenance: str
    embedded: str
    showings: tuple[ShowingRow, ...]
    first: ShowingRow | None
    alike: tuple[AlikeRow, ...]
    comparable: bool


def footage_list(
    shown: Shown, *, after: int | None = None, before: int | None = None, position: int = 1
) -> FootageList:
    """The list of footage, what was looked at last first.

    Args:
        shown: the case, in portions.
        after, before: the rows come after, or just before, the place of this number.
        position: place of the first row, as the address says.
    """
    portion = shown.footage(limit=SIZE, after=after, before=before)
    total = shown.footage_size()
    rows = portion_of(portion, _listed, total=total, position=position, size=SIZE, path="/footage")
    return FootageList(rows=rows)


def _listed(record: FootageRecord) -> FootageRow:
    item = record.item
    return FootageRow(
        href=f"/footage/{item.sha256}", name=item.name, kind=item.media_type, size=_size(record),
        received=days.moment(item.received),
    )  # fmt: skip


def footage_page(
    record: FootageRecord,
    about: ItemRecord,
    showings: Sequence[Showing],
    alike: Sequence[Alike] | None,
    *,
    clear: bool,
    allowed: bool,
) -> FootagePage:
    """A photo or video.

    Args:
        record: what it is.
        about: its findings.
        showings: where it appears.
        alike: what looks like it; ``None`` if it cannot be compared.
        clear: whether the reader asked for its pictures.
        allowed: whether the reader may see them.
    """
    item = record.item
    everything = in_order([*showings, *(s for other in alike or () for s in other.showings)])
    first = first_posted(everything)
    how = "clear" if clear else "blurred"
    sheets = sorted(record.copies, key=lambda copy: not copy[1].startswith("contact sheet"))
    pictures = tuple(
        Picture(
            href=f"/footage/{item.sha256}/{sha256}/{how}.jpg",
            caption=what,
            sheet=what.startswith("contact sheet"),
        )
        for sha256, what in sheets
    )
    provenance = next((f.data for f in about.findings if f.sort is ExaminationSort.PROVENANCE), {})
    embedded = ""
    if any(f.sort is ExaminationSort.EMBEDDED for f in about.findings):
        embedded = "names a place" if record.has_place else "is there and names no place"
    return FootagePage(
        eyebrow=" · ".join(part for part in (item.media_type, _size(record)) if part),
        name=item.name,
        sha256=item.sha256,
        pictures=pictures if allowed else (),
        clear=clear,
        recording=f"/footage/{item.sha256}/recording" if clear and item.media_type in PLAYED else "",
        withheld=""
        if allowed
        else "This item is marked sensitive; your role does not let you see its pictures.",
        facts=tuple(_facts(record)),
        provenance=_provenance(provenance),
        embedded=embedded,
        showings=tuple(_showing(s, item.sha256) for s in everything),
        first=_showing(first, item.sha256) if first else None,
        alike=tuple(_alike(a) for a in alike or ()),
        comparable=alike is not None,
    )


def blurred(data: bytes) -> bytes:
    """A working copy of which only the colours can be made out.

    Its pixels are thrown away, not covered: a filter in the page could be taken off again.
    """
    with Image.open(io.BytesIO(data), formats=["JPEG"]) as picture:
        height = max(1, round(picture.height * _TINY / picture.width))
        tiny = picture.convert("RGB").resize((_TINY, height), Image.Resampling.BOX)
        shown = tiny.resize((_SHOWN, round(height * _SHOWN / _TINY)), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    shown.save(out, "JPEG", quality=60)
    return out.getvalue()


def _showing(showing: Showing, own: str) -> ShowingRow:
    return ShowingRow(
        when=days.moment(showing.when) if showing.when else "",
        dated=showing.dated.value,
        where=showing.where,
        href=f"/documents/{showing.document}" if showing.document else "",
        claims=showing.claims,
        other="" if showing.sha256 == own else showing.sha256,
    )


def _alike(alike: Alike) -> AlikeRow:
    likeness = alike.likeness
    told = f"{likeness.near} of {likeness.frames} frames alike, nearest {likeness.distance} of 256 bits apart"
    if likeness.cut:
        told += ", with edges cut off"
    if likeness.shift:
        told += f", {abs(likeness.shift)} s {'later' if likeness.shift > 0 else 'earlier'} in the longer one"
    return AlikeRow(href=f"/footage/{alike.item.sha256}", name=alike.item.name, told=told)


def _facts(record: FootageRecord) -> list[tuple[str, str]]:
    out = []
    for key, value in record.technical.items():
        if value in (None, [], {}, ""):
            continue
        words = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
        out.append((key.replace("_", " ").capitalize(), words))
    return out


def _provenance(data: object) -> str:
    if not isinstance(data, dict) or not data:
        return ""
    state = str(data.get("state", "unknown"))
    if reason := data.get("reason"):
        return f"{state}: {reason}"
    remarks = data.get("validation")
    codes = [str(r.get("code")) for r in remarks if isinstance(r, dict)] if isinstance(remarks, list) else []
    made, signature = data.get("generator"), data.get("signature")
    names = [m.get("name") for m in made if isinstance(m, dict)] if isinstance(made, list) else [made]
    told = [state, *codes, *(f"made with {name}" for name in names if name)]
    if isinstance(signature, dict) and signature.get("issuer"):
        told.append(f"signed in the name of {signature['issuer']}")
    return "; ".join(told)


def _size(record: FootageRecord) -> str:
    told = record.technical
    if "width" not in told:
        return str(told.get("state", ""))
    duration = told.get("duration_seconds")
    return f"{told['width']} × {told['height']}" + (f" · {duration:.1f} s" if duration else "")

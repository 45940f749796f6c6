"""Captures of one address compared: which words changed, and which claims appeared, changed or vanished."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import Connection

from corrobora.case import reading
from corrobora.case.errors import NotThere
from corrobora.case.leaving import is_sensitive
from corrobora.case.page_media import exchanged
from corrobora.case.records import ClaimRecord
from corrobora.collect.capture.address import is_web_address, web_address
from corrobora.collect.capture.errors import BadAddress
from corrobora.extract.comparing import same_value
from corrobora.model.capture import Role
from corrobora.model.claim import Slot
from corrobora.model.item import Item
from corrobora.store import captures, claims, documents
from corrobora.store.captures import StoredCapture
from corrobora.store.documents import Held
from corrobora.store.errors import NotFound

#: Likeness of first words, of 100, from which two claims of one kind are taken for one that was changed.
ALIKE = 60
#: Lines from which on texts are compared by what they hold and not by order, which would take for ever.
MANY_LINES = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedValue:
    """A slot whose values differ; either side may be empty."""

    slot: str
    before: tuple[Any, ...]
    after: tuple[Any, ...]

    @property
    def sides(self) -> dict[str, tuple[Any, ...]]:
        """Both sides by name."""
        return {"before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedClaim:
    """A claim that stands in both captures with other values."""

    before: ClaimRecord
    after: ClaimRecord
    values: tuple[ChangedValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDiff:
    """Two captures of one address beside each other.

    Attributes:
        before, after: the captures.
        lines: paragraphs only the earlier (``-``) or only the later one (``+``) has, in their order.
        appeared, vanished: claims only one of them makes.
        changed: claims both make, with other values.
        media: photos and videos only the earlier (``-``) or only the later one (``+``) showed.
    """

    before: StoredCapture
    after: StoredCapture
    lines: tuple[tuple[str, str], ...] = ()
    appeared: tuple[ClaimRecord, ...] = ()
    vanished: tuple[ClaimRecord, ...] = ()
    changed: tuple[ChangedClaim, ...] = ()
    media: tuple[tuple[str, Item], ...] = ()

    @property
    def same(self) -> bool:
        """Whether neither words nor claims differ."""
        return not (self.lines or self.appeared or self.vanished or self.changed)


def address(connection: Connection, target: str) -> str:
    """The address that is meant: itself, or where an item was captured.

    Raises:
        NotThere: if it is neither an address nor a captured item.
    """
    if is_web_address(target):
        return target
    found = captures_of(connection, target)
    if not found:
        raise NotThere(f"{target}: is no address of the web, and no item that was captured from one")
    return found[-1].capture.url


def captures_of(connection: Connection, of: str | None) -> tuple[StoredCapture, ...]:
    """Captures of an address, of an item, or all, oldest first.

    Raises:
        NotThere: if there is no such item, or it is no address that can be captured.
    """
    if of is None:
        return captures.everything(connection)
    try:
        if is_web_address(of):
            return captures.of_url(connection, web_address(of).url)
        return captures.of_item(connection, documents.by_prefix(connection, of))
    except (NotFound, BadAddress) as error:
        raise NotThere(str(error)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class CapturePart:
    """An item that a visit kept.

    Attributes:
        item: the item.
        sensitive: whether the page it belongs to is marked so.
    """

    item: Item
    sensitive: bool


def part(connection: Connection, entry: int, role: str) -> CapturePart:
    """What a visit kept in one role.

    Raises:
        NotThere: if there is none.
    """
    stored = captures.by_entry(connection, entry)
    sha256 = next((p.sha256 for p in stored.capture.parts if p.role.value == role), None) if stored else None
    held = documents.held(connection, sha256) if sha256 else None
    if stored is None or held is None:
        raise NotThere(f"capture {entry}: there is none, or it kept nothing as {role!r}")
    return CapturePart(item=held.item, sensitive=is_sensitive(connection, stored.capture.page))


def page_diff(connection: Connection, of: str, *, before: int | None) -> PageDiff:
    """The last readable capture of an address beside an earlier one.

    Raises:
        NotThere: if there are no two to compare.
    """
    url = web_address(address(connection, of)).url
    known = [k for k in captures.of_url(connection, url) if k.capture.verdict.readable]
    if not known:
        raise NotThere(f"{url}: no capture of it shows content")
    after = known[-1]
    wanted = before if before is not None else after.capture.previous
    earlier = next((k for k in known[:-1] if k.entry.seq == wanted), None)
    if earlier is None:
        entries = ", ".join(str(k.entry.seq) for k in known)
        raise NotThere(
            f"{url}: there are no two captures to compare (its captures are journal entries {entries}); "
            f"capture it again with: corrobora recapture"
        )
    media = tuple(exchanged(connection, earlier.capture, after.capture))
    old, new = _page(connection, earlier), _page(connection, after)
    if old == new:
        return PageDiff(before=earlier, after=after, media=media)
    lines = tuple(_lines(documents.content_of(connection, old), documents.content_of(connection, new)))
    found = _compared(earlier, after, lines, _claims(connection, old), _claims(connection, new))
    return replace(found, media=media)


def with_words(connection: Connection, stored: StoredCapture) -> Held | None:
    """The item whose words a capture has: its page, or the earlier page whose words it repeats."""
    now: StoredCapture | None = stored
    while now is not None:
        held = documents.held(connection, now.capture.page)
        if held and held.document:
            return held
        repeats = now.capture.part(Role.REPEAT) is not None and now.capture.previous is not None
        now = captures.by_entry(connection, now.capture.previous or 0) if repeats else None
    return None


def _page(connection: Connection, stored: StoredCapture) -> str:
    held = with_words(connection, stored)
    if held is None:
        raise NotThere(f"{stored.capture.url}: what was captured with entry {stored.entry.seq} was not read")
    return held.item.sha256


def _lines(old: str, new: str) -> Iterator[tuple[str, str]]:
    before, after = (
        [" ".join(line.split()) for line in text.splitlines() if line.strip()] for text in (old, new)
    )
    if max(len(before), len(after)) > MANY_LINES:
        yield from (("-", line) for line in dict.fromkeys(before) if line not in set(after))
        yield from (("+", line) for line in dict.fromkeys(after) if line not in set(before))
        return
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from (("-", line) for line in before[a:b])
            yield from (("+", line) for line in after[c:d])


def _claims(connection: Connection, sha256: str) -> list[ClaimRecord]:
    return list(reading.claim_records(connection, claims.of_document(connection, sha256)))


def _compared(
    before: StoredCapture,
    after: StoredCapture,
    lines: tuple[tuple[str, str], ...],
    old: list[ClaimRecord],
    new: list[ClaimRecord],
) -> PageDiff:
    """Claims paired, most alike first; what has the same values and nearly the same words is the same."""
    fits = sorted(
        (
            (-_alike(a, b, values), n, m)
            for n, a in enumerate(old)
            for m, b in enumerate(new)
            if a.claim.kind is b.claim.kind and (values := _differing(a, b)) is not None
        ),
    )
    pairs: dict[int, int] = {}
    for score, n, m in fits:
        if -score >= ALIKE and n not in pairs and m not in pairs.values():
            pairs[n] = m
    changed = [
        ChangedClaim(before=old[n], after=new[m], values=values)
        for n, m in sorted(pairs.items())
        if (values := _differing(old[n], new[m]))
    ]
    return PageDiff(
        before=before, after=after, lines=lines, changed=tuple(changed),
        appeared=tuple(c for m, c in enumerate(new) if m not in pairs.values()),
        vanished=tuple(c for n, c in enumerate(old) if n not in pairs),
    )  # fmt: skip


def _alike(a: ClaimRecord, b: ClaimRecord, differing: Sequence[ChangedValue]) -> float:
    words = fuzz.token_sort_ratio(a.claim.spans[0].quote, b.claim.spans[0].quote)
    return words + (50.0 if not differing else 0.0)


def _differing(a: ClaimRecord, b: ClaimRecord) -> tuple[ChangedValue, ...]:
    one, two = _by_slot(a), _by_slot(b)
    found = []
    for name in dict.fromkeys([*one, *two]):
        before, after = one.get(name, ()), two.get(name, ())
        if not (_inside(before, after) and _inside(after, before)):
            found.append(
                ChangedValue(
                    slot=name,
                    before=tuple(s.value for s in before),
                    after=tuple(s.value for s in after),
                )
            )
    return tuple(found)


def _by_slot(record: ClaimRecord) -> dict[str, tuple[Slot[Any], ...]]:
    found: dict[str, tuple[Slot[Any], ...]] = {}
    for name, slot in record.claim.slots():
        found[name] = (*found.get(name, ()), slot)
    return found


def _inside(one: tuple[Slot[Any], ...], two: tuple[Slot[Any], ...]) -> bool:
    return all(any(same_value(x.value, y.value) for y in two) for x in one)

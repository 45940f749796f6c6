"""What a document says about itself, put together with what the manifest says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import urlsplit

from corrobora.collect.manifest import ManifestRow
from corrobora.model.document import Source

Field = Literal["publisher", "published", "url", "language", "title"]

# /2025/04/04/, /2025-04-04, /20250404/ and /2025/apr/04/ as newspapers write them; a year and month alone
# is no day
_DAY_IN_PATH = re.compile(r"/((?:19|20)\d\d)([/-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?=[/\-_.]|$)")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NAMED_DAY = re.compile(rf"/((?:19|20)\d\d)/({'|'.join(_MONTHS)})/(0?[1-9]|[12]\d|3[01])(?=/|$)", re.I)
_WRITTEN = re.compile(r"\s*(\d{4})-?(\d\d)-?(\d\d)(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One value read from one place.

    Attributes:
        value: text; a day as ``2025-02-03``.
        origin: where it was read (``JSON-LD datePublished``).
        weak: less to be trusted than a day in the document's address.
    """

    field: Field
    value: str
    origin: str
    weak: bool = False


def combine(path: str, row: ManifestRow | None, facts: Iterable[Fact]) -> Source:
    """The source of a document: the manifest's word first, then the facts in the order given.

    Where another place says otherwise, the origin tells: ``manifest (url says 2025-04-04)``.
    """
    heard = [*_from_manifest(row), *facts]
    ordered = [fact for fact in heard if not fact.weak]
    address = next((fact for fact in heard if fact.field == "url"), None)
    if address and (day := day_in_address(address.value)):
        ordered.insert(_rank(ordered, day), Fact(field="published", value=day.isoformat(), origin="url"))
    ordered += [fact for fact in heard if fact.weak]
    values: dict[str, str] = {}
    origins: dict[str, str] = {}
    others: dict[str, list[str]] = {}
    for fact in ordered:
        value = " ".join(fact.value.split())
        if not value:
            continue
        if fact.field not in values:
            values[fact.field], origins[fact.field] = value, fact.origin
        elif fact.field != "title" and _differ(values[fact.field], value):
            said = f"{fact.origin} says {value}"
            if said not in others.setdefault(fact.field, []):
                others[fact.field].append(said)
    for name, sayings in others.items():
        origins[name] += f" ({'; '.join(sayings)})"
    published = values.get("published")
    return Source(
        path=path,
        publisher=values.get("publisher"),
        published=date.fromisoformat(published) if published else None,
        url=values.get("url"),
        origins=origins,
    )


def _rank(facts: list[Fact], day: date) -> int:
    """Where the day in the address stands among the facts: last, or before a time stamp one day off.

    Time stamps are often in UTC, where an evening's story is one of the next day; addresses carry the day the
    publisher counts.
    """
    for rank, fact in enumerate(facts):
        if fact.field == "published":
            stamped = day_written(fact.value)
            adjacent = stamped is not None and abs((stamped - day).days) == 1
            return rank if adjacent and fact.origin != "manifest" else len(facts)
    return len(facts)


def first(facts: Iterable[Fact], field: Field) -> str | None:
    """The first value of a field."""
    return next((" ".join(f.value.split()) for f in facts if f.field == field and f.value.strip()), None)


def day_in_address(url: str) -> date | None:
    """The day in an address's path, ``None`` if there is none that can be."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    if match := _DAY_IN_PATH.search(path):
        return _day(match[1], match[3], match[4])
    if match := _NAMED_DAY.search(path):
        return _day(match[1], str(_MONTHS.index(match[2].lower()) + 1), match[3])
    return None


def day_written(words: str) -> date | None:
    """The day at the head of an ISO 8601 date or time, as it is written there: zones are not converted."""
    match = _WRITTEN.match(words)
    return _day(*match.groups()) if match else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year >= 1900 else None  # epoch zero and year one are fillers, not days


def _differ(one: str, other: str) -> bool:
    def key(value: str) -> str:
        return re.sub(r"^https?://(www\.)?|[?#].*$|/$", "", value.casefold())

    return key(one) != key(other)


def _from_manifest(row: ManifestRow | None) -> list[Fact]:
    if row is None:
        return []
    values: list[tuple[Field, str | None]] = [
        ("publisher", row.publisher),
        ("published", row.published.isoformat() if row.published else None),
        ("url", row.url),
    ]
    by = {"url": row.url_by or row.by}
    return [Fact(field=field, value=value, origin=by.get(field, row.by)) for field, value in values if value]

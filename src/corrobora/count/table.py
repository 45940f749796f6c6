"""Tables of published figures: CSV in, tallies out.

Columns: ``as_of, publisher, scope, incidents_or_proceedings, unit, killed, qualifier, period, url``; further
ones are ``id`` and ``area`` where a table has them. ``scope`` and ``qualifier`` are read by the
codebook's ``scope_words.yaml``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from corrobora.codebook.countries import load_countries
from corrobora.codebook.overlay import per_codebook
from corrobora.count.scope import Area, Body, Scope, Standard
from corrobora.count.tally import Tally, body_id
from corrobora.model.errors import CorroboraError, InvalidRecord
from corrobora.model.quantity import Quantity
from corrobora.model.vocabulary import Act, Unit, VictimStatus

#: Columns a table must have; `period` and the two counts may be empty in a row.
COLUMNS = ("as_of", "publisher", "scope", "incidents_or_proceedings", "unit", "killed", "qualifier", "period")


class UnreadableTable(CorroboraError):
    """A table of figures cannot be read at all; the message names the file and what is wrong."""


class UnreadableRow(CorroboraError):
    """One row cannot be read; the message names file, line, column and reason. The rest goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The tallies of a table, and a line for each row that could not be read."""

    tallies: tuple[Tally, ...]
    problems: tuple[str, ...]


def read_table(path: Path) -> Table:
    """Read a CSV file of published figures.

    Raises:
        UnreadableTable: if the file is not there, no UTF-8, or lacks a column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return read_rows(csv.DictReader(file, strict=True), str(path))
    except OSError as error:
        raise UnreadableTable(f"{path}: cannot be opened: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UnreadableTable(f"{path}: is not UTF-8 at byte {error.start}") from error
    except csv.Error as error:
        raise UnreadableTable(f"{path}: is not a CSV table: {error}") from error


def read_rows(rows: csv.DictReader[str] | Iterable[Mapping[str, Any]], name: str) -> Table:
    """Read rows that are dictionaries by column.

    Raises:
        UnreadableTable: if a column is missing.
    """
    header = list(rows.fieldnames or ()) if isinstance(rows, csv.DictReader) else list(COLUMNS)
    missing = [c for c in COLUMNS if c not in header]
    if missing:
        raise UnreadableTable(f"{name}: column {missing[0]!r} is missing; needed are {', '.join(COLUMNS)}")
    tallies: list[Tally] = []
    problems: list[str] = []
    ids: set[str] = set()
    for number, row in enumerate(rows, start=1):
        line = rows.line_num if isinstance(rows, csv.DictReader) else number + 1
        try:
            tally = _row(row, number)
            if tally.id in ids:
                raise UnreadableRow(f"column 'id': {tally.id!r} stands in an earlier row too")
            ids.add(tally.id)
            tallies.append(tally)
        except (UnreadableRow, InvalidRecord) as error:
            problems.append(f"{name}: line {line}: {error}")
    return Table(tallies=tuple(tallies), problems=tuple(problems))


def _row(row: Mapping[str, Any], number: int) -> Tally:
    cell = {k: (v or "").strip() for k, v in row.items() if isinstance(k, str) and isinstance(v, str | None)}
    if not cell["publisher"]:
        raise UnreadableRow("column 'publisher' is empty")
    as_of = _day(cell["as_of"], "as_of") if cell["as_of"] else None
    first, last, coarse = _period(cell["period"], as_of)
    scope = scope_from_words(cell["scope"])
    standard = _first(f"{cell['qualifier']} {cell['unit']}", _words()["standards"])
    area = cell.get("area") or None
    return Tally(
        id=cell.get("id") or f"row-{number}",
        body=Body(id=body_id(cell["publisher"]), name=cell["publisher"]),
        scope=Scope(
            act=scope.act,
            victim_side=scope.victim_side,
            victim_status=scope.victim_status,
            perpetrator_side=scope.perpetrator_side,
            area=Area(name=area) if area else None,
            first=first,
            last=last,
            coarse_start=coarse,
            standard=Standard(standard) if standard else None,
            as_of=as_of,
        ),
        figures=_figures(cell),
        published=as_of,
        words=cell["scope"],
        url=cell.get("url") or None,
    )


def _figures(cell: Mapping[str, str]) -> dict[Unit, Quantity]:
    found = _first(cell["unit"], _words()["units"])
    unit = Unit(found) if found else Unit.OTHER
    out: dict[Unit, Quantity] = {}
    if cell["killed"]:
        out[Unit.PERSONS] = _quantity(cell["killed"], cell["qualifier"], Unit.PERSONS, "killed")
    counted = cell["incidents_or_proceedings"]
    if counted:
        if unit in (Unit.PERSONS, Unit.OTHER):
            raise UnreadableRow(f"column 'unit': {cell['unit']!r} does not say what {counted} counts")
        out[unit] = _quantity(counted, "", unit, "incidents_or_proceedings")
    if not out:
        raise UnreadableRow("columns 'killed' and 'incidents_or_proceedings' are both empty")
    return out


_COUNT = re.compile(r"([<>≥≤~]?)\s*(\d[\d ,]*)\s*(?:([-–—])\s*(\d[\d ,]*)?|(\+))?")


def _quantity(text: str, qualifier: str, unit: Unit, column: str) -> Quantity:
    """A count with its bounds; the qualifier's hedge ("at least", "up to") belongs to the persons."""
    match = _COUNT.fullmatch(text)
    if match is None:
        raise UnreadableRow(f"column {column!r}: {text!r} is not a count")
    sign, number, dash, upper, plus = match.groups()
    low = _whole(number)
    if dash and upper:
        return Quantity(low=low, high=_whole(upper), unit=unit)
    hedge = _first(qualifier, _words()["bounds"])
    if plus or dash or sign == "≥" or hedge == "at_least":
        return Quantity(low=low, high=None, unit=unit, hedge="at least")
    if sign == ">" or hedge == "over":
        return Quantity(low=low + 1, high=None, unit=unit, hedge="over")
    if sign == "≤" or hedge == "at_most":
        return Quantity(low=None, high=low, unit=unit, hedge="up to")
    if sign == "<" or hedge == "under":
        return Quantity(low=None, high=max(0, low - 1), unit=unit, hedge="under")
    return Quantity(low=low, high=low, unit=unit)


def _whole(digits: str) -> int:
    return int(re.sub(r"\D", "", digits))


def scope_from_words(text: str) -> Scope:
    """Act, sides and status from words like "prisoners of the one side killed by the other"."""
    words = _words()
    by = _where(text, words["perpetrators"])
    victims, perpetrators = (text[: by[0]], text[by[1] :]) if by else (text, "")
    act = _first(text, words["acts"])
    status = _first(victims, words["statuses"])
    return Scope(
        act=Act(act) if act else None,
        victim_side=_side(victims),
        victim_status=VictimStatus(status) if status else None,
        perpetrator_side=_side(perpetrators),
    )


def _side(text: str) -> str | None:
    places = [
        (m.start(), -len(form), code) for form, code, pattern in _sides() if (m := pattern.search(text))
    ]
    return min(places)[2] if places else None


@per_codebook
def _sides() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    forms: dict[str, str] = {}
    for code, country in load_countries().items():
        for said in country.words.values():
            for form in (*said.names, *said.adjectives, *said.people):
                forms.setdefault(form, code)
    for code, names in _words()["sides"].items():
        forms.update(dict.fromkeys(names, code))
    return tuple((f, c, re.compile(rf"(?<!\w){re.escape(f)}(?!\w)")) for f, c in forms.items())


def _first(text: str, lists: Mapping[str, list[str]]) -> str | None:
    """The value whose word stands first in the text; the longer word where two start together."""
    found = [
        (at[0], -(at[1] - at[0]), value) for value, words in lists.items() if (at := _where(text, words))
    ]
    return min(found)[2] if found else None


def _where(text: str, words: Iterable[str]) -> tuple[int, int] | None:
    spans = [
        m.span() for w in words for m in re.finditer(rf"(?<!\w){re.escape(w)}(?!\w)", text, re.IGNORECASE)
    ]
    return min(spans, key=lambda s: (s[0], -s[1]), default=None)


@cache
def _words() -> Mapping[str, Any]:
    text = resources.files("corrobora.codebook").joinpath("scope_words.yaml").read_text("utf-8")
    data: Mapping[str, Any] = yaml.safe_load(text)
    return data


_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


def _period(text: str, as_of: date | None) -> tuple[date | None, date | None, bool]:
    """First and last day of ``2031-02..2031-05``, ``2031``, ``2031-02..`` (to the day given), ``..2031``."""
    if not text:
        return None, as_of, False
    left, dots, right = text.partition("..")
    left, right = left.strip(), right.strip()
    if not dots:
        right = left
    first = _bounds(left)[0] if left else None
    last = _bounds(right)[1] if right else as_of
    if first and last and first > last:
        raise UnreadableRow(f"column 'period': {text!r} ends on {last} before it starts")
    return first, last, bool(left) and left.isdigit()


def _bounds(text: str) -> tuple[date, date]:
    match = _DATE.fullmatch(text)
    if match is None:
        raise UnreadableRow(
            f"column 'period': {text!r} is not a year, month or day (2031, 2031-02, 2031-02-24)"
        )
    year, month, day = (int(x) if x else None for x in match.groups())
    assert year is not None
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            following = date(year + month // 12, month % 12 + 1, 1)
            return date(year, month, 1), following - timedelta(days=1)
        return date(year, month, day), date(year, month, day)
    except ValueError as error:
        raise UnreadableRow(f"column 'period': {text!r} is no date: {error}") from error


def _day(text: str, column: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UnreadableRow(f"column {column!r}: {text!r} is not a day (2031-02-24)") from error

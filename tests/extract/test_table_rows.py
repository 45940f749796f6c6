"""Tables: which lines are rows, what their columns hold, and the events their rows tell of."""

from __future__ import annotations

from datetime import date

import pytest

from corrobora import extract
from corrobora.codebook.table_words import Column
from corrobora.extract.tables import cell_days, find_rows
from corrobora.model.vocabulary import Kind

LIST = """Killings of captured soldiers, autumn 2031

Date | Place | Victims | Source
02.10 | Vuhledar | 5 | prosecutors
06.10 | Selydove | 4 | regional prosecutors; the killers filmed it
10.11 | Zelenyi Hai | 9 | Front Map, drone footage

All of them were Ukrainian soldiers shot by Russian troops after capture.
"""
PUBLISHED = date(2031, 11, 15)


def test_a_line_alone_with_marks_is_no_table() -> None:
    assert find_rows("FIELD MONITOR | briefing | 2 May 2031\n\nTwo men were shot.\n") == ()


def test_columns_are_told_by_their_header_in_three_languages() -> None:
    wanted = (Column.DAY, Column.PLACE, Column.VICTIMS, Column.SOURCE)
    for header in (
        "Date | Place | Killed | Source",
        "дата | де | скільки | від кого",
        "когда | где | погибших | источник",
    ):
        rows = find_rows(f"{header}\n1.02 | Old Mill | 3 | police\n")
        assert rows[0].header
        assert rows[1].columns == wanted


def test_a_column_that_numbers_the_rows_counts_no_victims() -> None:
    rows = find_rows("1 || July 2031 || Oldtown || 40 villagers\n2 || May 2031 || Newtown || 11 villagers\n")
    assert rows[0].columns[0] is None
    assert rows[0].columns[1] is Column.DAY


@pytest.mark.parametrize(
    ("header", "anchor", "day"),
    [
        ("Date | Place | Killed", date(2031, 11, 15), date(2031, 10, 2)),
        ("Date | Place | Killed", date(2031, 9, 1), date(2030, 10, 2)),
        ("Date (2029) | Place | Killed", None, date(2029, 10, 2)),
        ("Date | Place | Killed", None, None),
        ],
)  # fmt: skip
def test_day_and_month_of_a_cell_take_the_headers_year_or_the_latest(
    header: str, anchor: date | None, day: date | None
) -> None:
    text = f"{header}\n02.10 | Oldtown | 3\n"
    assert [m.value.first for m in cell_days(text, find_rows(text), anchor)] == ([day] if day else [])


def test_a_day_that_is_none_is_left_unread() -> None:
    text = "Date | Place | Killed\n31.02 | Oldtown | 3\n99.99 | Newtown | 4\n"
    assert not list(cell_days(text, find_rows(text), PUBLISHED))


def test_each_row_is_an_incident_with_its_own_day_place_count_and_source() -> None:
    found = [c for _, c in extract(text=LIST, published=PUBLISHED).claims if c.kind is Kind.INCIDENT]
    rows = {c.place.value.name: c for c in found if c.place and c.spans[0].quote.count("|") == 3}
    assert {n: c.victims and c.victims.value.low for n, c in rows.items()} == {
        "Vuhledar": 5, "Selydove": 4, "Zelenyi Hai": 9,
    }  # fmt: skip
    assert {n: c.date and c.date.value.first for n, c in rows.items()} == {
        "Vuhledar": date(2031, 10, 2), "Selydove": date(2031, 10, 6), "Zelenyi Hai": date(2031, 11, 10),
    }  # fmt: skip
    assert [s.value.name for s in rows["Zelenyi Hai"].claimants] == ["Front Map"]
    assert {c.victim_side and c.victim_side.value for c in rows.values()} == {"UA"}


def test_a_table_of_something_else_gives_no_incident() -> None:
    rows = "Date | Place | Persons\n02.10 | Kharkiv | 12\n06.10 | Poltava | 40\n"
    text = f"{rows}\nConcerts given by the choir this autumn.\n"
    assert not [c for _, c in extract(text=text, published=PUBLISHED).claims if c.kind is Kind.INCIDENT]


def test_thousands_of_rows_and_of_cells_are_read_in_one_go() -> None:
    text = "\n".join(f"{n % 28 + 1}.03 | Place {n} | {n}" for n in range(4_000)) + "\n" + "|" * 200_000
    assert len(find_rows(text)) == 4_000


def test_a_row_has_its_own_victims_perpetrators_and_source() -> None:
    text = """Weekly list of the protection cluster

Date | Location | Incident | Alleged perpetrator | Source
29 Oct 2023 | Bambo | 14 villagers shot, 3 wounded | M23 | local civil society
31 Oct 2023 | Kishishe | two captured fighters executed | Rwandan army | Harbour Mission
2 Nov 2023 | Kitshanga | 5 soldiers shot after surrendering | M23 | army spokesman

The Congolese army announced an inquiry.
"""
    told = {
        c.place.value.name: (
            c.victims.value.bounds,
            c.perpetrator_side.value if c.perpetrator_side else None,
            [who.value.name for who in c.claimants],
        )
        for _, c in extract(text=text, published=date(2023, 11, 6)).claims
        if c.kind is Kind.INCIDENT and c.place and c.victims
    }
    assert told["Bambo"] == ((14, 14), None, ["local civil society"])
    assert told["Kishishe"] == ((2, 2), "RW", ["Harbour Mission"])
    assert told["Kitshanga"] == ((5, 5), None, ["army spokesman"])


def test_without_a_header_the_column_that_names_bodies_says_who_says_it() -> None:
    text = """Digest no. 41

4/11 | Interior Ministry | near Oldtown: one captured soldier shot while being led away | case opened
6/11 | Security Service | near Newtown: two soldiers who had surrendered killed | no names
9/11 | Defence Ministry | near Redbridge: two captives shot by the brigade | denied
"""
    read = extract(text=text, publisher="Laws of War Desk", published=date(2023, 11, 16))
    told = [c for _, c in read.claims if c.kind is Kind.INCIDENT]
    assert [c.claimants[0].value.name for c in told] == [
        "Interior Ministry", "Security Service", "Defence Ministry",
    ]  # fmt: skip

"""What pages show, built from records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from corrobora.case import Case
from corrobora.case.records import DocumentHead, Excerpt, SearchHit, Verification, Wrong
from corrobora.case.shown import Shown
from corrobora.model.claim import Claim, Slot
from corrobora.model.document import Document, Source, Text
from corrobora.model.incident import Derived, Incident
from corrobora.model.journal import Entry
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import Act, Basis, Kind, Unit, VictimStatus
from corrobora.model.when import Precision, When
from corrobora.model.where import Where
from corrobora.store.listed import Asked
from corrobora.web.evidence import quote, values
from corrobora.web.pages.documents import document_page
from corrobora.web.pages.gather import incident_of, tallies_of_case
from corrobora.web.pages.incident import Pair, strongest
from corrobora.web.pages.journal import SIZE, journal_page
from corrobora.web.pages.overview import overview_page
from corrobora.web.pages.register import Wanted, register_page
from corrobora.web.pages.sayings import sayings_page
from corrobora.web.pages.search import search_page
from corrobora.web.paging import paged
from corrobora.web.strip import LANES, WIDTH, strip
from registers import register_of


def document(content: str) -> Document:
    return Document(text=Text(sha256="d" * 64, reader="test/1", content=content), source=Source(path="a.txt"))


def of(value: object, *, differs: bool = False) -> Derived[object]:
    return Derived(value=value, rule="most-stated", claims=("c1",), differs=differs)


def incident(
    number: int, *, low: int = 1, day: int = 1, place: str = "Old Mill", **derived: object
) -> Incident:
    when = When(first=date(2031, 5, day), last=date(2031, 5, day), precision=Precision.DAY, words="…")
    persons = Quantity(low=low, high=low, unit=Unit.PERSONS)
    given: dict[str, object] = {
        "act": of(Act.EXECUTION), "victims": of(persons), "date": of(when), "place": of(Where(name=place))
    } | derived  # fmt: skip
    return Incident(number=number, claims=(f"c{number}",), **given)  # type: ignore[arg-type]


INCIDENTS = (
    incident(1, low=9, day=3, victim_side=of("NO"), perpetrator_side=of("IS"), basis=of((Basis.VIDEO,))),
    incident(
        2,
        low=2,
        day=9,
        place="Greyford",
        victim_side=of("IS"),
        victims=of(Quantity(low=2, high=None), differs=True),
    ),
    incident(3, low=4, day=1, place="Ashby", victim_status=of(VictimStatus.POW), date=None),
)


@pytest.fixture
def shown(new_address: Callable[[], str]) -> Iterator[Shown]:
    database, found = register_of(new_address(), INCIDENTS, publisher="Courier")
    yield found
    database.dispose()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [1, 2, 3]),
        ({"order": "date"}, [2, 1, 3]),
        ({"order": "victims"}, [1, 3, 2]),
        ({"order": "place"}, [3, 2, 1]),
        ({"side": "NO"}, [1]),
        ({"by": "IS"}, [1]),
        ({"status": "pow"}, [3]),
        ({"basis": "video"}, [1]),
        ({"differs": "1"}, [2]),
        ({"since": "2031-05-04"}, [2]),
        ({"until": "2031-05-04"}, [1]),
        ({"q": "grey COURIER"}, [2]),
        ({"q": "norway"}, [1]),
        ({"q": "Норвегія"}, [1]),
        ({"q": "inc-0002"}, [2]),
        ({"q": "executi MILL"}, [1]),
        ({"q": '"mill* OR ('}, []),
        ({"q": "mill", "order": "date", "until": "2031-05-04"}, [1]),
        ({"act": "torture"}, []),
    ],
)
def test_the_register_is_narrowed_and_ordered(shown: Shown, query: dict[str, str], found: list[int]) -> None:
    page = register_page(shown, Wanted.read(query))
    assert [r.label for r in page.rows.items] == [f"INC-{n:04d}" for n in found]
    assert page.rows.total == len(found)
    assert page.total == 3


@pytest.mark.parametrize("order", ["number", "date", "victims", "place", "claims"])
def test_a_portion_leads_on_and_back_in_every_order(shown: Shown, order: str) -> None:
    everything = [h.incident.number for h in shown.register(Asked(), order, limit=9).heads]
    assert sorted(everything) == [1, 2, 3]
    first = shown.register(Asked(), order, limit=2)
    assert ([h.incident.number for h in first.heads], first.earlier, first.later) == (
        everything[:2], False, True,
    )  # fmt: skip
    rest = shown.register(Asked(), order, limit=2, after=everything[1])
    assert ([h.incident.number for h in rest.heads], rest.earlier, rest.later) == (
        everything[2:],
        True,
        False,
    )
    back = shown.register(Asked(), order, limit=2, before=everything[2])
    assert ([h.incident.number for h in back.heads], back.earlier, back.later) == (
        everything[:2],
        False,
        True,
    )


def test_what_a_filter_cannot_read_is_left_out_and_said(shown: Shown) -> None:
    wanted = Wanted.read({"act": "murder", "since": "yesterday", "order": "mood"})
    assert not wanted.narrowed
    assert len(wanted.unread) == 3
    assert len(register_page(shown, wanted).rows.items) == 3


def test_victims_are_added_only_over_one_kind_of_incident(shown: Shown) -> None:
    assert register_page(shown, Wanted()).persons == ""
    assert register_page(shown, Wanted.read({"side": "IS"})).persons == "2 or more"


def test_a_value_never_found_is_empty_in_the_register(shown: Shown) -> None:
    row = register_page(shown, Wanted()).rows.items[2]
    assert (row.when, row.by, row.basis, row.verification) == ("", "", "", "")


def test_a_quote_ends_at_its_line_and_its_sentence() -> None:
    content = "First line.\nIt rained. Nine men were shot near the mill. Nobody came.\nLast."
    words = "Nine men"
    found = quote(
        document(content), Span.of(content, content.index(words), content.index(words) + len(words))
    )
    assert (found.before, found.words, found.after) == ("", "Nine men", " were shot near the mill.")
    assert found.href == f"/documents/{'d' * 64}#w{content.index(words)}"


def test_a_long_quote_is_cut_between_words() -> None:
    content = "word " * 40 + "nine men " + "more " * 40
    found = quote(document(content), Span.of(content, 200, 208))
    assert found.before.startswith("… word")
    assert found.after.endswith("more …")


def test_a_slot_the_text_does_not_fill_gives_no_value() -> None:
    content = "nine men"
    span = Span.of(content, 0, 4)
    persons = Slot(
        value=Quantity(low=9, high=9, unit=Unit.PERSONS), spans=(span,), reader="r", confidence=0.4
    )
    claim = Claim(kind=Kind.INCIDENT, spans=(span,), engine="e", victims=persons)
    assert values("place", claim, document(content)) == ()
    found = values("victims", claim, document(content))[0]
    assert (found.text, found.unsure, found.quotes[0].words) == ("9", True, "nine")


def test_the_pairs_shown_first_hold_all_claims_together() -> None:
    pairs = [
        Pair(first="a", second="b", score=0.9), Pair(first="b", second="c", score=0.8),
        Pair(first="a", second="c", score=0.7), Pair(first="c", second="d", score=0.1, judged="same"),
    ]  # fmt: skip
    assert [(p.first, p.second) for p in strongest(pairs)] == [("c", "d"), ("a", "b"), ("b", "c")]


def test_an_incident_in_a_case_says_what_differs_and_what_is_silent(case: Case) -> None:
    page = incident_of(case, "INC-0001")
    assert {r.slot for r in page.rows if r.differs} == {"victims"}
    assert page.silent == ("Verified by",)
    assert [len(r.cells) for r in page.rows] == [2] * len(page.rows)
    assert [a.what for a in page.answers] == ["No comment", "Investigation opened", "Denial"]
    assert len(page.pairs) == 1
    assert [(t.tally.head, t.sure) for t in page.tallies] == [("41 or more persons", True)]


def test_a_document_numbers_its_claims_in_the_order_of_its_text(case: Case) -> None:
    fullest = max(case.documents(), key=lambda d: d.claims)
    page = document_page(case.document(fullest.sha256))
    assert sorted(page.notes) == [1, 2, 3, 4, 5, 6]
    assert [n for p in page.passages for n in p.begins] == [1, 2, 3, 4, 5, 6]
    assert {k.term: k.origin for k in page.known}["Published"] == "manifest"
    assert page.title == "Captives shot at Old Mill, ombudsman says"


def test_tallies_of_one_body_stand_together_and_say_what_the_register_lacks(case: Case) -> None:
    page = tallies_of_case(case)
    assert [r.body for r in page.rows.items] == ["Commission", "Maren Holt", "Maren Holt"]
    assert page.rows.items[0].missing == "29 or more persons and 10 or more incidents"
    assert page.chart.startswith("<svg")
    assert any("29 or more persons" in f.head for f in page.findings)


def test_statements_can_be_narrowed_to_a_type(case: Case) -> None:
    assert len(sayings_page(case.shown, Kind.RESPONSE, path="/responses").rows.items) == 3
    denials = sayings_page(case.shown, Kind.RESPONSE, path="/responses", only="denial").rows.items
    assert [s.who for s in denials] == ["Ivo Brandt, spokesman"]


def test_the_overview_adds_nothing_up_across_sides(case: Case) -> None:
    page = overview_page("Old Mill", case.stats(), case.shown)
    assert sorted((g.side, g.by, g.persons) for g in page.groups) == [
        ("XA", "XB", "9 or more"),
        ("XB", "XA", "1"),
    ]
    assert [h.label for h in page.timeline] == ["INC-0002", "INC-0001"]


def chain(length: int) -> list[Entry]:
    entries: list[Entry] = []
    for n in range(length):
        now = datetime(2031, 1, 1, 0, n % 60, tzinfo=UTC)
        last = entries[-1] if entries else None
        entries.append(
            Entry.after(last, time=now, actor="ana", act="add", payload={"name": f"f{n}", "x": "a" * 64})
        )
    return entries


def test_a_journal_that_holds_is_said_to_and_pages_lead_through_it() -> None:
    newest = chain(SIZE + 20)[::-1]
    page = journal_page(newest[: SIZE + 1], total=SIZE + 20, first=True)
    assert page.holds
    assert len(page.rows) == SIZE
    assert (page.newer, page.older) == ("", f"/journal?before={newest[SIZE - 1].seq}")
    assert page.rows[0].details == f"name f{SIZE + 19}"


@pytest.mark.parametrize("change", [{"actor": "eve"}, {"payload": {}}, {"previous": "0" * 64}])
def test_an_entry_that_was_changed_is_marked(change: dict[str, object]) -> None:
    newest = chain(4)[::-1]
    newest[1] = replace(newest[1], **change)  # type: ignore[arg-type]
    page = journal_page(newest, total=4, first=True)
    assert not page.holds
    assert [r.seq for r in page.rows if r.broken] == [3]


def test_an_entry_that_was_replaced_by_one_of_its_own_hash_breaks_the_next() -> None:
    entries = chain(4)
    entries[1] = Entry.after(entries[0], time=entries[1].time, actor="eve", act="add", payload={})
    page = journal_page(entries[::-1], total=4, first=True)
    assert [r.seq for r in page.rows if r.broken] == [3]


def test_a_check_that_failed_names_what_is_wrong() -> None:
    wrong = Verification(problems=(Wrong(part="items", reason="gone"),), counts={"items": 2}, head="f" * 64)
    page = journal_page(chain(1), total=1, first=True, checked=wrong)
    assert page.checked is not None
    assert (page.checked.clean, page.checked.lines) == (False, ("items: gone",))


def test_found_words_are_told_from_those_around_them(shown: Shown) -> None:
    about = DocumentHead(
        sha256="a" * 64, name="a.txt", source=Source(path="a.txt"), title=None, language=None, size=9,
        characters=30, claims=0,
    )  # fmt: skip
    excerpt = Excerpt(start=5, end=20, text="men of Old Mill", marks=((7, 10), (11, 15)))
    hit = search_page("old mill", [SearchHit(document=about, excerpts=(excerpt,))], shown).hits[0]
    assert [(p.text, p.found) for p in hit.excerpts[0].parts] == [
        ("men of ", False), ("Old", True), (" ", False), ("Mill", True),
    ]  # fmt: skip
    assert (hit.title, hit.source) == ("a.txt", "publisher unknown, undated")


def test_pages_of_a_list_lead_on_and_back() -> None:
    middle = paged(range(25), page=2, size=10, path="/x", query={"q": "a b"})
    assert (middle.first, middle.last, middle.total) == (11, 20, 25)
    assert (middle.before, middle.after) == ("/x?q=a+b&page=1", "/x?q=a+b&page=3")
    assert paged(range(25), page=99, size=10, path="/x").items == (20, 21, 22, 23, 24)
    assert paged([], page=1, size=10, path="/x").first == 0


def test_days_lie_on_the_line_in_their_order_and_apart() -> None:
    stretches = [(date(2031, 1, n), date(2031, 1, n + 3), 1) for n in range(1, 20)]
    line = strip(stretches)
    assert line is not None
    assert all(0 <= b.x <= WIDTH and b.lane < LANES for b in line.bars)
    assert [b.x for b in line.bars] == sorted(b.x for b in line.bars)
    for lane in range(LANES):
        own = [b for b in line.bars if b.lane == lane]
        assert all(a.x + a.width <= b.x for a, b in pairwise(own))
    assert strip([]) is None


def test_a_line_over_many_years_has_ticks_that_fit() -> None:
    line = strip([(date(1990, 3, 1), date(1990, 3, 2), 1), (date(2031, 3, 1), date(2031, 3, 2), 1)])
    assert line is not None
    assert 2 <= len(line.ticks) <= 12

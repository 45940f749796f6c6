"""Making, opening and reading a case."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest

from corrobora import Case as PublicCase
from corrobora.case import Case, CaseExists, NotACase, NotThere
from corrobora.case.settings import CaseSettings
from corrobora.model.vocabulary import Kind
from corrobora.store.errors import StoreUnreachable
from line_engine import LineEngine
from reports import VILLAGE, Reports


def test_the_public_name_is_this_class() -> None:
    assert PublicCase is Case


def test_a_case_is_a_folder_that_can_be_moved(tmp_path: Path, filled: Case) -> None:
    filled.close()
    moved = filled.path.rename(tmp_path / "elsewhere")
    with Case.open(moved, actor="bob") as case:
        assert len(case.incidents()) == 2
        assert case.settings.name == "case"
        assert case.verify().clean


def test_making_a_case_twice_is_refused(case: Case) -> None:
    with pytest.raises(CaseExists, match="is a case already"):
        Case.create(case.path)


def test_opening_a_folder_without_a_case_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NotACase, match=r"no case\.toml.*corrobora add"):
        Case.open(tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "needs case.format"),
        ("[case", "is damaged"),
        ("\xff\xfe", "is damaged"),
        ("case = 3", "is no table"),
        ("[case]\nformat = 1\nname = 'x'\ncreated = 'then'", "no time with a time zone"),
        ("[case]\nformat = 9\nname = 'x'\ncreated = 2024-01-01T00:00:00Z", "newer version"),
        (
            "[case]\nformat = 1\nname = 'x'\ncreated = 2024-01-01T00:00:00Z\n[database]\nurl = 7",
            "database.url",
        ),
        (
            "[case]\nformat = 1\nname = 'x'\ncreated = 2024-01-01T00:00:00Z\n[database]\nurl = 'x'",
            "database.url",
        ),
    ],
)
def test_a_damaged_case_file_is_named_with_its_fault(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "case.toml").write_bytes(content.encode("latin-1"))
    with pytest.raises(NotACase, match=said) as raised:
        Case.open(tmp_path)
    assert str(tmp_path / "case.toml") in str(raised.value)


@pytest.mark.parametrize("name", ['Курськ "№ 1" \\ 🕯', "a\tb\nc", "\x00\x1f\x7f\u2028", "'x'"])
def test_any_name_survives_the_case_file(tmp_path: Path, name: str) -> None:
    Case.create(tmp_path / "case", name=name, actor="ann").close()
    assert CaseSettings.read(tmp_path / "case").name == name


def test_a_database_out_of_reach_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachable, match="nowhere"):
        Case.create(tmp_path / "case", database=f"sqlite:///{tmp_path}/nowhere/a.db")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(NotACase, match="file"):
        Case.create(tmp_path / "file" / "case")


def test_documents_are_listed_by_day_and_read_whole(filled: Case) -> None:
    heads = filled.documents()
    assert [h.name for h in heads] == ["office.txt", "village.txt", "count.txt"]
    assert [h.claims for h in heads] == [2, 2, 2]
    assert filled.documents(offset=1, limit=1) == heads[1:2]
    record = filled.document(heads[1].sha256[:12])
    assert record.document.text.content == VILLAGE
    assert record.document.source.published == date(2024, 6, 2)
    assert [c.claim.kind for c in record.claims] == [Kind.INCIDENT, Kind.INCIDENT]
    assert record.engine == "line/1"


def test_claims_come_back_as_they_were_extracted(filled: Case, three: Reports) -> None:
    record = filled.document(filled.documents()[1].sha256)
    proposed = list(LineEngine().propose(record.document))
    assert [c.claim for c in record.claims] == proposed
    assert [c.incident for c in record.claims] == [1, 2]
    assert filled.claim(record.claims[0].id) == record.claims[0]


def test_lists_hold_their_kind(filled: Case) -> None:
    assert [c.claim.kind for c in filled.tallies()] == [Kind.TALLY]
    assert [c.claim.kind for c in filled.statements()] == [Kind.STATEMENT]
    assert [c.claim.kind for c in filled.responses()] == [Kind.RESPONSE]
    assert len(filled.claims()) == 6
    assert len(filled.claims(Kind.INCIDENT, offset=1, limit=1)) == 1


def test_an_incident_tells_why_its_claims_were_joined(filled: Case) -> None:
    record = filled.incident("inc-1")
    assert [c.document.name for c in record.claims] == ["office.txt", "village.txt"]
    (joined,) = (link for link in record.links if link.joined)
    assert {joined.pair.a, joined.pair.b} == {c.id for c in record.claims}
    assert joined.pair.score > 0.5
    assert any("place" in feature.words for feature in joined.pair.features)


def test_sources_are_counted(filled: Case) -> None:
    daily, weekly = filled.sources()
    assert (daily.publisher, daily.documents, daily.claims, daily.incidents) == ("Daily", 2, 4, 1)
    assert (daily.first, daily.last) == (date(2024, 5, 5), date(2024, 7, 2))
    assert (weekly.publisher, weekly.incidents) == ("Weekly", 2)


def test_search_finds_beginnings_of_words_in_any_script(any_case: Case, reports: Reports) -> None:
    reports.write("uk.txt", "У селі Млинівка розстріляли полонених.\nДругий рядок.\n")
    reports.write("en.txt", VILLAGE)
    any_case.add([reports.folder])
    (hit,) = any_case.search("млинів полон")
    assert hit.document.name == "uk.txt"
    (excerpt,) = hit.excerpts
    assert [excerpt.text[a:b] for a, b in excerpt.marks] == ["Млинівка", "полонених"]
    assert (
        excerpt.text
        == any_case.document(hit.document.sha256).document.text.content[excerpt.start : excerpt.end]
    )
    assert [h.document.name for h in any_case.search("OLDM prisoners")] == ["en.txt"]


@pytest.mark.parametrize(
    "query", ["", "  ", '"', "a OR", "NEAR(", "x*", "' OR 1=1 --", "-", "(", ":", "&|!", "title:x"]
)
def test_marks_in_a_search_mean_nothing(any_case: Case, reports: Reports, query: str) -> None:
    reports.write("en.txt", VILLAGE)
    any_case.add([reports.folder])
    assert any_case.search(query) == ()


def test_figures_add_up(filled: Case) -> None:
    stats = filled.stats()
    assert (stats.items, stats.documents, stats.incidents, stats.entries) == (3, 3, 2, 11)
    assert sum(stats.claims.values()) == 6
    assert stats.changed == filled.latest(limit=1)[0].time


@pytest.mark.parametrize("name", ["INC-0099", "99", "c000000000000000", ""])
def test_unknown_records_are_refused(filled: Case, name: str) -> None:
    for ask in (filled.incident, filled.claim):
        with pytest.raises(NotThere):
            ask(name)
    with pytest.raises(NotThere):
        filled.document("zz" + name)


def test_a_hash_that_several_begin_with_is_refused(filled: Case) -> None:
    with pytest.raises(NotThere, match="several"):
        filled.document("")


def test_threads_read_side_by_side(filled: Case) -> None:
    seen: list[int] = []

    def read() -> None:
        seen.extend(len(filled.incidents()) for _ in range(5))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [2] * 20

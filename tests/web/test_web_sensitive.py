"""What is marked sensitive is seen by those who may, on record, and by nobody else in any way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from web_sample import sample_case, sample_engine, write_reports
from web_server import every_page, serving_app

from corrobora.case import Case, NotThere
from corrobora.case.errors import NotAllowed
from corrobora.case.leaving import is_sensitive
from corrobora.case.sight import EVERY
from corrobora.model.rights import Person, Right, Role
from corrobora.model.vocabulary import Judgement, Kind
from corrobora.web.app import create_app
from people import Browser, enrol, quick


@pytest.fixture
def case(tmp_path: Path, new_database: Callable[[], str | None]) -> Iterator[Case]:
    with quick(sample_case(tmp_path, database=new_database())) as opened:
        yield opened


def as_(case: Case, role: Role) -> Case:
    return case.acting(Person(name=role.value, role=role))


def courier(case: Case) -> str:
    return next(d.sha256 for d in case.documents() if d.name == "courier.txt")


def views(case: Case) -> list[dict[str, object]]:
    return [dict(e.payload) for e in case.journal(limit=1000) if e.act == "sensitive-view"]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_hidden_document_leaves_no_trace_in_anything_a_case_answers(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    address = request.getfixturevalue("new_postgresql")() if database == "postgresql" else None
    engine = sample_engine()
    with (
        Case.create(tmp_path / "case", actor="ana", database=address, engine=engine) as whole,
        Case.create(tmp_path / "without", actor="ana", engine=engine) as without,
    ):
        manifest = write_reports(tmp_path / "reports")
        whole.add([tmp_path / "reports"], manifest)
        whole.decide_sensitive(courier(whole), sensitive=True, reason="a witness is named")
        (tmp_path / "reports" / "courier.txt").unlink()
        without.add([tmp_path / "reports"], manifest)
        seen = as_(whole, Role.ANALYST)
        assert [d.sha256 for d in seen.documents()] == [d.sha256 for d in without.documents()]
        assert {c.id for c in seen.claims()} == {c.id for c in without.claims()}
        said = {h.incident.place.value.name: h for h in seen.incidents() if h.incident.place}
        alone = {h.incident.place.value.name: h for h in without.incidents() if h.incident.place}
        assert said.keys() == alone.keys()
        for place, head in said.items():
            mine, other = head.incident, alone[place].incident
            assert (mine.victims, mine.claims, head.publishers) == (
                other.victims, other.claims, alone[place].publishers,
            )  # fmt: skip
            assert seen.incident(mine.number).links == () or place != "Old Mill"
        assert {a.name for a in seen.actors().known.values()} == {
            a.name for a in without.actors().known.values()
        }
        assert len(seen.reconcile().tallies) == len(without.reconcile().tallies)
        a, b = seen.stats(), without.stats()
        assert (a.items, a.documents, a.claims, a.incidents) == (b.items, b.documents, b.claims, b.incidents)
        assert seen.search("ombudsman") == ()
        for ask in (seen.document, seen.claim):
            with pytest.raises(NotThere):
                ask(courier(whole) if ask == seen.document else hidden_claim(whole))
        assert as_(whole, Role.REVIEWER).search("ombudsman")


def hidden_claim(case: Case) -> str:
    return next(c.id for c in case.claims(Kind.INCIDENT) if c.document.name == "courier.txt")


def test_what_is_hidden_and_what_was_never_there_are_told_apart_by_no_answer(case: Case) -> None:
    case.decide_sensitive(courier(case), sensitive=True, reason="x")
    seen = as_(case, Role.ANALYST)
    said = []
    for id, sha256 in ((hidden_claim(case), courier(case)), ("c" + "0" * 15, "0" * 64)):
        for ask, name in ((seen.claim, id), (seen.document, sha256), (_reject(seen), id)):
            with pytest.raises(NotThere) as answer:
                ask(name)
            said.append(str(answer.value).replace(name, "NAME"))
    assert said[:3] == said[3:]


def _reject(case: Case) -> Callable[[str], object]:
    return lambda name: case.decide([name], verdict="rejected", reason="x")


def test_a_hidden_claim_is_gone_and_its_document_is_not(case: Case) -> None:
    id = hidden_claim(case)
    case.decide_sensitive_claim(id, sensitive=True, reason="x")
    seen = as_(case, Role.VIEWER)
    assert id not in {c.id for c in seen.document(courier(case)).claims}
    assert (
        seen.document(courier(case)).document.text.content
        == case.document(courier(case)).document.text.content
    )
    case.decide_sensitive_claim(id, sensitive=False, reason="not any more")
    assert as_(case, Role.VIEWER).claim(id).id == id
    assert case.verify().clean


@pytest.mark.parametrize("every", [True, False])
def test_a_masked_field_is_empty_and_its_words_are_struck_out_of_the_document(
    case: Case, every: bool
) -> None:
    for held in case.claims():
        if not every and held.document.name == "courier.txt" and held.claim.claimants:
            case.decide_sensitive_claim(held.id, "claimants", sensitive=True, reason="protect her")
    if every:
        case.decide_sensitive_claim(EVERY, "claimants", sensitive=True, reason="protect everybody")
    seen = as_(case, Role.ANALYST)
    record = seen.document(courier(case))
    for held in record.claims:
        assert not held.claim.claimants
        assert all(s.holds_in(record.document.text.content) for s in held.claim.all_spans())
    assert "Holt" not in record.document.text.content
    assert len(record.document.text.content) == len(case.document(courier(case)).document.text.content)
    assert "Nine soldiers" in record.document.text.content
    everything = repr(
        (record, seen.claims(), seen.incidents(), seen.incident(1), seen.actors(), seen.search("shot"))
    )
    assert "Holt" not in everything
    assert seen.search("Holt") == ()
    assert "Holt" in repr(as_(case, Role.LEAD).document(courier(case)))


def test_the_journal_and_what_follows_from_it_are_not_for_who_may_not_see_it_all(case: Case) -> None:
    seen = as_(case, Role.ANALYST)
    for ask in (seen.journal, seen.latest, lambda: seen.changes("0")):
        with pytest.raises(NotAllowed):
            ask()  # type: ignore[operator]


def test_a_decision_by_somebody_who_sees_less_keeps_the_register_whole(case: Case) -> None:
    case.decide_sensitive(courier(case), sensitive=True, reason="x")
    as_(case, Role.ANALYST).decide(
        ["INC-0001", "INC-0002"], judgement=Judgement.DIFFERENT, reason="other place"
    )
    assert hidden_claim(case) in case.incident(1).incident.claims
    assert case.verify().clean


@pytest.fixture
def served(case: Case) -> Iterator[str]:
    enrol(case, Role.ANALYST, Role.REVIEWER)
    case.decide_sensitive(courier(case), sensitive=True, reason="a witness is named")
    with serving_app(create_app(case, sign_in=True)) as address:
        yield address


def test_no_page_shows_an_analyst_anything_of_a_sensitive_document(case: Case, served: str) -> None:
    browser = Browser(served)
    browser.sign_in("analyst")
    words = re.compile("Holt|Courier|laid down their arms|drone shows|Nine soldiers|" + courier(case)[:12])
    for page in (*every_page(case), "/search?q=ombudsman", "/search?q=Nine"):
        answer = browser.get(page)
        expected = (200, 403, 404) if courier(case) in page or "journal" in page else (200,)
        assert answer.status_code in expected, page
        echoed = answer.text.replace("/search?q=", "").replace(courier(case), "")
        assert not words.search(echoed), page
    assert views(case) == []
    browser.close()


def test_a_place_known_from_a_hidden_document_alone_is_on_no_map(case: Case, served: str) -> None:
    gazette = next(d.sha256 for d in case.documents() if d.name == "gazette.txt")
    case.decide_sensitive(gazette, sensitive=True, reason="x")
    seen = {}
    for name in ("analyst", "reviewer"):
        browser = Browser(served)
        browser.sign_in(name)
        page, marks = browser.get("/map").text, browser.get("/api/v1/map")
        seen[name] = {f["properties"]["name"] for f in marks.json()["features"]}
        assert ("Greyford" in page) == ("Greyford" in seen[name]), name
        browser.close()
    assert seen == {"analyst": {"Old Mill"}, "reviewer": {"Old Mill", "Greyford"}}


def test_each_view_of_a_sensitive_record_is_one_entry_that_names_who_what_and_where(
    case: Case, served: str
) -> None:
    browser = Browser(served)
    browser.sign_in("reviewer")
    page = f"/documents/{courier(case)}"
    assert "Holt" in browser.get(page).text
    assert browser.get("/people").status_code == 403
    (entry,) = [e for e in case.journal(limit=1000) if e.act == "sensitive-view"]
    assert entry.actor == "reviewer"
    assert entry.payload["where"] == page
    assert courier(case) in entry.payload["records"]
    assert hidden_claim(case) in entry.payload["records"]
    browser.get(page)
    assert len(views(case)) == 2
    assert case.verify().clean
    browser.close()


def test_what_cannot_be_journalled_is_not_shown(case: Case, served: str) -> None:
    browser = Browser(served)
    browser.sign_in("reviewer")
    browser.get("/settings")
    sqlite = case._store.dialect == "sqlite"
    with case._store._connection(write=True) as connection:
        if sqlite:
            does = "BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        else:
            does = "FOR EACH ROW EXECUTE FUNCTION full_disk()"
            connection.exec_driver_sql(
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'disk full'; END $$"
            )
        connection.exec_driver_sql(f"CREATE TRIGGER full_disk BEFORE INSERT ON journal {does}")
    answer = browser.get(f"/documents/{courier(case)}")
    assert answer.status_code == 503
    assert "Holt" not in answer.text
    assert browser.get("/documents").status_code == 200
    with case._store._connection(write=True) as connection:
        connection.exec_driver_sql("DROP TRIGGER full_disk" + ("" if sqlite else " ON journal"))
    assert "Holt" in browser.get(f"/documents/{courier(case)}").text
    browser.close()


def test_only_roles_that_may_see_what_is_sensitive_do() -> None:
    assert [r for r in Role if Right.SENSITIVE in r.rights] == [Role.REVIEWER, Role.LEAD, Role.ADMIN]


def test_who_may_not_see_a_document_is_still_told_by_the_program_that_it_is_sensitive(case: Case) -> None:
    sha256 = courier(case)
    case.decide_sensitive(sha256, sensitive=True, reason="x")
    with as_(case, Role.VIEWER)._database.read() as connection:
        assert is_sensitive(connection, sha256), "or what guards its bytes would let them go"


def test_what_was_corrected_or_added_hides_what_its_claim_hides(case: Case) -> None:
    from corrobora.case.correcting import Selection

    first = next(c for c in case.claims(Kind.INCIDENT) if c.document.name == "courier.txt")
    case.correct(first.id, "claimants", Selection(quote="Maren Holt"), reason="the name alone")
    case.add_claim(courier(case), Kind.STATEMENT, [Selection(quote="She called for a full")], reason="missed")
    analyst = as_(case, Role.ANALYST)
    assert analyst.claim(first.id).proposed is not None
    assert len(analyst.decisions()) == 2
    case.decide_sensitive(courier(case), sensitive=True, reason="a witness is named")
    assert [d for d in analyst.decisions() if d.content is not None] == []
    assert first.id not in {c.id for item in analyst.waiting() for c in item.claims}
    assert first.id in {c.id for item in case.waiting() for c in item.claims}
    with pytest.raises(NotThere):
        analyst.correct(first.id, "place", None, reason="guessed")

"""What a case's decisions teach the compact model: what people held right or wrong, and nothing else."""

from __future__ import annotations

import pytest

from corrobora.case import Case
from corrobora.case.correcting import Selection
from corrobora.case.errors import NotAllowed
from corrobora.extract.compact.training import labels
from corrobora.model import vocabulary
from corrobora.model.rights import Person, Role
from corrobora.model.vocabulary import Kind
from reports import Reports

REPORT = (
    "The office said 9 prisoners were shot at Oldmill on 2024-05-03.\n"
    "The ministry denied it.\n"
    "Elsewhere, 2 prisoners were shot at Redbridge on 2024-06-01.\n"
    "The market was open on Sunday.\n"
)


@pytest.fixture
def read(case: Case, reports: Reports) -> Case:
    reports.write("report.txt", REPORT, publisher="Daily", published="2024-06-05")
    case.add([reports.folder], reports.manifest())
    return case


def claim(case: Case, quote: str) -> str:
    return next(r.id for r in case.claims() if r.claim.spans[0].quote.startswith(quote))


def test_where_nobody_decided_there_is_nothing_to_learn(read: Case) -> None:
    found = read.lessons()
    assert (found.documents, found.accepted, found.rejected) == ((), 0, 0)


def test_only_sentences_that_were_decided_on_are_known(read: Case) -> None:
    read.decide([claim(read, "9 prisoners")], verdict="accepted", reason="so it says")
    (document,) = read.lessons().documents
    assert [document["text"][a:b] for n in document["known"] for a, b in [document["sentences"][n]]] == [
        "The office said 9 prisoners were shot at Oldmill on 2024-05-03."
    ]
    (told,) = document["claims"]
    assert (told["kind"], told["act"], told["sentences"]) == ("incident", "execution", [0])
    words = {slot: [document["text"][a:b] for a, b in places] for slot, places in told["words"].items()}
    assert (words["victims"], words["place"], words["date"]) == (["9"], ["Oldmill"], ["2024-05-03"])


def test_a_rejected_claim_shows_what_its_sentence_does_not_carry(read: Case) -> None:
    read.decide([claim(read, "2 prisoners")], verdict="rejected", reason="another war")
    read.decide([claim(read, "9 prisoners")], verdict="accepted", reason="so it says")
    found = read.lessons()
    assert (found.accepted, found.rejected) == (1, 1)
    (document,) = found.documents
    assert document["known"] == [0, 2]
    assert [c["sentences"] for c in document["claims"]] == [[0]]


def test_a_document_decided_on_whole_counts_as_read(read: Case) -> None:
    for record in read.claims():
        read.decide([record.id], verdict="accepted", reason="so it says")
    (document,) = read.lessons().documents
    assert document["known"] == [0, 1, 2, 3]
    assert {c["kind"] for c in document["claims"]} == {"incident", "response"}


def test_a_correction_teaches_the_words_the_person_pointed_at(read: Case) -> None:
    read.correct(claim(read, "9 prisoners"), "place", Selection(quote="The office"), reason="as a test")
    (document,) = read.lessons().documents
    (told,) = document["claims"]
    assert [document["text"][a:b] for a, b in told["words"]["place"]] == ["The office"]


def test_a_claim_that_somebody_is_unsure_of_teaches_nothing(read: Case) -> None:
    read.decide([claim(read, "9 prisoners")], verdict="unsure", reason="cannot tell")
    assert read.lessons().documents == ()


def test_a_document_with_anything_sensitive_in_it_teaches_nothing(read: Case) -> None:
    id = claim(read, "9 prisoners")
    read.decide([id], verdict="accepted", reason="so it says")
    read.decide_sensitive_claim(claim(read, "2 prisoners"), sensitive=True, reason="a family asked")
    found = read.lessons()
    assert (found.documents, found.sensitive) == ((), 1)


def test_that_decisions_were_taken_out_to_learn_from_is_journalled(read: Case) -> None:
    read.decide([claim(read, "9 prisoners")], verdict="accepted", reason="so it says")
    found = read.lessons()
    entry = read.latest(limit=1)[0]
    assert (entry.act, entry.actor) == ("train", "ann")
    assert entry.payload == {"documents": list(found.hashes), "accepted": 1, "rejected": 0}
    assert read.verify().clean


def test_who_may_not_export_may_not_train(read: Case) -> None:
    with pytest.raises(NotAllowed):
        read.acting(Person(name="bo", role=Role.VIEWER)).lessons()


def test_every_kind_and_type_of_claim_is_among_what_the_model_is_asked() -> None:
    assert set(labels.KINDS) == {k.value for k in Kind}
    for kind, types in (("statement", vocabulary.StatementType), ("response", vocabulary.ResponseType),
                        ("context", vocabulary.ContextType)):  # fmt: skip
        assert {f"{kind}.{t.value}" for t in types} <= set(labels.SENTENCE)
    for named, closed in ((labels.ACTS, vocabulary.Act), (labels.STATUSES, vocabulary.VictimStatus),
                          (labels.VERIFICATIONS, vocabulary.Verification)):  # fmt: skip
        assert set(named) == {v.value for v in closed} | {"none"}
    assert set(labels.BASES) == {b.value for b in vocabulary.Basis}

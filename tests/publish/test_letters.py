from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import docx
import pytest

from bundles import fill
from corrobora.case import Case, NotThere
from corrobora.case.letters import BadLetter
from corrobora.codebook.letters import letter_forms
from corrobora.model.vocabulary import Judgement
from corrobora.publish.dossier.content import dossier
from corrobora.publish.dossier.render import DossierError
from corrobora.publish.letters.answers import BadAnswers, read_answers, to_fill
from corrobora.publish.letters.write import write_letters
from corrobora.publish.redaction import Leaked, text_of_pdf

ANSWERS = """
to: The mandate, Geneva
fields:
  submitter: {value: Relief Union, confidential: false}
  contact: post box 7
victims:
  - {family_name: Merrow, first_names: Ann, birth: "1999"}
  - {family_name: Halden}
"""


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with fill(tmp_path) as filled:
        yield filled


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.yaml"
    path.write_text(ANSWERS)
    return path


def test_one_questionnaire_is_written_a_victim_with_its_confidential_fields_marked(
    case: Case, tmp_path: Path, answers: Path
) -> None:
    written = write_letters(case, "un-executions", 1, tmp_path / "out", answers=answers)
    assert len(written) == 6
    first = (tmp_path / "out" / "un-executions-INC-0001-1.txt").read_text()
    second = (tmp_path / "out" / "un-executions-INC-0001-2.txt").read_text()
    assert "Merrow" in first
    assert "Merrow" not in second
    assert "Date of birth or age [CONFIDENTIAL]:\n    1999" in first
    assert "Date of birth or age:\n    not known" in second  # nothing there is nothing to keep
    assert "Name:\n    Relief Union" in first
    assert "Address to write to [CONFIDENTIAL]:\n    post box 7" in first
    assert "9 prisoners were shot at Oldmill" in first
    assert [e.payload["form"] for e in case.latest() if e.act == "export"] == ["un-executions"]


@pytest.mark.parametrize("form", sorted(letter_forms()))
def test_the_questions_come_as_a_file_that_can_be_filled_in(case: Case, tmp_path: Path, form: str) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text(to_fill(letter_forms()[form]))
    empty = read_answers(path, letter_forms()[form])
    asked = {q.id for q in letter_forms()[form].questions() if q.asked}
    assert {*empty.fields, *(name for own in empty.victims for name in own)} == asked
    write_letters(case, form, 1, tmp_path / "out", answers=path)
    assert "None" not in (tmp_path / "out" / f"{form}-INC-0001.txt").read_text()
    path.write_text(path.read_text().replace("  contact:", "  contact: post box 7"))
    assert read_answers(path, letter_forms()[form]).fields["contact"].value == "post box 7"


def test_pdf_word_and_text_say_the_same_and_again_the_same_bytes(
    case: Case, tmp_path: Path, answers: Path
) -> None:
    for form in letter_forms():
        write_letters(case, form, 1, tmp_path / f"a-{form}")
        write_letters(case, form, 1, tmp_path / f"b-{form}")
        name = f"{form}-INC-0001"
        for ending in ("pdf", "txt", "docx"):
            one, two = ((tmp_path / f"{x}-{form}" / f"{name}.{ending}").read_bytes() for x in "ab")
            assert one == two
        text = (tmp_path / f"a-{form}" / f"{name}.txt").read_text()
        word = docx.Document(io.BytesIO((tmp_path / f"a-{form}" / f"{name}.docx").read_bytes()))
        cells = {c.text for t in word.tables for row in t.rows for c in row.cells}
        pdf = " ".join(text_of_pdf((tmp_path / f"a-{form}" / f"{name}.pdf").read_bytes()).split())
        for question in letter_forms()[form].questions():
            assert question.label in text
            assert any(c.startswith(question.label) for c in cells)
            assert " ".join(question.label.split()[:3]) in pdf


def test_a_statement_for_a_newsroom_holds_no_words_of_documents(case: Case, tmp_path: Path) -> None:
    write_letters(case, "newsroom", 1, tmp_path / "out")
    text = (tmp_path / "out" / "newsroom-INC-0001.txt").read_text()
    for record in case.incident(1).claims:
        assert all(span.quote not in text for span in record.claim.spans)
    assert "denial by ministry" in text
    assert "the claims differ" in text


def test_a_redacted_letter_holds_no_protected_term_and_a_leak_stops_it(
    case: Case, tmp_path: Path, answers: Path
) -> None:
    terms = tmp_path / "terms.txt"
    terms.write_text("Oldmill\nMerrow\n")
    for path in write_letters(case, "un-executions", 1, tmp_path / "out", answers=answers, redact=terms):
        data = path.read_bytes()
        assert b"Merrow" not in data
        if path.suffix == ".pdf":
            assert "Oldmill" not in text_of_pdf(data)
    terms.write_text("Written\n")
    with pytest.raises(Leaked):
        write_letters(case, "un-executions", 1, tmp_path / "no", redact=terms)
    assert not (tmp_path / "no").exists()


def test_letters_are_tracked_until_they_are_answered(case: Case) -> None:
    sent = case.record_letter("prosecutor", "1", to="Office of Oreland", sent=date(2031, 1, 1))
    assert (sent.due, sent.answered) == (date(2031, 1, 31), None)
    assert sent.overdue(date(2031, 2, 1))
    assert not sent.overdue(date(2031, 1, 30))
    item = case.documents()[0].sha256
    answered = case.record_answer(
        sent.id.lower(), day=date(2031, 2, 3), words="proceedings opened", document=item[:10]
    )
    assert case.letters() == (answered,)
    assert answered.document == item
    assert not answered.overdue(date(2032, 1, 1))
    assert any("proceedings opened" in words for words in dossier(case, 1).letters)
    assert dossier(case, 2).letters == ()
    assert case.verify().clean


def test_a_letter_about_a_merged_incident_is_told_under_the_one_that_stands_for_it(case: Case) -> None:
    case.record_letter("icrc", "2", to="ICRC", sent=date(2031, 1, 2))
    first, second = (case.incident(n).claims[0].id for n in (1, 2))
    case.decide([first, second], judgement=Judgement.SAME, reason="one event")
    assert case.incident(2).incident.merged_into == 1
    assert [one.incident for one in case.letters()] == ["INC-0001"]
    assert "ICRC" in dossier(case, 1).letters[0]
    for act in (case.account, case.elements, case.grades):
        with pytest.raises(NotThere, match="merged into INC-0001"):
            act(2)


def test_what_does_not_fit_a_letter_is_refused(case: Case, tmp_path: Path, answers: Path) -> None:
    sent = case.record_letter("icrc", "1", to="ICRC", sent=date(2031, 1, 2))
    for wrong, word in (
        (lambda: case.record_letter("postcard", "1", to="x", sent=date(2031, 1, 1)), "no sort of letter"),
        (lambda: case.record_letter("icrc", "1", to=" ", sent=date(2031, 1, 1)), "to whom"),
        (lambda: case.record_answer("L9999", day=date(2031, 1, 3), words="x"), "no letter"),
        (lambda: case.record_answer(sent.id, day=date(2031, 1, 1), words="x"), "was sent on"),
        (lambda: case.record_answer(sent.id, day=date(2031, 1, 3), words=" "), "few words"),
    ):
        with pytest.raises(BadLetter, match=word):
            wrong()
    with pytest.raises(NotThere):
        case.record_answer(sent.id, day=date(2031, 1, 3), words="x", document="ffff")
    with pytest.raises(DossierError, match="no sort of letter"):
        write_letters(case, "postcard", 1, tmp_path / "out")
    with pytest.raises(BadAnswers, match="not a victim"):
        read_answers(answers, letter_forms()["icrc"])
    answers.write_text("fields: {hobby: chess}")
    with pytest.raises(BadAnswers, match="hobby"):
        read_answers(answers, letter_forms()["icrc"])

"""Letters sent about incidents and what came back: acts in the journal, and who still owes an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection

from corrobora.case.errors import CaseError, NotThere
from corrobora.case.linking import number_of
from corrobora.codebook.letters import letter_forms
from corrobora.model.journal import Entry
from corrobora.store import documents, journal, register
from corrobora.store.errors import NotFound

ACT = "letter"


class BadLetter(CaseError):
    """What is said of a letter does not fit: its sort, its day, or the letter it answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter that was sent.

    Attributes:
        id: ``L17``: of the journal entry that recorded it.
        form: sort of letter, as the codebook names it.
        incident: label of the incident it is about.
        to: whom it went to.
        sent: the day.
        due: the day from which it is reminded of.
        sha256: of the file that was sent, if it was named.
        recorded_by: who recorded it.
        answered: the day of the answer, if there was one.
        answer: the answer in few words.
        document: hash of the document that holds the answer, if it is in the case.
    """

    id: str
    form: str
    incident: str
    to: str
    sent: date
    due: date
    recorded_by: str
    sha256: str | None = None
    answered: date | None = None
    answer: str = ""
    document: str | None = None

    def waiting(self, today: date) -> int | None:
        """Days it has gone unanswered; ``None`` if it was answered."""
        return None if self.answered else (today - self.sent).days

    def overdue(self, today: date) -> bool:
        """Whether it is to be reminded of."""
        return self.answered is None and today >= self.due


def record_sent(
    connection: Connection, form: str, incident: str, *, to: str, sent: date, sha256: str | None, actor: str
) -> Letter:
    """Record that a letter was sent.

    Raises:
        BadLetter: if there is no such sort of letter, or nobody it went to.
        NotThere: if there is no such incident.
    """
    forms = letter_forms()
    if form not in forms:
        raise BadLetter(f"{form!r} is no sort of letter; there are {', '.join(forms)}")
    if not to.strip():
        raise BadLetter("a letter went to somebody; say to whom")
    number = number_of(incident)
    if number is None or register.by_number(connection, number) is None:
        raise NotThere(f"{incident}: no incident of that number in this case")
    try:
        due = sent + timedelta(days=forms[form].days)
    except OverflowError as error:
        raise BadLetter(f"{sent}: no calendar has the day on which to remind of it") from error
    payload = {
        "event": "sent", "form": form, "incident": f"INC-{number:04d}", "to": to.strip(),
        "day": sent.isoformat(), "due": due.isoformat(),
        "sha256": sha256,
    }  # fmt: skip
    return _sent(journal.append(connection, actor=actor, act=ACT, payload=payload))


def record_answer(
    connection: Connection, letter: str, *, day: date, words: str, document: str | None, actor: str
) -> Letter:
    """Record what came back.

    Raises:
        BadLetter: if the letter is not known, or the answer is older than it or says nothing.
        NotThere: if there is no such document.
    """
    found = next((one for one in letters(connection) if one.id == letter.strip().upper()), None)
    if found is None:
        raise BadLetter(f"{letter}: no letter of that number was recorded; corrobora letter list shows them")
    if day < found.sent:
        raise BadLetter(f"{found.id} was sent on {found.sent}, so it was not answered on {day}")
    if not words.strip():
        raise BadLetter("say in few words what the answer is")
    try:
        sha256 = documents.by_prefix(connection, document) if document else None
    except NotFound as error:
        raise NotThere(str(error)) from error
    payload = {
        "event": "answered", "letter": found.id, "day": day.isoformat(), "words": words.strip(),
        "document": sha256,
    }  # fmt: skip
    return _answered(found, journal.append(connection, actor=actor, act=ACT, payload=payload))


def letters(connection: Connection) -> tuple[Letter, ...]:
    """Every letter with its last answer, oldest first."""
    return fold(journal.by_act(connection, ACT))


def standing(found: Iterable[Letter], redirects: Mapping[int, int | None]) -> tuple[Letter, ...]:
    """Letters under the incidents that stand now for those they were written about.

    Args:
        found: the letters.
        redirects: numbers that stand for nothing any more, and the number that stands for each.
    """

    def now(label: str) -> str:
        number: int | None = number_of(label)
        while number is not None and (into := redirects.get(number)):
            number = into
        return f"INC-{number:04d}"

    return tuple(replace(one, incident=now(one.incident)) for one in found)


def fold(entries: Iterable[Entry]) -> tuple[Letter, ...]:
    """Letters from the journal's entries about them, oldest first."""
    found: dict[str, Letter] = {}
    for entry in entries:
        if entry.payload["event"] == "sent":
            letter = _sent(entry)
        else:
            letter = _answered(found[entry.payload["letter"]], entry)
        found[letter.id] = letter
    return tuple(found.values())


def _sent(entry: Entry) -> Letter:
    said = entry.payload
    return Letter(
        id=f"L{entry.seq}", form=said["form"], incident=said["incident"], to=said["to"],
        sent=date.fromisoformat(said["day"]), due=date.fromisoformat(said["due"]), sha256=said["sha256"],
        recorded_by=entry.actor,
    )  # fmt: skip


def _answered(letter: Letter, entry: Entry) -> Letter:
    said = entry.payload
    return replace(
        letter, answered=date.fromisoformat(said["day"]), answer=said["words"], document=said["document"]
    )

"""What was done about incidents, what was answered, and where there is silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from corrobora.assess.accountability import Heading, Measure, Silence
from corrobora.assess.accountability import heading as heading_of
from corrobora.case import Case
from corrobora.case.accounting import Account
from corrobora.case.letters import Letter
from corrobora.codebook.letters import letter_forms
from corrobora.model.vocabulary import Kind, ResponseType
from corrobora.publish import days, words
from corrobora.publish.language import gettext as _
from corrobora.publish.language import noop
from corrobora.store.listed import Asked
from corrobora.web.paging import Paged, walked

SIZE = 25
_HEADINGS: Mapping[Heading, str] = {
    Heading.OPENED: noop("proceedings opened"), Heading.SUSPICION: noop("notices of suspicion"),
    Heading.WARRANT: noop("warrants"), Heading.CONVICTION: noop("convictions"),
    Heading.DENIAL: noop("denials"), Heading.NO_COMMENT: noop("no comment"),
    Heading.LETTER: noop("letters told of"), Heading.OTHER: noop("other consequences"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRow:
    """A response: what sort, by whom, when, in which words."""

    what: str
    who: str
    when: str
    quotes: tuple[str, ...]
    claim: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """A letter that was sent.

    Attributes:
        overdue: whether it is to be reminded of.
        answered: the day of the answer with its words; empty if there is none.
        waiting: for how many days there has been none.
        document: hash of the document that holds the answer.
    """

    id: str
    form: str
    incident: str
    to: str
    sent: str
    overdue: bool
    answered: str
    waiting: int
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """What was done about one incident, and what was not found."""

    label: str
    measures: tuple[MeasureRow, ...]
    silences: tuple[str, ...]
    letters: tuple[LetterRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountabilityPage:
    """What the page shows.

    Attributes:
        label: the one incident it is about; empty: over the whole case.
        rows: the incidents.
        told: number of responses of each sort in all documents, also in those of no incident.
        unanswered: letters that wait for an answer.
    """

    label: str
    rows: Paged[AccountRow]
    told: tuple[tuple[str, int], ...] = ()
    unanswered: tuple[LetterRow, ...] = ()


def incident_account(case: Case, number: str, today: date) -> AccountabilityPage:
    """The page of one incident.

    Raises:
        NotThere: if that number was never given.
    """
    row = _row(case.account(number), today)
    rows = Paged(items=(row,), total=1, first=1, last=1)
    return AccountabilityPage(label=row.label, rows=rows)


def case_account(
    case: Case, today: date, *, after: int | None = None, before: int | None = None, position: int = 1
) -> AccountabilityPage:
    """The page of the whole case.

    Args:
        case: the case.
        today: the day by which letters are overdue.
        after, before: the incidents come after, or just before, the one of this number.
        position: place of the first of them, as the address says.
    """
    portion = case.shown.register(Asked(), limit=SIZE, after=after, before=before)
    numbers = [head.incident.number for head in portion.heads]
    told: dict[Heading, int] = {}
    for type, n in case.shown.saying_sizes(Kind.RESPONSE).items():
        if type:
            sort = heading_of(ResponseType(type))
            told[sort] = told.get(sort, 0) + n
    return AccountabilityPage(
        label="",
        rows=walked(
            [_row(found, today) for found in case.accounts_of(numbers)],
            list(map(str, numbers)),
            total=case.shown.figures(Asked()).incidents,
            position=position,
            size=SIZE,
            earlier=portion.earlier,
            later=portion.later,
            path="/accountability",
        ),
        told=tuple((_(_HEADINGS[h]), told[h]) for h in Heading if h in told),
        unanswered=letter_rows([one for one in case.letters() if one.answered is None], today),
    )


def letter_rows(letters: Sequence[Letter], today: date) -> tuple[LetterRow, ...]:
    """Letters as rows."""
    forms = letter_forms()
    return tuple(
        LetterRow(
            id=one.id,
            form=forms[one.form].name if one.form in forms else one.form,
            incident=one.incident,
            to=one.to,
            sent=days.day(one.sent),
            overdue=one.overdue(today),
            answered=f"{days.day(one.answered)}: {one.answer}" if one.answered else "",
            waiting=one.waiting(today) or 0,
            document=one.document or "",
        )
        for one in letters
    )


def _row(found: Account, today: date) -> AccountRow:
    return AccountRow(
        label=found.incident,
        measures=tuple(map(_measure, found.found.measures)),
        silences=tuple(map(_silence, found.found.silences)),
        letters=letter_rows(found.letters, today),
    )


def _measure(measure: Measure) -> MeasureRow:
    return MeasureRow(
        what=_(_HEADINGS[measure.heading]),
        who=measure.who or "",
        when=days.day(measure.day) if measure.day else "",
        quotes=tuple(" ".join(span.quote.split()) for span in measure.words),
        claim=measure.claim,
    )


def _silence(silence: Silence) -> str:
    if silence.of is None:
        said = _("no proceedings of anybody were found")
    else:
        said = _("no answer of %(side)s was found") % {"side": words.country(silence.of)}
    if silence.since is None:
        return said
    return _("%(silence)s since %(day)s") % {"silence": said, "day": days.day(silence.since)}

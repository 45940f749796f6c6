"""What a letter says, before anything lays it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corrobora.case import Case
from corrobora.codebook.letters import LetterForm, Question
from corrobora.publish import days
from corrobora.publish.dossier.content import dossier
from corrobora.publish.dossier.grading import Sentence
from corrobora.publish.dossier.parts import CitedClaim, Dossier
from corrobora.publish.letters.answers import Answer, Answers
from corrobora.publish.public import PublicIncident, public_incident, public_responses, victims_said
from corrobora.publish.values import SLOTS, in_words
from corrobora.publish.words import NOT_FOUND, of_one

#: What stands in a field that nobody filled.
UNKNOWN = "not known"


_NUMBERED = "C1 and further are claims, numbered as in the incident’s dossier of that state."


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledField:
    """A field with its words; lines are shown one under the other."""

    label: str
    lines: tuple[str, ...]
    confidential: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledSection:
    """Fields under one heading."""

    title: str
    fields: tuple[FilledField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedLetter:
    """One letter, ready to be laid out.

    Attributes:
        name: file name without ending.
        state: the state of the case it was written from.
    """

    name: str
    title: str
    to: str
    opening: str
    incident: str
    number: str
    state: str
    source: str
    sections: tuple[FilledSection, ...]


def compose(case: Case, form: LetterForm, incident: int | str, answers: Answers) -> Iterator[ComposedLetter]:
    """The letters about an incident: one, or one a victim the answers list.

    Raises:
        NotThere: if there is no such incident, or it was merged into another.
    """
    whole = dossier(case, incident)
    shown = public_incident(case, whole.label) if form.public else None
    filled = _from_register(whole, shown, case, form)
    victims: tuple[Mapping[str, Answer], ...] = answers.victims or ({},)
    for n, own in enumerate(victims, start=1):
        given = dict(answers.fields) | dict(own)
        number = f"victim {n} of {len(victims)} named here" if form.per_victim and answers.victims else ""
        if form.per_victim and not answers.victims:
            number = "victim not identified"
        yield ComposedLetter(
            name=f"{form.id}-{whole.label}" + (f"-{n}" if len(victims) > 1 else ""),
            title=form.name, to=answers.to or form.to, opening=form.opening, incident=whole.label,
            number=number, state=whole.state,
            source=form.source if form.public else f"{_NUMBERED} {form.source}",
            sections=tuple(
                FilledSection(
                    title=section.title,
                    fields=tuple(_field(q, filled, given.get(q.id)) for q in section.questions),
                )
                for section in form.sections
            ),
        )  # fmt: skip


def _field(question: Question, filled: Mapping[str, tuple[str, ...]], answer: Answer | None) -> FilledField:
    lines = filled.get(question.filled_from or "", ())
    if answer and answer.value:
        lines = (*lines, *answer.value.splitlines())
    marked = question.confidential
    if answer and answer.confidential is not None:
        marked = answer.confidential
    unknown = NOT_FOUND if question.filled_from else UNKNOWN
    return FilledField(label=question.label, lines=lines or (unknown,), confidential=marked and bool(lines))


def _from_register(
    whole: Dossier, shown: PublicIncident | None, case: Case, form: LetterForm
) -> dict[str, tuple[str, ...]]:
    """Lines by what fills a field."""
    values = case.incident(whole.label).incident
    out: dict[str, tuple[str, ...]] = {}
    if shown is not None:
        out |= {v.slot: (_with_doubt(v.value, v.differs),) for v in shown.values}
        out["claims"] = tuple(
            f"{c.said_by}, in {c.publisher}{f' of {days.day(c.day)}' if c.day else ''}: {victims_said(c)}"
            + (f"; {c.verified}" if c.verified else "") + (f". {c.address}" if c.address else "")
            for c in shown.claims
        )  # fmt: skip
        out["conflicts"] = tuple(v.name for v in shown.values if v.differs)
        out["grading"] = (shown.grade,)
    else:
        for slot in SLOTS:
            derived = getattr(values, slot, None)
            if derived is not None and derived.value not in (None, ()):
                out[slot] = (_with_doubt(in_words(slot, derived.value), derived.differs),)
        if form.per_victim and values.victim_status is not None:
            out["victim_status"] = (of_one(values.victim_status.value),)
        out["claims"] = tuple(line for c in whole.claims if c.kind == "incident" for line in _claim(c))
        out["conflicts"] = tuple(map(_cited, whole.conflicts))
        out["grading"] = (whole.grading.method, *map(_cited, whole.grading.grades))
    out["conflicts"] = out["conflicts"] or ("on nothing that was found",)
    out["evidence"] = tuple(
        f"{e.name}, {e.media_type}, {e.size}" + (f", {e.address}" if e.address else "")
        for e in whole.evidence
    )
    out["hashes"] = tuple(f"{e.name}: {e.item}" for e in whole.evidence)
    if form.public:
        told = public_responses([shown], case.responses())[whole.label] if shown else ()
        out["responses"] = tuple(
            f"{days.day(r.day) if r.day else 'day not known'}: {r.what} by {r.who}, in {r.publisher}"
            for r in told
        )
    else:
        out["responses"] = tuple(f"{day}: {_cited(s)}" for day, s in whole.answers)
    out["elements"] = tuple(
        line
        for t in whole.elements
        for line in (
            f"{t.name} ({t.provision})",
            *(f"– {row.text.rstrip('.')}: {row.support}" for row in t.rows),
        )
    )
    out["next"] = tuple(dict.fromkeys(n for t in whole.elements for row in t.rows for n in row.next))
    return out


def _with_doubt(value: str, differs: bool) -> str:
    return f"{value}; the claims differ" if differs else value


def _cited(sentence: Sentence) -> str:
    return f"{sentence.text} ({', '.join(sentence.claims)})" if sentence.claims else sentence.text


def _claim(claim: CitedClaim) -> Iterator[str]:
    quotes = " […] ".join(" ".join(q.quote.split()) for q in claim.quotes)
    yield f"{claim.ref}. {claim.said_by}, in {claim.source}: “{quotes}” (item {claim.item[:12]}…)"

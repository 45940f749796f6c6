"""Review: what waits, one thing at a time, with the words it rests on and what can be decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from corrobora.case import Case
from corrobora.case.records import ClaimRecord, DocumentRecord, IncidentRecord
from corrobora.case.reviewing import Waiting, Why
from corrobora.model.claim import LIST_SLOTS, SINGLE_SLOTS, SLOTS_OF_KIND
from corrobora.model.rights import Right
from corrobora.publish import words
from corrobora.publish.language import gettext as _
from corrobora.web.evidence import Summary, Value, in_short, summary, values
from corrobora.web.pages.correction import Correction, correction
from corrobora.web.pages.incident import source
from corrobora.web.pages.near import near_passages
from corrobora.web.passages import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A reason to look at something, and how much waits for it."""

    name: str
    number: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotView:
    """A slot of the claim under review.

    Attributes:
        name, term: as the program and as pages call it.
        values: what stands in it; empty: not found.
        why: that it differs or is doubted, in words; may be empty.
        differs: whether it differs from what other claims say.
        proposed: what was proposed before a person corrected it, in words; may be empty.
        others: what other claims on the same incident say: speaker and value.
        engines: what other engines read there: engine and value, or that they found nothing.
        correct: address of the form that corrects it.
    """

    name: str
    term: str
    values: tuple[Value, ...]
    why: str
    differs: bool
    proposed: str
    others: tuple[tuple[str, str], ...]
    engines: tuple[tuple[str, str], ...]
    correct: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimView:
    """A claim under review, with its words in their place.

    Attributes:
        passages: the passages that hold its words, and those around them.
        whole: whether these are all passages of the document.
        silent: slots without words: name, term and address of the form that fills it.
        engine: what proposed it.
        missed: engines that read the document and did not find it.
    """

    id: str
    kind: str
    summary: Summary
    title: str
    source: str
    language: str | None
    passages: tuple[Passage, ...]
    whole: bool
    slots: tuple[SlotView, ...]
    silent: tuple[tuple[str, str, str], ...]
    engine: str
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What is decided on now."""

    key: str
    why: tuple[str, ...]
    claims: tuple[ClaimView, ...]
    score: float | None = None
    joined: bool = False
    reasons: tuple[str, ...] = ()
    against: tuple[str, ...] = ()

    @property
    def is_pair(self) -> bool:
        """Whether two claims are judged, not one."""
        return len(self.claims) == 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The decision made just before."""

    id: int
    what: str
    subject: str
    undoable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """What the review page shows.

    Attributes:
        tabs: reasons with how much waits for each.
        total: how much waits in all, what nobody doubts left out.
        rest: how much has only not been looked at.
        item: what is decided on now; ``None``: nothing waits here.
        position, of: its place among those of its reason.
        next: address of the next one.
        why: the reason chosen, as addresses name it.
        correction: the form that corrects a slot, if it is open.
        done: the decision made just before.
        problem: what was wrong with what was sent; may be empty.
    """

    tabs: tuple[Tab, ...]
    total: int
    rest: int
    item: Item | None
    position: int
    of: int
    next: str
    why: str
    correction: Correction | None = None
    done: Done | None = None
    problem: str = ""


def why_words(why: Why) -> str:
    """A reason in words."""
    return {
        Why.CONFLICT: _("claims differ"),
        Why.ENGINES: _("engines disagree"),
        Why.LINK: _("link unsure"),
        Why.NEW: _("new incident"),
        Why.DOUBT: _("low confidence"),
        Why.REST: _("not looked at"),
    }[why]


def review_page(
    case: Case,
    *,
    why: str = "",
    at: str = "",
    n: int = 0,
    slot: str = "",
    typed: Mapping[str, str] | None = None,
    done: int = 0,
    problem: str = "",
) -> ReviewPage:
    """The review page.

    Args:
        case: the case.
        why: only what waits for this reason; empty: all in turn.
        at: key of what is to be shown; empty: what stands at its place.
        n: a place among those of the reason, counted from 1; with a key, its place if it is known.
        slot: the slot whose form is open.
        typed: what was typed into that form.
        done: number of the decision made just before.
        problem: what was wrong with what was sent.
    """
    reason = Why(why) if why in {w.value for w in Why} else None
    turn = case.shown.turn(reason, at=at, position=n)
    item, total = turn.item, sum(k for w, k in turn.sizes.items() if w is not Why.REST)
    path = _path(why=reason.value if reason else "")
    return ReviewPage(
        tabs=_tabs(turn.sizes, reason),
        total=total,
        rest=turn.sizes[Why.REST],
        item=_item(case, item, path) if item else None,
        position=turn.position,
        of=turn.sizes[reason] if reason else total,
        next=path(at=turn.next, n=str(turn.position + 1) if turn.position else "") if turn.next else path(),
        why=reason.value if reason else "",
        correction=correction(item.claims[0], slot, typed or {}) if item and slot else None,
        done=_done(case, done),
        problem=problem,
    )


def _path(**fixed: str) -> Callable[..., str]:
    def address(**more: str) -> str:
        query = {k: v for k, v in {**fixed, **more}.items() if v}
        return "/review" + (f"?{urlencode(query)}" if query else "")

    return address


def _tabs(found: Mapping[Why, int], reason: Why | None) -> tuple[Tab, ...]:
    everything = Tab(
        name=_("all in turn"), number=sum(n for w, n in found.items() if w is not Why.REST),
        href="/review", chosen=reason is None,
    )  # fmt: skip
    return (
        everything,
        *(Tab(name=why_words(w), number=n, href=f"/review?why={w.value}", chosen=w is reason)
          for w, n in found.items() if n or w is reason),
    )  # fmt: skip


def _item(case: Case, item: Waiting, path: Callable[..., str]) -> Item:
    views = tuple(_claim(case, record, item, path) for record in item.claims)
    pair = item.pair
    return Item(
        key=item.key,
        why=tuple(why_words(w) for w in item.why),
        claims=views,
        score=pair.score if pair else None,
        joined=item.joined,
        reasons=tuple(words.readable(f.words) for f in pair.features if f.contribution > 0) if pair else (),
        against=tuple(
            words.readable(w) for w in (*pair.vetoes, *(f.words for f in pair.features if f.contribution < 0))
        )
        if pair
        else (),
    )


def _claim(case: Case, record: ClaimRecord, item: Waiting, path: Callable[..., str]) -> ClaimView:
    document = case.document(record.document.sha256)
    incident = case.incident(record.incident) if record.incident and not item.pair else None
    claim = record.claim
    names = [n for n in ("claimants", *SINGLE_SLOTS, *LIST_SLOTS[1:]) if n in SLOTS_OF_KIND[claim.kind]]

    def form(name: str) -> str:
        return path(at=item.key, slot=name) + "#correct"

    filled = [n for n in names if values(n, claim, document.document)]
    near, whole = near_passages(document.document.text, claim)
    return ClaimView(
        id=record.id,
        kind=words.label(claim.kind),
        summary=summary(record),
        title=document.document.text.title or document.item.name,
        source=source(document.document),
        language=document.document.text.language,
        passages=near,
        whole=whole,
        slots=tuple(
            _slot(n, record, document, incident, item, form(n))
            for n in sorted(filled, key=lambda n: n not in item.slots)
        ),
        silent=tuple((n, words.slot(n), form(n)) for n in names if n not in filled),
        engine=claim.engine,
        missed=claim.comparison.silent if claim.comparison else (),
    )


def _slot(
    name: str,
    record: ClaimRecord,
    document: DocumentRecord,
    incident: IncidentRecord | None,
    item: Waiting,
    form: str,
) -> SlotView:
    found = values(name, record.claim, document.document)
    differing = Why.CONFLICT in item.why and name in item.slots
    doubted = any(v.unsure for v in found)
    before = values(name, record.proposed, document.document) if record.proposed else found
    compared = record.claim.comparison.differences if record.claim.comparison else ()
    return SlotView(
        name=name,
        term=words.slot(name),
        values=found,
        why=_("differs") if differing else _("unsure") if doubted else "",
        differs=differing,
        proposed=", ".join(v.text for v in before) or _("not found") if before != found else "",
        others=tuple(_others(name, record, incident)) if differing else (),
        engines=tuple(
            (d.engine, ", ".join(in_short(name, v.value) for v in d.values) or _("found nothing there"))
            for d in compared if d.slot == name
        ),
        correct=form,
    )  # fmt: skip


def _others(name: str, record: ClaimRecord, incident: IncidentRecord | None) -> Iterable[tuple[str, str]]:
    for other in incident.claims if incident else ():
        if other.id == record.id:
            continue
        held = getattr(other.claim, name)
        said = [in_short(name, s.value) for s in (held if isinstance(held, tuple) else (held,)) if s]
        if said:
            publisher = other.document.source.publisher or _("publisher unknown")
            who = words.speaker(other.claim.claimants[0].value) if other.claim.claimants else publisher
            yield who if who == publisher else f"{who}, {publisher}", ", ".join(said)


def _waits(case: Case, number: int) -> Done | None:
    """What was decided and waits for a second person; who may not approve sees no more than that."""
    if not 0 < number <= case.entries():
        return None
    subject = ""
    if case.person.may(Right.APPROVE):
        found = next((p for p in case.proposals_after(number - 1, 1)[0] if p.id == number), None)
        if found is None:
            return None
        subject = " + ".join(found.subject)
    return Done(id=number, what=_("waits for a second person"), subject=subject, undoable=False)


def _done(case: Case, number: int) -> Done | None:
    made = case.decision(number) if number else None
    if made is None:
        return _waits(case, number)
    return Done(
        id=made.id,
        what=words.decision(made),
        subject=" + ".join(made.subject),
        undoable=made.verdict != "undone",
    )

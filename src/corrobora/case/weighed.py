"""What commands and the API print as JSON of grades, elements of crimes, accountability and letters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from corrobora.codebook.gradings import methods
from corrobora.model.serial import Json, span_to_json

if TYPE_CHECKING:
    from corrobora.assess.elements import CrimeSupport
    from corrobora.assess.indicators import Found
    from corrobora.assess.verification import Checked
    from corrobora.case.accounting import Account
    from corrobora.case.grading import Grades
    from corrobora.case.letters import Letter


def methods_json() -> list[Json]:
    """The ways to grade, with what each level means and where that is published."""
    return [
        {
            "id": m.id, "name": m.name, "says": m.says,
            "scales": [
                {
                    "id": s.id, "name": s.name, "of": s.of, "by": s.by, "source": s.source,
                    "wording": s.wording,
                    "levels": [{"code": v.code, "name": v.name, "means": v.means} for v in s.levels.values()],
                }
                for s in m.scales
            ],
        }
        for m in methods().values()
    ]  # fmt: skip


def grades_json(found: Grades) -> Json:
    """An incident by every method: what rules propose, what people decided, who verified what."""
    return {
        "incident": found.incident,
        "method": found.method.id,
        "claims": [
            {
                "claim": g.claim, "code": g.code, "source": g.source, "reliability": g.reliability,
                "reliability_decision": g.judged.id if g.judged else None, "credibility": g.credibility,
                "credibility_decision": g.decided.id if g.decided else None,
                "proposed": g.proposed.code, "reason": g.proposed.reason,
                "agreeing": list(g.proposed.agreeing), "partly": list(g.proposed.partly),
                "contradicting": list(g.proposed.contradicting),
                "other_origin": list(g.proposed.other_origin),
            }
            for g in found.claims
        ],
        "airwars": found.airwars.value,
        "proof": {
            "standard": found.proof.verdict, "author": found.proof.author, "reason": found.proof.reason,
            "decision": found.proof.id,
        } if found.proof else None,
        "history": history_json(found),
    }  # fmt: skip


def history_json(found: Grades) -> Json:
    """Who verified which claim and when, by claim."""
    return {id: [_step(s) for s in steps] for id, steps in found.checked.items()}


def _step(step: Checked) -> Json:
    return {
        "what": step.what, "by": step.by, "day": step.day.isoformat() if step.day else None,
        "spans": [span_to_json(s) for s in step.words],
        "reason": step.reason or None, "decision": step.decision,
    }  # fmt: skip


def elements_json(label: str, found: Iterable[CrimeSupport]) -> Json:
    """Elements of crimes over one incident."""
    return {"incident": label, "crimes": [crime_json(table) for table in found]}


def crime_json(table: CrimeSupport) -> Json:
    """The elements of one crime over one incident: supported, contested or a gap; never guilt."""
    return {
        "crime": table.crime.id,
        "name": table.crime.name,
        "provision": table.crime.provision,
        "behind": list(table.crime.behind),
        "elements": [
            {
                "element": row.element.id, "text": row.element.text, "support": row.support.value,
                "facts": list(row.element.facts), "next": list(row.next),
                "for": [_found(f) for f in row.supporting],
                "against": [_found(f) for f in row.contrary],
            }
            for row in table.elements
        ],
    }  # fmt: skip


def _found(found: Found) -> Json:
    return {
        "indicator": found.indicator.id, "says": found.indicator.says, "claim": found.claim,
        "spans": [span_to_json(s) for s in found.words],
    }  # fmt: skip


def account_json(found: Account) -> Json:
    """What was done about one incident, and what was not found."""
    return {
        "incident": found.incident,
        "measures": [
            {
                "sort": m.heading.value, "claim": m.claim, "who": m.who, "side": m.side,
                "day": m.day.isoformat() if m.day else None, "spans": [span_to_json(s) for s in m.words],
            }
            for m in found.found.measures
        ],
        "silences": [
            {"of": s.of, "since": s.since.isoformat() if s.since else None} for s in found.found.silences
        ],
        "letters": [one.id for one in found.letters],
    }  # fmt: skip


def letter_json(one: Letter, today: date) -> Json:
    """A letter that was sent, with its answer; whether it is to be reminded of by a day."""
    return {
        "id": one.id, "form": one.form, "incident": one.incident, "to": one.to,
        "sent": one.sent.isoformat(), "due": one.due.isoformat(), "sha256": one.sha256,
        "answered": one.answered.isoformat() if one.answered else None, "answer": one.answer or None,
        "document": one.document, "overdue": one.overdue(today),
    }  # fmt: skip

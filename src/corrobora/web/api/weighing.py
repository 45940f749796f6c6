"""Grades, elements of crimes, what was done about incidents, and letters."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from fastapi import FastAPI, Response

from corrobora.case import weighed
from corrobora.codebook.letters import letter_forms
from corrobora.web.acting import Deciding, Reading
from corrobora.web.api import models as m
from corrobora.web.api.once import Key, decision, once
from corrobora.web.api.paging import Cursor, Limit, Name, Page, cursor, key_of


def put(api: FastAPI) -> None:
    """Put them on an application."""
    _grades(api)
    _accounts(api)
    _letters(api)


def _grades(api: FastAPI) -> None:
    @api.get("/grading", response_model=m.GradingOut)
    def grading(acting: Reading) -> Any:
        """The ways to grade, with every scale's codes, and the one the case chose."""
        return {"chosen": acting.case.settings.grading, "methods": weighed.methods_json()}

    @api.get("/incidents/{number}/grades", response_model=m.GradesOut)
    def grades(number: Name, acting: Reading) -> Any:
        """An incident by every method: what rules propose, what people decided, who verified what."""
        return weighed.grades_json(acting.case.grades(number))

    @api.post("/incidents/{number}/proof", response_model=m.DecisionOut, status_code=201)
    def proof(acting: Deciding, number: Name, given: m.CodeIn, key: Key = None) -> Response:
        """Say which standard of proof the material on an incident reaches; no finding of guilt."""
        return decision(
            acting, key, f"proof {number}", given,
            lambda: acting.case.decide_proof(number, given.code, reason=given.reason),
        )  # fmt: skip

    @api.post("/claims/{id}/credibility", response_model=m.DecisionOut, status_code=201)
    def credibility(acting: Deciding, id: Name, given: m.CodeIn, key: Key = None) -> Response:
        """Say how credible a claim is, over what the rule proposes."""
        return decision(
            acting, key, f"credibility {id}", given,
            lambda: acting.case.decide_credibility(id, given.code, reason=given.reason),
        )  # fmt: skip

    @api.post("/sources/reliability", response_model=m.DecisionOut, status_code=201)
    def reliability(acting: Deciding, given: m.ReliabilityIn, key: Key = None) -> Response:
        """Say how reliable a publisher or speaker is."""
        return decision(
            acting, key, "reliability", given,
            lambda: acting.case.decide_reliability(given.source, given.code, reason=given.reason),
        )  # fmt: skip

    @api.get("/incidents/{number}/elements", response_model=m.ElementsOut)
    def elements(number: Name, acting: Reading) -> Any:
        """Elements of crimes over an incident: supported, contested or a gap; never who is guilty."""
        label = acting.case.standing(number).incident.label
        return weighed.elements_json(label, acting.case.elements(label))


def _accounts(api: FastAPI) -> None:
    @api.get("/accountability", response_model=Page[m.AccountOut])
    def accounts(acting: Reading, at: Cursor = "", limit: Limit = 50) -> Any:
        """What was done about incidents and where there is silence, by number."""
        key = key_of(at, int)
        heads, more = acting.case.incidents_after(key[0] if key else 0, limit)
        found = acting.case.accounts_of([head.incident.number for head in heads])
        items = [weighed.account_json(account) for account in found]
        return {"items": items, "next": cursor(more) if more is not None else None}

    @api.get("/incidents/{number}/accountability", response_model=m.AccountOut)
    def account(number: Name, acting: Reading) -> Any:
        """The same of one incident."""
        return weighed.account_json(acting.case.account(number))


def _letters(api: FastAPI) -> None:
    @api.get("/letters", response_model=Page[m.LetterOut])
    def letters(acting: Deciding, at: Cursor = "", limit: Limit = 50) -> Any:
        """Letters that were sent, with their answers, oldest first."""
        key = key_of(at, int)
        found = [one for one in acting.case.letters() if _number(one.id) > (key[0] if key else 0)]
        more = cursor(_number(found[limit - 1].id)) if len(found) > limit else None
        return {"items": [weighed.letter_json(one, _today()) for one in found[:limit]], "next": more}

    @api.get("/letters/forms", response_model=Page[m.FormOut])
    def forms(acting: Deciding) -> Any:
        """Sorts of letters."""
        return {"items": [{"id": form.id, "name": form.name} for form in letter_forms().values()]}

    @api.post("/letters", response_model=m.LetterOut, status_code=201)
    def sent(acting: Deciding, given: m.LetterIn, key: Key = None) -> Response:
        """Record that a letter was sent; it is reminded of until it is answered."""

        def work() -> tuple[int, Any]:
            made = acting.case.record_letter(
                given.form, given.incident, to=given.to, sent=given.day or _today(), sha256=given.sha256
            )
            return 201, weighed.letter_json(made, _today())

        return once(acting, key, "letter", given, work)

    @api.post("/letters/{id}/answer", response_model=m.LetterOut, status_code=201)
    def answer(acting: Deciding, id: Name, given: m.AnswerIn, key: Key = None) -> Response:
        """Record what came back."""

        def work() -> tuple[int, Any]:
            made = acting.case.record_answer(
                id, day=given.day or _today(), words=given.words, document=given.document
            )
            return 201, weighed.letter_json(made, _today())

        return once(acting, key, f"answer {id}", given, work)


def _number(id: str) -> int:
    return int(id.removeprefix("L"))


def _today() -> date:
    return datetime.now(UTC).date()

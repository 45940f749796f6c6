"""What calls take and give, as the API's description tells it."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Record(BaseModel):
    """A record as ``--json`` prints it; it may hold more than is described here."""

    model_config = ConfigDict(extra="allow")


class DecisionOut(Record):
    """A decision, or a proposal that waits for a second person."""

    id: int
    time: str
    author: str
    reason: str
    subject: list[str]
    judgement: str | None = None
    verdict: str | None = None
    supersedes: int | None = None
    pending: bool = False


class IncidentOut(Record):
    """An incident: number, claims, values derived by named rules, and the decision on it."""

    id: str
    number: int
    claims: list[str]
    documents: int
    publishers: list[str]
    decision: DecisionOut | None = None


class DocumentOut(Record):
    """A document without its text."""

    sha256: str
    name: str
    title: str | None
    publisher: str | None
    published: str | None
    language: str | None
    claims: int


class ClaimOut(Record):
    """A claim with its words, slots, document, incident and decision."""

    id: str
    kind: str
    document: DocumentOut
    incident: int | None = None
    decision: DecisionOut | None = None


class TextOut(Record):
    """A document whole."""

    document: DocumentOut
    text: str
    claims: list[ClaimOut]


class HitOut(BaseModel):
    """A document that holds the words asked for."""

    document: DocumentOut
    excerpts: list[str]


class EntryOut(Record):
    """An entry of the journal with everything its hash is made over."""

    seq: int
    time: str
    actor: str
    act: str
    payload: dict[str, Any]
    previous: str
    hash: str


class ProposalOut(BaseModel):
    """What waits for a second person."""

    id: int
    time: str
    author: str
    reason: str
    act: str
    subject: list[str]
    arguments: dict[str, Any]


class MemberOut(BaseModel):
    """Somebody who has or had a role."""

    name: str
    role: str
    active: bool
    codes: bool


class WhoOut(BaseModel):
    """As whom one acts, and what one may do."""

    name: str
    role: str
    rights: list[str]


class VerificationOut(BaseModel):
    """Whether the case is what its journal says."""

    clean: bool
    head: str | None
    counts: dict[str, int]
    problems: list[dict[str, str]]


class AddedOut(BaseModel):
    """What came of adding a document."""

    added: list[str]
    unchanged: list[str]
    unread: list[str]
    problems: list[str]
    claims: int
    incidents: int


class GradingOut(Record):
    """The ways to grade; ``chosen`` is the id of the case's own."""

    chosen: str
    methods: list[dict[str, Any]]


class GradesOut(Record):
    """An incident by every method."""

    incident: str
    method: str
    claims: list[dict[str, Any]]
    airwars: str
    proof: dict[str, Any] | None
    history: dict[str, list[dict[str, Any]]]


class ElementsOut(Record):
    """Elements of the crimes an incident's acts make worth looking at."""

    incident: str
    crimes: list[dict[str, Any]]


class AccountOut(Record):
    """What was done about an incident, and what was not found."""

    incident: str
    measures: list[dict[str, Any]]
    silences: list[dict[str, str | None]]
    letters: list[str]


class LetterOut(Record):
    """A letter that was sent, with its answer."""

    id: str
    form: str
    incident: str
    to: str
    sent: date
    due: date
    answered: date | None
    answer: str | None
    document: str | None
    overdue: bool


class FormOut(BaseModel):
    """A sort of letter."""

    id: str
    name: str


class FormatOut(BaseModel):
    """What can be exported: of the whole case or of one incident; letters by their form."""

    format: str
    of: Literal["case", "incident"]
    says: str
    form: str | None = None


class WaitingOut(Record):
    """A claim, or two of one link, that waits for a person, with the reasons."""

    key: str
    why: list[str]
    slots: list[str]
    claims: list[ClaimOut]
    link: dict[str, Any] | None


class ChangesOut(Record):
    """What is otherwise than it was."""

    since: int
    until: int
    claims: list[ClaimOut]
    withdrawn: list[str]
    incidents: dict[str, Any]
    contradictions: list[dict[str, Any]]
    decisions: list[DecisionOut]


class PlaceOut(Record):
    """A place as the register names it: the point only where one candidate stands out."""

    name: str
    lat: float | None
    lon: float | None
    candidates: list[dict[str, Any]]
    incidents: int
    first: list[str]


class FeatureOut(BaseModel):
    """A mark on the map, as GeoJSON has it.

    Its properties: ``sort`` (``point``: the place itself; ``area``: somewhere within ``km`` kilometres of the
    point; ``maybe``: one of several places of that name; ``region``: no more than the region ``code`` is
    known), ``name``, ``incidents`` (how many were or can have been there), ``first`` (number of the first),
    ``title`` and ``href`` of its page.
    """

    type: Literal["Feature"]
    geometry: dict[str, Any]
    properties: dict[str, Any]


class MapOut(BaseModel):
    """Marks as a GeoJSON feature collection (RFC 7946), those with most incidents first."""

    type: Literal["FeatureCollection"]
    features: list[FeatureOut]
    next: str | None = Field(default=None, description="Cursor of the next page.")


class FootageOut(Record):
    """A photo or video without its pictures."""

    sha256: str
    name: str
    media_type: str
    technical: dict[str, Any]
    hashes: int
    has_place: bool
    copies: list[dict[str, str]]


class LeafMarkOut(BaseModel):
    """Words of a claim on a page."""

    claim: str
    carries: bool = Field(description="Whether they carry the claim; else a value was read from them.")
    start: int = Field(description="Their first character in the document's text.")
    end: int
    boxes: list[tuple[float, float, float, float]] = Field(
        description="x, y, width and height, line by line; none where they were not found on the page."
    )


class LeafOut(BaseModel):
    """A page of a PDF as it looks: how large its picture is in pixels, and what is marked on it."""

    width: int
    height: int
    marks: list[LeafMarkOut]


class ViewOut(BaseModel):
    """A saved view of the register."""

    name: str
    query: str
    author: str


class In(BaseModel):
    """What a call takes; what it does not know is refused."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=4000, description="Why, in words.")


class DecisionIn(In):
    """A judgement on two records or a verdict on one."""

    subject: list[str] = Field(min_length=1, max_length=2, description="Claims, or incidents by label.")
    judgement: Literal["same", "different", "unsure"] | None = None
    verdict: Literal["accepted", "rejected", "unsure"] | None = None


class UndoIn(In):
    """Takes a decision back."""


class SelectionIn(BaseModel):
    """Words of a document."""

    model_config = ConfigDict(extra="forbid")

    quote: str = Field(default="", max_length=4000)
    start: int | None = Field(default=None, ge=0, lt=2**31)
    end: int | None = Field(default=None, ge=0, lt=2**31)
    value: str = Field(default="", max_length=400)


class CorrectionIn(In):
    """What a slot of a claim really says; no selection: nothing says it."""

    slot: str = Field(max_length=40)
    chosen: SelectionIn | None = None
    more: bool = False


class ClaimIn(In):
    """A claim nobody proposed."""

    kind: Literal["incident", "tally", "statement", "response", "context"]
    chosen: list[SelectionIn] = Field(min_length=1, max_length=20)


class ReasonIn(In):
    """Why something is asked for."""


class MarkIn(In):
    """Whether a record is sensitive."""

    sensitive: bool


class OutcomeIn(In):
    """Why a proposal is approved or refused."""


class CodeIn(In):
    """A code of a scale, as ``/grading`` lists them."""

    code: str = Field(max_length=40)


class ReliabilityIn(CodeIn):
    """A source with its code."""

    source: str = Field(min_length=1, max_length=400, description="As the case names it.")


class LetterIn(BaseModel):
    """A letter that was sent."""

    model_config = ConfigDict(extra="forbid")

    form: str = Field(max_length=40, description="As ``/letters/forms`` lists them.")
    incident: str = Field(max_length=40)
    to: str = Field(min_length=1, max_length=400)
    day: date | None = Field(default=None, description="Today (UTC) if none is given.")
    sha256: str | None = Field(
        default=None, pattern="^[0-9a-f]{64}$", description="Hash of the file that was sent."
    )


class AnswerIn(BaseModel):
    """What came back."""

    model_config = ConfigDict(extra="forbid")

    words: str = Field(min_length=1, max_length=4000, description="The answer in few words.")
    day: date | None = Field(default=None, description="Today (UTC) if none is given.")
    document: str | None = Field(
        default=None, max_length=64, description="The document that holds it: first digits of its hash."
    )


class ExportIn(BaseModel):
    """What is exported."""

    model_config = ConfigDict(extra="forbid")

    format: str = Field(max_length=40, description="As ``/exports`` lists them.")
    incident: str = Field(default="", max_length=40, description="For what is about one incident.")
    form: str = Field(default="", max_length=40, description="For a letter: its sort.")


class AskIn(In):
    """An export that needs somebody's approval."""

    format: str = Field(max_length=40, description="As approvals name it: the refusal says it.")


class ViewIn(BaseModel):
    """A view of the register: what its address asks for; ``null`` drops it."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=60)
    query: str | None = Field(max_length=600)


class RoleChangeIn(BaseModel):
    """A role."""

    model_config = ConfigDict(extra="forbid")

    role: Literal["viewer", "analyst", "reviewer", "lead", "admin"]


class RoleIn(RoleChangeIn):
    """Somebody and their role."""

    name: str = Field(min_length=1, max_length=80)


class ShownOut(BaseModel):
    """How pages are shown in the browser whose cookie the call carries."""

    language: Literal["", "en", "uk", "ru"] = Field(
        default="", description="Of the interface; empty: as the browser asks."
    )
    theme: Literal["auto", "light", "dark"] = "auto"
    graphic: bool = Field(default=False, description="Pictures of violence are shown without asking first.")
    keys: bool = Field(default=True, description="Single letters act on the review page.")


class ShownIn(ShownOut):
    """How pages are to be shown."""

    model_config = ConfigDict(extra="forbid")

"""The closed vocabularies of claims: one enum a slot, values as they are written in JSON.

The meaning of every member, with cue words and an example, is codebook data
(``corrobora/codebook/*.yaml``); a test keeps the two in step.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What sort of thing a document says."""

    INCIDENT = "incident"
    TALLY = "tally"
    STATEMENT = "statement"
    RESPONSE = "response"
    CONTEXT = "context"


class Act(StrEnum):
    """The violation an incident or tally is about."""

    EXECUTION = "execution"
    TORTURE = "torture"
    ILL_TREATMENT = "ill_treatment"
    MUTILATION = "mutilation"
    ENFORCED_DISAPPEARANCE = "enforced_disappearance"
    DEPORTATION = "deportation"
    ATTACK_ON_CIVILIANS = "attack_on_civilians"
    INCITEMENT = "incitement"


class VictimStatus(StrEnum):
    """Protection the victims had (Geneva Convention III art. 4; Additional Protocol I art. 41, 50)."""

    POW = "pow"
    HORS_DE_COMBAT = "hors_de_combat"
    CIVILIAN = "civilian"


class Basis(StrEnum):
    """The evidence a claim rests on."""

    DRONE_VIDEO = "drone_video"
    PERPETRATOR_VIDEO = "perpetrator_video"
    VIDEO = "video"
    PHOTO = "photo"
    WITNESS = "witness"
    SURVIVOR = "survivor"
    INTERROGATION = "interrogation"
    INTERCEPT = "intercept"
    BODY = "body"
    FORENSIC = "forensic"
    SATELLITE = "satellite"
    DOCUMENT = "document"


class Verification(StrEnum):
    """Whether somebody named says they authenticated the footage or established the event."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"


class Stance(StrEnum):
    """How the speaker stands to what is said."""

    ASSERTED = "asserted"
    ALLEGED = "alleged"
    CONFIRMED = "confirmed"
    DENIED = "denied"


class StatementType(StrEnum):
    """What somebody said about the acts in general."""

    INCITEMENT = "incitement"
    NO_QUARTER = "no_quarter"
    ORDER = "order"
    JUSTIFICATION = "justification"
    CONDEMNATION = "condemnation"
    CALL_FOR_ACCOUNTABILITY = "call_for_accountability"
    ASSESSMENT = "assessment"


class ResponseType(StrEnum):
    """What somebody answered or did about an allegation."""

    DENIAL = "denial"
    NO_COMMENT = "no_comment"
    INVESTIGATION_OPENED = "investigation_opened"
    SUSPECT_NOTIFIED = "suspect_notified"
    CONVICTION = "conviction"
    WARRANT = "warrant"
    LETTER_SENT = "letter_sent"
    WITHDRAWAL = "withdrawal"
    FUNDING_ENDED = "funding_ended"


class ContextType(StrEnum):
    """Background facts an analyst keeps beside the claims."""

    TERRITORIAL_CONTROL = "territorial_control"
    AIR_ATTACK = "air_attack"
    TROOP_STRENGTH = "troop_strength"


class Unit(StrEnum):
    """What a quantity counts. Quantities of different units are never compared or added."""

    PERSONS = "persons"
    INCIDENTS = "incidents"
    PROCEEDINGS = "proceedings"
    STATEMENTS = "statements"
    OTHER = "other"


class Judgement(StrEnum):
    """A decision on whether two records are the same thing."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


ClaimType = StatementType | ResponseType | ContextType

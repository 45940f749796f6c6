"""What the compact model is asked, by name; the names are shipped with its weights, so that code agrees."""

from __future__ import annotations

KINDS = ("incident", "tally", "statement", "response", "context")
TYPES = {
    "statement": ("incitement", "no_quarter", "order", "justification", "condemnation",
                  "call_for_accountability", "assessment"),
    "response": ("denial", "no_comment", "investigation_opened", "suspect_notified", "conviction", "warrant",
                 "letter_sent", "withdrawal", "funding_ended"),
    "context": ("territorial_control", "air_attack", "troop_strength"),
}  # fmt: skip
#: Asked of every sentence: does it carry a claim of the kind, and of the type.
SENTENCE = (*KINDS, *(f"{kind}.{type}" for kind in TYPES for type in TYPES[kind]))
#: Asked of every piece: does it belong to words that fill the slot of some claim of the kind.
PIECE = (
    "incident.victims", "incident.place", "incident.date", "incident.act", "incident.basis",
    "incident.verification", "incident.victim_side", "incident.perpetrator_side", "incident.victim_status",
    "tally.victims", "tally.incidents", "tally.statements", "tally.period", "tally.place",
    "statement.actor", "statement.type", "response.actor", "response.type",
    "context.quantities", "context.date", "context.place", "claimants", "verified_by",
)  # fmt: skip
#: Asked of every piece for one claim: do these words fill the slot of this claim.
SLOTS = ("victims", "incidents", "statements", "place", "date", "claimants", "actor", "victim_side",
         "perpetrator_side", "verified_by")  # fmt: skip
SLOTS_OF = {
    "incident": ("victims", "place", "date", "claimants", "victim_side", "perpetrator_side", "verified_by"),
    "tally": ("victims", "incidents", "statements", "place", "date", "claimants", "victim_side",
              "perpetrator_side"),
    "statement": ("actor", "claimants"),
    "response": ("actor", "claimants"),
    "context": ("actor", "claimants", "place", "date"),
}  # fmt: skip
ACTS = ("execution", "torture", "ill_treatment", "mutilation", "enforced_disappearance", "deportation",
        "attack_on_civilians", "incitement", "none")  # fmt: skip
STATUSES = ("pow", "hors_de_combat", "civilian", "none")
VERIFICATIONS = ("verified", "unverified", "none")
BASES = ("drone_video", "perpetrator_video", "video", "photo", "witness", "survivor", "interrogation",
         "intercept", "body", "forensic", "satellite", "document")  # fmt: skip
#: How far a piece's sentence stands from those of the claim, cut off on both sides.
FARTHEST = 8

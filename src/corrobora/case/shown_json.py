"""What commands and the API print as JSON of what waits, of places and of footage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corrobora.case.output import record_json
from corrobora.model.serial import Json, place_to_json

if TYPE_CHECKING:
    from corrobora.case.reviewing import Waiting
    from corrobora.case.showings import FootageRecord, Showing
    from corrobora.case.shown import NamedPlace


def waiting_json(one: Waiting) -> Json:
    """A claim or a pair of claims that waits for a person, with the reasons."""
    pair = one.pair
    return {
        "key": one.key,
        "why": [why.value for why in one.why],
        "slots": list(one.slots),
        "claims": [record_json(record) for record in one.claims],
        "link": {
            "joined": one.joined, "score": pair.score,
            "features": [{"name": f.name, "contribution": f.contribution, "words": f.words}
                         for f in pair.features],
            "vetoes": list(pair.vetoes),
        } if pair else None,
    }  # fmt: skip


def place_json(place: NamedPlace) -> Json:
    """A place as the register names it, with the first incidents there."""
    numbers = [f"INC-{number:04d}" for number in place.numbers]
    return {**place_to_json(place.where), "incidents": place.incidents, "first": numbers}


def footage_json(record: FootageRecord) -> Json:
    """A photo or video, as ``media list --json`` prints it."""
    return {
        "sha256": record.item.sha256, "name": record.item.name, "media_type": record.item.media_type,
        "technical": record.technical, "hashes": record.seconds, "has_place": record.has_place,
        "copies": [{"sha256": sha256, "what": what} for sha256, what in record.copies],
    }  # fmt: skip


def showing_json(showing: Showing) -> Json:
    """Where an item appears, and when, as far as that is known."""
    return {
        "sha256": showing.sha256, "when": showing.when.isoformat() if showing.when else None,
        "dated": showing.dated.value, "where": showing.where, "document": showing.document,
        "claims": showing.claims,
    }  # fmt: skip

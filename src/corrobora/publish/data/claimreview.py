"""Published findings as schema.org ``ClaimReview`` in JSON-LD: one review a claim of an approved incident.

The rating is the claim's credibility by the Admiralty code, 1 to 6, turned so that 5 is best as the
vocabulary has it; what cannot be judged has words and no number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from corrobora.case import Case
from corrobora.model.journal import Decision
from corrobora.publish.files import NotExported
from corrobora.publish.public import PublicClaim, PublicIncident, victims_said

CONTEXT = "https://schema.org"
_CANNOT_BE_JUDGED = "6"
_EXPLANATION = (
    "Credibility of the information by the Admiralty code, 1 (confirmed by another origin) to 5 "
    "(improbable), turned so that 5 is best; 6 (truth cannot be judged) has no number. It grades what is "
    "said, not who says it."
)


def claim_reviews(
    case: Case, incidents: Iterable[PublicIncident], *, url: str, publisher: str | None = None
) -> bytes:
    """All reviews of approved incidents.

    Args:
        case: the case.
        incidents: what the public may read of them.
        url: address at which its public record stands.
        publisher: who publishes it; ``None``: the case's name.

    Raises:
        NotExported: if that is no address of the web.
    """
    base = url.strip().rstrip("/")
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotExported(f"{url}: is no address of the web, such as https://record.example.org")
    author = {"@type": "Organization", "name": publisher or case.settings.name, "url": base + "/"}
    reviews = [
        _review(incident, claim, incident.approved, base, author)
        for incident in incidents
        for claim in incident.claims
        if incident.approved
    ]
    return (
        json.dumps({"@context": CONTEXT, "@graph": reviews}, ensure_ascii=False, indent=1) + "\n"
    ).encode()


def _review(
    incident: PublicIncident, claim: PublicClaim, approved: Decision, base: str, author: dict[str, str]
) -> dict[str, Any]:
    code, _, name = claim.credibility.partition(", ")
    rating: dict[str, Any] = {
        "@type": "Rating", "alternateName": name, "worstRating": 1, "bestRating": 5,
        "ratingExplanation": _EXPLANATION,
    }  # fmt: skip
    if code != _CANNOT_BE_JUDGED:
        rating["ratingValue"] = 6 - int(code)
    item: dict[str, Any] = {
        "@type": "Claim", "author": {"@type": "Organization", "name": claim.said_by},
        "identifier": claim.id,
    }  # fmt: skip
    if claim.day:
        item["datePublished"] = claim.day.isoformat()
    appearance: dict[str, Any] = {
        "@type": "CreativeWork", "publisher": {"@type": "Organization", "name": claim.publisher},
        "identifier": f"sha256:{claim.item}",
    }  # fmt: skip
    if claim.address:
        appearance["url"] = claim.address
    item["appearance"] = appearance
    return {
        "@type": "ClaimReview",
        "@id": f"{base}/incidents/{incident.label}.html#{claim.id}",
        "url": f"{base}/incidents/{incident.label}.html",
        "datePublished": approved.time.date().isoformat(),
        "author": author,
        "claimReviewed": _said(incident, claim),
        "itemReviewed": item,
        "reviewRating": rating,
    }


def _said(incident: PublicIncident, claim: PublicClaim) -> str:
    values = {value.name: value.value for value in incident.values}
    act = values.get("Act", "violation")
    where = f" at {values['Place']}" if "Place" in values else ""
    when = f", {values['Day']}" if "Day" in values else ""
    return f"{act[:1].upper()}{act[1:]}{where}{when}: {victims_said(claim)}, as {claim.said_by} says"

"""Claims to incidents: which claims are about the same event, and why."""

from corrobora.link.linking import explain, link, link_all
from corrobora.link.records import (
    ClaimRecord,
    FeatureValue,
    LinkResult,
    LinkSettings,
    PairJudgement,
    PairScore,
)

__all__ = [
    "ClaimRecord",
    "FeatureValue",
    "LinkResult",
    "LinkSettings",
    "PairJudgement",
    "PairScore",
    "explain",
    "link",
    "link_all",
]

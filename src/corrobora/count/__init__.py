"""Counting: published figures in their place, what follows from them, and what the register lacks."""

from __future__ import annotations

from corrobora.count.reconcile import reconcile
from corrobora.count.reconciliation import Reconciliation
from corrobora.count.scope import Area, Body, Relation, Scope, Standard
from corrobora.count.tally import Tally, tallies_of

__all__ = [
    "Area",
    "Body",
    "Reconciliation",
    "Relation",
    "Scope",
    "Standard",
    "Tally",
    "reconcile",
    "tallies_of",
]

"""The date grammar of Ukrainian and Russian."""

from __future__ import annotations

from functools import cache

from corrobora.extract.dates import english as en
from corrobora.extract.dates.rules import Grammar

RULES = [("[ij]", en.numeric), ("k", en.known), ("[no]M,?y", en.day_month), ("[no]M", en.day_month)]


@cache
def slavic() -> Grammar:
    """The rules, compiled."""
    return Grammar(RULES)

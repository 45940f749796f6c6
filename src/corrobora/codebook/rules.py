"""The rules by which values are derived from claims, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

import yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A named rule with its text and an example, for people.

    Attributes:
        name: what values and ledgers name it by.
        said: the same in words.
        text: what it does.
        example: with numbers.
        source: the published codebook it follows, if one.
        ledger: whether it counts an incident's victims in the ledger.
    """

    name: str
    said: str
    text: str
    example: str
    source: str | None = None
    ledger: bool = False


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by name, in the order of the file."""
    data = yaml.safe_load(resources.files("corrobora.codebook").joinpath("rules.yaml").read_text("utf-8"))
    return MappingProxyType(
        {
            name: Rule(
                name=name,
                said=entry.get("said", name.replace("-", " ")),
                text=entry["text"].strip(),
                example=str(entry["example"]).strip(),
                source=entry.get("source"),
                ledger=bool(entry.get("ledger", False)),
            )
            for name, entry in data.items()
        }
    )

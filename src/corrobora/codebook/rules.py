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
    """A named rule with its text and an example, for people."""

    name: str
    text: str
    example: str


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by name, in the order of the file."""
    data = yaml.safe_load(resources.files("corrobora.codebook").joinpath("rules.yaml").read_text("utf-8"))
    return MappingProxyType(
        {
            name: Rule(name=name, text=entry["text"].strip(), example=str(entry["example"]).strip())
            for name, entry in data.items()
        }
    )

"""Ways to grade sources, claims and incidents, with the meaning their publishers give them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from corrobora.codebook.entries import BadCodebook

FILE = "gradings.yaml"
#: What can be graded, who grades, and how a meaning was checked.
SUBJECTS, GRADERS, CHECKS = ("source", "claim", "incident"), ("people", "rule"), ("read", "as summarised")
DEFAULT_METHOD = "admiralty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A step of a scale with its meaning."""

    code: str
    name: str
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A published scale.

    Attributes:
        id: its name in the codebook.
        of: what it grades: ``source``, ``claim`` or ``incident``.
        by: who does: ``people``, or a ``rule`` that people overrule.
        levels: by code, in the publisher's order.
        source: where the meanings stand.
        wording: ``read`` if that text was read, ``as summarised`` if only summaries of it were.
    """

    id: str
    name: str
    of: str
    by: str
    levels: Mapping[str, Level]
    source: str
    wording: str

    @property
    def cited(self) -> str:
        """The source, and how the meanings were checked if it was not read itself."""
        return self.source if self.wording == "read" else f"{self.source} Meanings as summarised by others."


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """What a case grades by.

    Attributes:
        scales: its scales; what two of them say is never joined to one mark.
        says: how it is applied here.
    """

    id: str
    name: str
    scales: tuple[Scale, ...]
    says: str


@cache
def methods() -> Mapping[str, Method]:
    """The shipped methods by id.

    Raises:
        BadCodebook: naming the entry, if the file is wrong.
    """
    return read_methods(resources.files("corrobora.codebook").joinpath(FILE).read_text("utf-8"))


def scale(id: str) -> Scale:
    """A scale of the shipped methods."""
    return next(s for method in methods().values() for s in method.scales if s.id == id)


def read_methods(text: str) -> Mapping[str, Method]:
    """Methods from YAML.

    Raises:
        BadCodebook: naming the entry and what is wrong with it.
    """
    try:
        data = yaml.safe_load(text)
        scales = {id: _scale(id, fields) for id, fields in data["scales"].items()}
        found = {
            id: Method(
                id=id, name=fields["name"], says=" ".join(fields["says"].split()),
                scales=tuple(scales[name] for name in fields["scales"]),
            )
            for id, fields in data["methods"].items()
        }  # fmt: skip
    except yaml.YAMLError as error:
        raise BadCodebook(f"{FILE}: not valid YAML: {error}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise BadCodebook(f"{FILE}: {type(error).__name__}: {error}") from error
    return MappingProxyType(found)


def _scale(id: str, fields: Mapping[str, Any]) -> Scale:
    for name, allowed in (("of", SUBJECTS), ("by", GRADERS), ("wording", CHECKS)):
        if fields[name] not in allowed:
            raise BadCodebook(f"{FILE}: {id}.{name}: {fields[name]!r} is none of {', '.join(allowed)}")
    levels = {
        str(code): Level(code=str(code), name=level["name"], means=level["means"])
        for code, level in fields["levels"].items()
    }
    return Scale(
        id=id, name=fields["name"], of=fields["of"], by=fields["by"], levels=MappingProxyType(levels),
        source=fields["source"], wording=fields["wording"],
    )  # fmt: skip

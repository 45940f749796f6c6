"""The engines there are, by name, and how one is made from settings.

A new engine is one line in `ENGINES`: its name and what makes it from a choice. Making one must be cheap;
what is heavy (weights, a parser) it loads when it first reads.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from corrobora.extract.engine import Engine
from corrobora.model.errors import CorroboraError

RULES = "rules"


class UnknownEngine(CorroboraError):
    """There is no engine of that name; the message lists those there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineChoice:
    """Which engine reads, and what it is told; plain data, so that every process can make its own.

    Attributes:
        name: a name in `ENGINES`.
        sections: what settings say about each engine, by its name (``[engines.<name>]`` in a ``case.toml``);
            each engine checks its own section.

    Raises:
        UnknownEngine: if there is no such engine.
    """

    name: str = RULES
    sections: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.name not in ENGINES:
            raise UnknownEngine(f"there is no engine {self.name!r}; engines are: {', '.join(ENGINES)}")

    def __hash__(self) -> int:
        return hash((self.name, json.dumps(self.sections, sort_keys=True, default=str)))

    def named(self, name: str) -> EngineChoice:
        """Another engine with the same settings.

        Raises:
            UnknownEngine: if there is no such engine.
        """
        return replace(self, name=name)

    @property
    def parallel(self) -> bool:
        """Whether several processes may each read with an engine of their own."""
        return ENGINES[self.name].parallel

    def section(self, engine: str) -> Mapping[str, Any]:
        """What settings say about an engine; empty where they say nothing."""
        return self.sections.get(engine, MappingProxyType({}))

    def make(self) -> Engine:
        """A new engine.

        Raises:
            CorroboraError: if its section of the settings is wrong or something it needs is missing.
        """
        return ENGINES[self.name].make(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """An engine in the table.

    Attributes:
        make: makes it from the choice.
        parallel: whether several processes may each have one; not where one budget, cache or connection
            is to be shared.
    """

    make: Callable[[EngineChoice], Engine]
    parallel: bool = True


def _rules(choice: EngineChoice) -> Engine:
    from corrobora.extract.rules.engine import RulesEngine

    return RulesEngine()


#: Every engine by the name that ``--engine`` and ``case.toml`` give it.
ENGINES: Mapping[str, Registered] = MappingProxyType({RULES: Registered(make=_rules)})

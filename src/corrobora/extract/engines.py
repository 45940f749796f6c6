"""The engines there are, by name, and how one is made from settings.

A new engine is one line in `ENGINES`: its name and what makes it from a choice. Making one must be cheap;
what is heavy (weights, a parser) it loads when it first reads.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from corrobora.extract.engine import Engine
from corrobora.model.errors import CorroboraError

RULES = "rules"
ENDPOINT = "endpoint"
#: The rules, hearing the compact model.
MODEL = "model"
#: There where a compact model was trained or installed; what `make train` writes last.
_COMPACT = Path(__file__).parent / "compact" / "data" / "weights" / "tally-basis.json"
BOTH = "both"


def default_name() -> str:
    """The engine that reads where nobody chose: the rules hearing the compact model, if one is installed."""
    return MODEL if _COMPACT.is_file() else RULES


class UnknownEngine(CorroboraError):
    """There is no engine of that name; the message lists those there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineChoice:
    """Which engine reads, and what it is told; plain data, so that every process can make its own.

    Attributes:
        name: a name in `ENGINES`, by default `default_name`; several joined by ``+``, to compare them; or
            ``both``: the rules and the endpoint settings name, or else the compact model, if there is one.
        sections: what settings say about each engine, by its name (``[engines.<name>]`` in a ``case.toml``);
            each engine checks its own section.
        allow_remote: whether an engine may send texts to another machine.
        cache: folder for answers of engines that keep them.

    Raises:
        UnknownEngine: if there is no such engine.
    """

    name: str = field(default_factory=default_name)
    sections: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    allow_remote: bool = False
    cache: Path | None = None

    def __post_init__(self) -> None:
        unknown = [part for part in self.parts if part not in ENGINES]
        if unknown or len(set(self.parts)) < len(self.parts):
            known = ", ".join((*ENGINES, BOTH))
            raise UnknownEngine(
                f"there is no engine {self.name!r}; engines are: {known}; or several: rules+endpoint"
            )

    def __hash__(self) -> int:
        sections = json.dumps(self.sections, sort_keys=True, default=str)
        return hash((self.name, sections, self.allow_remote, self.cache))

    def named(self, name: str) -> EngineChoice:
        """Another engine with the same settings.

        Raises:
            UnknownEngine: if there is no such engine.
        """
        return replace(self, name=name)

    @property
    def parallel(self) -> bool:
        """Whether several processes may each read with an engine of their own."""
        return all(ENGINES[part].parallel for part in self.parts)

    @property
    def destination(self) -> str | None:
        """The other machine that texts are sent to; ``None`` if they stay on this one.

        Raises:
            CorroboraError: if the engine's section of the settings is wrong.
        """
        return next((to for part in self.parts if (to := ENGINES[part].destination(self))), None)

    @property
    def parts(self) -> tuple[str, ...]:
        """The engines that read, in the order in which their values stand."""
        if self.name != BOTH:
            return tuple(self.name.split("+"))
        return (RULES, MODEL if _COMPACT.is_file() and not self.section(ENDPOINT) else ENDPOINT)

    def section(self, engine: str) -> Mapping[str, Any]:
        """What settings say about an engine; empty where they say nothing."""
        return self.sections.get(engine, MappingProxyType({}))

    def make(self) -> Engine:
        """A new engine.

        Raises:
            CorroboraError: if its section of the settings is wrong or something it needs is missing.
        """
        engines = [ENGINES[part].make(self) for part in self.parts]
        if len(engines) == 1:
            return engines[0]
        from corrobora.extract.comparing import ComparedEngines

        return ComparedEngines(engines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """An engine in the table.

    Attributes:
        make: makes it from the choice.
        parallel: whether several processes may each have one; not where one budget or connection
            is to be shared.
        destination: which other machine it sends texts to, by the choice's settings.
    """

    make: Callable[[EngineChoice], Engine]
    parallel: bool = True
    destination: Callable[[EngineChoice], str | None] = lambda _: None


def _rules(choice: EngineChoice) -> Engine:
    from corrobora.extract.rules.engine import RulesEngine

    return RulesEngine()


def _model(choice: EngineChoice) -> Engine:
    from corrobora.extract.compact.engine import CombinedEngine
    from corrobora.extract.compact.network import SHIPPED, NoCompactModel

    section = choice.section(MODEL)
    folder = section.get("folder", str(SHIPPED))
    if set(section) - {"folder"} or not isinstance(folder, str):
        raise NoCompactModel("engines.model: has one setting, folder: where the files of a model stand")
    return CombinedEngine(folder=Path(folder).expanduser())


def _endpoint(choice: EngineChoice) -> Engine:
    from corrobora.extract.endpoint.engine import EndpointEngine
    from corrobora.extract.endpoint.settings import EndpointSettings

    settings = EndpointSettings.of(choice.section(ENDPOINT))
    return EndpointEngine(settings, allow_remote=choice.allow_remote, cache=choice.cache)


def _endpoint_destination(choice: EngineChoice) -> str | None:
    from corrobora.extract.endpoint.settings import EndpointSettings

    settings = EndpointSettings.of(choice.section(ENDPOINT))
    return settings.origin if settings.remote else None


#: Every engine by the name that ``--engine`` and ``case.toml`` give it.
ENGINES: Mapping[str, Registered] = MappingProxyType(
    {
        RULES: Registered(make=_rules),
        MODEL: Registered(make=_model),
        ENDPOINT: Registered(make=_endpoint, parallel=False, destination=_endpoint_destination),
    }
)

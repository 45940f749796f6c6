"""The rules by which a captured page is told from what stands in its place, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml

from corrobora.model.capture import Verdict
from corrobora.model.errors import CorroboraError

_FIELDS = frozenset(
    {
        "id", "verdict", "meaning", "statuses", "headers", "hosts", "paths", "markup", "cues", "at_most",
        "any", "examples",
    }
)  # fmt: skip


class BadVerdictRule(CorroboraError):
    """A rule in the file cannot be used; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRule:
    """One rule; what it names must hold, one hit in each is enough.

    Attributes:
        id: what records name it by.
        verdict: what a page is that it holds for.
        meaning: what such a page does, for people.
        statuses: HTTP statuses of the answer.
        headers: response headers by lower-case name, with words their value holds.
        hosts: hosts the page was redirected to.
        paths: pieces of the path it was redirected to.
        markup: words of its HTML, in lower case.
        cues: words of its text by language, in lower case.
        at_most: most characters its own text may have; ``None``: any number.
        either: whether one hit in markup or cues is enough.
        examples: texts it must hold for, by language.
    """

    id: str
    verdict: Verdict
    meaning: str
    statuses: frozenset[int] = frozenset()
    headers: Mapping[str, str] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    markup: tuple[str, ...] = ()
    cues: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at_most: int | None = None
    either: bool = False
    examples: Mapping[str, str] = field(default_factory=dict)


@cache
def page_rules() -> tuple[PageRule, ...]:
    """All rules, in the order they are asked.

    Raises:
        BadVerdictRule: if the file is wrong.
    """
    text = resources.files("corrobora.codebook").joinpath("page_verdicts.yaml").read_text("utf-8")
    return tuple(_rule(item) for item in yaml.safe_load(text))


def _rule(item: Mapping[str, Any]) -> PageRule:
    name = item.get("id", "?")
    if unknown := set(item) - _FIELDS:
        raise BadVerdictRule(f"page_verdicts.yaml, {name}: unknown field {', '.join(sorted(unknown))}")
    try:
        return PageRule(
            id=item["id"],
            verdict=Verdict(item["verdict"]),
            meaning=item["meaning"],
            statuses=frozenset(item.get("statuses", ())),
            headers={key.lower(): words.lower() for key, words in item.get("headers", {}).items()},
            hosts=tuple(item.get("hosts", ())),
            paths=tuple(item.get("paths", ())),
            markup=tuple(words.lower() for words in item.get("markup", ())),
            cues={k: tuple(words.casefold() for words in v) for k, v in item.get("cues", {}).items()},
            at_most=item.get("at_most"),
            either=bool(item.get("any", False)),
            examples=item.get("examples", {}),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadVerdictRule(f"page_verdicts.yaml, {name}: {type(error).__name__}: {error}") from error

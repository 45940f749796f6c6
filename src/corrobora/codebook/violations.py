"""Violations in the wider sense of human rights monitoring, beside the closed list of acts claims keep to.

An entry is a cue entry (`corrobora.codebook.entries`) that may also name the act it always is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from corrobora.codebook.entries import BadCodebook, Entry, read_entries
from corrobora.model.vocabulary import Act

FAMILY = "violations"
_FILE = "violations.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A sort of violation, the words it is recognised by, and the act of claims it is, if any."""

    entry: Entry
    act: Act | None

    @property
    def id(self) -> str:
        """Its name in data."""
        return self.entry.id


@cache
def perpetrators() -> tuple[Entry, ...]:
    """The shipped words for perpetrators, in the order of their file."""
    text = (resources.files("corrobora.codebook") / "perpetrators.yaml").read_text(encoding="utf-8")
    return read_entries(text, family="perpetrators", file="perpetrators.yaml")


@cache
def violations() -> tuple[Violation, ...]:
    """The shipped violations, in the order of the file."""
    text = (resources.files("corrobora.codebook") / _FILE).read_text(encoding="utf-8")
    return read_violations(text, file=_FILE)


def read_violations(text: str, *, file: str) -> tuple[Violation, ...]:
    """Violations from YAML text.

    Raises:
        BadCodebook: naming file and entry, if an entry is wrong or its act is unknown.
    """
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadCodebook(f"{file}: not valid YAML: {error}") from error
    if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
        raise BadCodebook(f"{file}: expected a list of entries")
    acts = [_act(item.pop("act", None), f"{file}, entry {n}") for n, item in enumerate(data, 1)]
    entries = read_entries(yaml.safe_dump(data, allow_unicode=True), family=FAMILY, file=file)
    return tuple(Violation(entry=e, act=act) for e, act in zip(entries, acts, strict=True))


def _act(value: object, where: str) -> Act | None:
    if value is None:
        return None
    try:
        return Act(str(value))
    except ValueError as error:
        known = ", ".join(a.value for a in Act)
        raise BadCodebook(f"{where}: the act {value!r} is none of {known}") from error

"""Cue entries: the field's vocabulary as data, one family of entries a YAML file.

A file ``cues/<family>.yaml`` holds a list of entries; each names a value of the vocabulary (an act, a
victim status, an evidence basis …), says what it means and by which source, and lists the cues it is
recognised by in each language, with one example a language. Experts edit these files without touching code.
The cue language is described in `corrobora.codebook.cues`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from corrobora.codebook.overlay import CUES, in_use, per_codebook
from corrobora.model.errors import CorroboraError

#: Languages cues are written in.
LANGUAGES = ("en", "uk", "ru")


class BadCodebook(CorroboraError):
    """A codebook file cannot be used; the message names file, entry and what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One pattern of the cue language and how strongly it speaks for its entry (0..1)."""

    pattern: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One value of the vocabulary and the words it is recognised by.

    Attributes:
        id: the value, as in `corrobora.model.vocabulary` where that is a closed one.
        family: the file it stands in.
        name: what people call it, by language.
        definition: what it means, in one or two sentences.
        source: the rule or handbook the definition follows.
        cues: patterns by language.
        examples: one sentence a language in which the entry must be found.
        replaces: in an overlay, whether it takes the place of the shipped entry instead of adding to it.
    """

    id: str
    family: str
    name: Mapping[str, str]
    definition: str = ""
    source: str = ""
    cues: Mapping[str, tuple[Cue, ...]] = field(default_factory=dict)
    examples: Mapping[str, str] = field(default_factory=dict)
    replaces: bool = False


def families() -> tuple[str, ...]:
    """Names of the shipped families, in alphabetical order."""
    folder = _folder()
    return tuple(sorted(f.name.removesuffix(".yaml") for f in folder.iterdir() if f.name.endswith(".yaml")))


@per_codebook
def load(family: str) -> tuple[Entry, ...]:
    """The entries of one family, in the order of the file; those an overlay adds come last.

    Raises:
        BadCodebook: if there is no such family or its file is wrong.
    """
    file = _folder() / f"{family}.yaml"
    if not file.is_file():
        raise BadCodebook(f"codebook: no family {family!r}; there are {', '.join(families())}")
    shipped = read_entries(file.read_text(encoding="utf-8"), family=family, file=f"{family}.yaml")
    name = f"{CUES}/{family}.yaml"
    own = in_use().text(name)
    if own is None:
        return shipped
    return merged(shipped, read_entries(own, family=family, file=name))


def merged(shipped: Iterable[Entry], own: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries with those of an overlay laid over them: cues are added, what else is given is put in place."""
    entries = {entry.id: entry for entry in shipped}
    for entry in own:
        under = entries.get(entry.id)
        if under is None or entry.replaces:
            entries[entry.id] = entry
            continue
        languages = [*under.cues, *(k for k in entry.cues if k not in under.cues)]
        entries[entry.id] = replace(
            under,
            name={**under.name, **entry.name},
            definition=entry.definition or under.definition,
            source=entry.source or under.source,
            cues={k: (*under.cues.get(k, ()), *entry.cues.get(k, ())) for k in languages},
            examples={**under.examples, **entry.examples},
        )
    return tuple(entries.values())


def read_entries(text: str, *, family: str, file: str) -> tuple[Entry, ...]:
    """Entries from the YAML text of a family.

    Raises:
        BadCodebook: naming the file and the entry, if anything is missing, unknown or of the wrong type.
    """
    try:
        data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    except yaml.YAMLError as error:
        raise BadCodebook(f"{file}: not valid YAML: {error}") from error
    if not isinstance(data, list) or not data:
        raise BadCodebook(f"{file}: expected a list of entries")
    entries = tuple(_entry(item, family, f"{file}, entry {n}") for n, item in enumerate(data, 1))
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            raise BadCodebook(f"{file}: the id {entry.id!r} stands there twice")
        seen.add(entry.id)
    return entries


def _folder() -> Traversable:
    return resources.files("corrobora.codebook") / "cues"


_FIELDS = {"id", "name", "definition", "source", "cues", "examples", "replace"}


def _entry(item: Any, family: str, where: str) -> Entry:
    if not isinstance(item, dict) or not isinstance(item.get("id"), str):
        raise BadCodebook(f"{where}: expected fields with an id")
    where = f"{where} ({item['id']})"
    unknown = set(item) - _FIELDS
    if unknown:
        raise BadCodebook(f"{where}: unknown field {', '.join(sorted(map(str, unknown)))}")
    if not isinstance(item.get("replace", False), bool):
        raise BadCodebook(f"{where}: replace must be true or false")
    by_language = item.get("cues", {})
    if not isinstance(by_language, dict):
        raise BadCodebook(f"{where}: cues must be given by language")
    _languages(by_language, where, "cues")
    cues = {}
    for language, patterns in by_language.items():
        if not isinstance(patterns, list):
            raise BadCodebook(f"{where}: cues.{language} must be a list")
        cues[language] = tuple(_cue(p, f"{where}, cues.{language}") for p in patterns)
    return Entry(
        id=item["id"],
        family=family,
        name=_strings(item.get("name", {}), where, "name"),
        definition=str(item.get("definition", "")).strip(),
        source=str(item.get("source", "")).strip(),
        cues=cues,
        examples=_strings(item.get("examples", {}), where, "examples"),
        replaces=item.get("replace", False),
    )


def _cue(item: Any, where: str) -> Cue:
    if isinstance(item, str) and item.strip():
        return Cue(pattern=item)
    if isinstance(item, dict) and set(item) == {"cue", "weight"} and isinstance(item["cue"], str):
        weight = item["weight"]
        if isinstance(weight, int | float) and 0 < weight <= 1:
            return Cue(pattern=item["cue"], weight=float(weight))
    raise BadCodebook(f"{where}: {item!r} is neither a pattern nor {{cue: pattern, weight: 0..1}}")


def _languages(data: Mapping[Any, Any], where: str, name: str) -> None:
    wrong = [str(k) for k in data if k not in LANGUAGES]
    if wrong:
        raise BadCodebook(f"{where}: {name} has the unknown language {', '.join(wrong)}")


def _strings(data: Any, where: str, name: str) -> dict[str, str]:
    if not isinstance(data, dict) or not all(isinstance(v, str) for v in data.values()):
        raise BadCodebook(f"{where}: {name} must give one text a language")
    _languages(data, where, name)
    return dict(data)

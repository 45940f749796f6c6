"""Letters to those who receive reports: their questions as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from corrobora.codebook.entries import BadCodebook

FILE = "letters.yaml"
#: What a field can be filled from beside an incident's values.
COMPOSED = frozenset("claims evidence responses conflicts elements next hashes grading".split())
VALUES = frozenset(
    "act victims victim_status victim_side perpetrator_side place date basis verification".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A field of a letter.

    Attributes:
        filled_from: a value of the incident or one of `COMPOSED`; ``None``: only people know it.
        asked: whether the person who sends may fill it or add to it.
        confidential: whether it is marked so unless they say otherwise.
    """

    id: str
    label: str
    filled_from: str | None = None
    asked: bool = False
    confidential: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Questions under one heading."""

    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterForm:
    """A sort of letter.

    Attributes:
        to: whom it goes to, unless the sender names somebody else.
        per_victim: whether one is written for each victim.
        days: after how many days without an answer it is reminded of.
        source: whose questions these are.
        opening: its first words.
        public: whether it is meant for publication: then without words of documents and names of persons.
    """

    id: str
    name: str
    to: str
    per_victim: bool
    days: int
    source: str
    opening: str
    public: bool
    sections: tuple[Section, ...]

    def questions(self) -> tuple[Question, ...]:
        """All of them, in order."""
        return tuple(q for section in self.sections for q in section.questions)


@cache
def letter_forms() -> Mapping[str, LetterForm]:
    """The shipped forms by id.

    Raises:
        BadCodebook: naming the entry, if the file is wrong.
    """
    return read_forms(resources.files("corrobora.codebook").joinpath(FILE).read_text("utf-8"))


def read_forms(text: str) -> Mapping[str, LetterForm]:
    """Forms from YAML.

    Raises:
        BadCodebook: naming the entry and what is wrong with it.
    """
    try:
        data = yaml.safe_load(text)
        forms = {id: _form(id, fields) for id, fields in data.items()}
    except yaml.YAMLError as error:
        raise BadCodebook(f"{FILE}: not valid YAML: {error}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise BadCodebook(f"{FILE}: {type(error).__name__}: {error}") from error
    return MappingProxyType(forms)


def _form(id: str, fields: Mapping[str, Any]) -> LetterForm:
    sections = tuple(
        Section(title=s["title"], questions=tuple(_question(id, f) for f in s["fields"]))
        for s in fields["sections"]
    )
    if fields["per"] not in ("victim", "incident"):
        raise BadCodebook(f"{FILE}: {id}.per: is neither victim nor incident")
    return LetterForm(
        id=id, name=fields["name"], to=fields["to"], per_victim=fields["per"] == "victim",
        days=int(fields["days"]), source=fields["source"], opening=fields["opening"],
        public=bool(fields.get("public", False)),
        sections=sections,
    )  # fmt: skip


def _question(form: str, fields: Mapping[str, Any]) -> Question:
    filled = fields.get("from")
    if filled is not None and filled not in COMPOSED | VALUES:
        raise BadCodebook(f"{FILE}: {form}.{fields['id']}: nothing is called {filled!r}")
    if filled is None and not fields.get("ask"):
        raise BadCodebook(f"{FILE}: {form}.{fields['id']}: needs from or ask")
    return Question(
        id=fields["id"], label=fields["label"], filled_from=filled, asked=bool(fields.get("ask")),
        confidential=bool(fields.get("confidential", False)),
    )  # fmt: skip

"""Answers only people have: a YAML file that fills a letter's fields, each of which can be confidential."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from corrobora.codebook.letters import LetterForm, Section
from corrobora.model.errors import CorroboraError

MOST_BYTES = 2**20


class BadAnswers(CorroboraError):
    """A file of answers is wrong; the message names the entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody filled in.

    Attributes:
        value: their words.
        confidential: as they said; ``None``: as the form has it.
    """

    value: str
    confidential: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """All of them.

    Attributes:
        to: whom the letter goes to; ``None``: as the form has it.
        fields: answers by field.
        victims: for letters of which one is written a victim, what is different in each.
    """

    to: str | None = None
    fields: Mapping[str, Answer] = field(default_factory=dict)
    victims: tuple[Mapping[str, Answer], ...] = ()


def read_answers(path: Path, form: LetterForm) -> Answers:
    """Read a file with ``to``, ``fields`` and, where a letter is written a victim, ``victims``.

    A field is its words, or ``{value: words, confidential: true}``.

    Raises:
        BadAnswers: naming the entry that is wrong.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadAnswers(f"{path}: is larger than {MOST_BYTES:,} bytes")
        data = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadAnswers(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise BadAnswers(f"{path}: not valid YAML: {error}") from error
    if not isinstance(data, dict) or set(data) - {"to", "fields", "victims"}:
        raise BadAnswers(f"{path}: needs to, fields and victims, and nothing else")
    victims = data.get("victims") or []
    if victims and not form.per_victim:
        raise BadAnswers(f"{path}: victims: one {form.id} is written an incident, not a victim")
    if not isinstance(victims, list):
        raise BadAnswers(f"{path}: victims: needs a list")
    return Answers(
        to=str(data["to"]) if data.get("to") else None,
        fields=_fields(path, "fields", data.get("fields") or {}, form),
        victims=tuple(_fields(path, f"victims[{n}]", v, form) for n, v in enumerate(victims, start=1)),
    )


def _fields(path: Path, where: str, data: Any, form: LetterForm) -> Mapping[str, Answer]:
    if not isinstance(data, dict):
        raise BadAnswers(f"{path}: {where}: needs fields and their words")
    asked = {q.id for q in form.questions() if q.asked}
    out: dict[str, Answer] = {}
    for name, given in data.items():
        if name not in asked:
            raise BadAnswers(f"{path}: {where}.{name}: the form asks for {', '.join(sorted(asked))}")
        told = given.get("value", "") if isinstance(given, dict) else given
        if not isinstance(told, str | int | float | bool | date | None):
            raise BadAnswers(f"{path}: {where}.{name}: needs words, not a list or table")
        if isinstance(given, dict):
            marked = given.get("confidential")
            if set(given) - {"value", "confidential"} or not isinstance(marked, bool | None):
                raise BadAnswers(f"{path}: {where}.{name}: needs value, and confidential: true or false")
            out[str(name)] = Answer(value=_said(told), confidential=marked)
        else:
            out[str(name)] = Answer(value=_said(told))
    return MappingProxyType(out)


def _said(told: Any) -> str:
    return "" if told is None else str(told).strip()


def to_fill(form: LetterForm) -> str:
    """A file of answers with every question that is asked, to be filled in; an empty one answers nothing.

    Args:
        form: of a letter written for each victim, the questions of the first section are each victim's own.
    """

    def asked(section: Section, before: str) -> list[str]:
        return [
            f"{before}{q.id}:  # {q.label}{' [confidential]' if q.confidential else ''}"
            for q in section.questions
            if q.asked
        ]

    own, others = (form.sections[0], form.sections[1:]) if form.per_victim else (None, form.sections)
    lines = [
        f"# {form.name}: what only people know.",
        "# A field is its words, or {value: words, confidential: true}; what is empty is not known.",
        f"to:  # else: {form.to}",
        "fields:",
        *(line for section in others for line in asked(section, "  ")),
    ]
    if own is not None:
        first, *rest = asked(own, "    ")
        lines += ["victims:  # one letter is written for each; begin the next with another dash"]
        lines += [first.replace("    ", "  - ", 1), *rest]
    return "\n".join(lines) + "\n"

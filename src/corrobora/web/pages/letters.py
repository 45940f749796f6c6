"""Letters that were sent about incidents, and what came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from corrobora.case import Case
from corrobora.codebook.letters import LetterForm, letter_forms
from corrobora.web.pages.accountability import LetterRow, letter_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersPage:
    """What the page of letters shows.

    Attributes:
        rows: letters, the last sent first.
        forms: sorts of letters.
        today: ISO day, what a day is taken to be where none is given.
        typed: what was typed before, by name of the field.
        problem: what was wrong with it; may be empty.
    """

    rows: tuple[LetterRow, ...]
    forms: tuple[LetterForm, ...]
    today: str
    typed: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


def letters_page(
    case: Case, today: date, *, typed: Mapping[str, str] | None = None, problem: str = ""
) -> LettersPage:
    """The page of letters.

    Args:
        case: the case.
        today: the day by which they are overdue.
        typed: what was typed before.
        problem: what was wrong with it.
    """
    return LettersPage(
        rows=letter_rows(case.letters(), today)[::-1],
        forms=tuple(letter_forms().values()),
        today=today.isoformat(),
        typed=typed or {},
        problem=problem,
    )

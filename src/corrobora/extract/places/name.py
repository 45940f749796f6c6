"""A name that may be a place's, with everything beside it that speaks for or against it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from corrobora.model.where import Candidate, PlaceLevel

Entries = tuple[tuple[Candidate, float], ...]


class Asked(IntEnum):
    """How clearly the words before a name ask for a place."""

    NO = 0
    LOOSELY = 1  # "of X"
    PLAINLY = 2  # "to X", "from X", «в X»
    STRONGLY = 3  # "near X", "in X"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceName:
    """A name in the text that may be a place's.

    Attributes:
        first, last: its tokens ``[first, last)``, with the word for its sort.
        start, end: its characters.
        name: as in the text, with the word for its sort if that stands after it ("Kursk region").
        bare: the name without that word.
        levels: what the words beside it say it is.
        entries: what the gazetteer holds under the name, unranked.
        sentence: index of its sentence.
        asked: whether the words before ask for a place.
        label: what the tagger calls it, in English.
        kinds: what the dictionary says of it, in Ukrainian and Russian.
        single: it is one word.
        initial: it opens its sentence and an ordinary word may do so.
        unsure: the codebook says it is far more often something else.
        abbreviation: it is in capitals where the line is not.
        person: a title, a given name or an initial stands before it, or its bearer is in the document.
        speaks: a verb for speaking follows.
        followed: a capitalised word that is no place follows.
        facility: a word for a building, a front, a river follows (or, in uk and ru, stands before).
        alone: it stands alone at the head of a line or cell.
        dated: it stands between the day an entry opens with and a mark ("3 June, X:").
        cell: it opens a cell of a column that holds places.
        distance: a distance stands beside it.
        explained: the text says that it is a place ("X, a village in", "a village, X").
        column: the column of the table whose cell it opens; ``(0, 0)`` for the heads of paragraphs.
        loud: the whole line is in capitals.
        joined: it is joined by "and" or a comma to the name before it.
    """

    first: int
    last: int
    start: int
    end: int
    name: str
    bare: str
    sentence: int
    levels: frozenset[PlaceLevel] | None = None
    entries: Entries = ()
    asked: Asked = Asked.NO
    label: str | None = None
    kinds: frozenset[str] = frozenset()
    single: bool = True
    initial: bool = False
    unsure: bool = False
    abbreviation: bool = False
    person: bool = False
    speaks: bool = False
    followed: bool = False
    facility: bool = False
    alone: bool = False
    dated: bool = False
    cell: bool = False
    distance: bool = False
    explained: bool = False
    column: tuple[int, int] | None = None
    loud: bool = False
    joined: bool = False

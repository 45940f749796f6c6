"""A document cut into overlapping windows the model can see at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corrobora.extract.compact.pieces import BEGIN, END, Piece, Vocabulary

#: Pieces of a window, besides the title and the marks of beginning and end.
LENGTH = 448
#: Pieces two windows share at least.
SHARED = 128
#: Pieces a window may be longer than an equal share of the document: sentences are not cut.
SLACK = 40
#: Pieces of the first sentence that stand before every later window.
TITLE = 32


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of whole sentences as the model sees it.

    Attributes:
        ids: numbers of the pieces: beginning, the title's if the stretch is a later one, the stretch's, end.
        characters: of every piece, its ``[start, end)`` in the text; empty for marks and the title's copy.
        sentence_of: of every piece, the position in ``sentences`` of its sentence; -1 for marks and title.
        sentences: indices of the document's sentences.
        owned: those of them that stand in no other window as far from its edges.
    """

    ids: tuple[int, ...]
    characters: tuple[tuple[int, int], ...]
    sentence_of: tuple[int, ...]
    sentences: tuple[int, ...]
    owned: frozenset[int]

    def owns(self, sentence: int) -> bool:
        """Whether the window is the one to ask about a sentence."""
        return sentence in self.owned


def windows(text: str, sentences: Sequence[tuple[int, int]], vocabulary: Vocabulary) -> list[Window]:
    """The windows of a document whose sentences stand at ``[start, end)``, in order.

    A sentence longer than a window is seen by its first `LENGTH` pieces.
    """
    cut = [vocabulary.cut(text, start, end)[:LENGTH] for start, end in sentences]
    sizes = [len(c) for c in cut]
    stretches = _stretches(sizes)
    owner = _owners(stretches, sizes)
    title = cut[0][:TITLE] if cut else []
    return [
        _window(cut, first, last, title if first else [], frozenset(s for s in owner if owner[s] == n))
        for n, (first, last) in enumerate(stretches)
    ]


def _stretches(sizes: Sequence[int]) -> list[tuple[int, int]]:
    """Sentences ``[first, last)`` of every window: as few windows as needed, about equally long."""
    total = sum(sizes)
    count = 1 if total <= LENGTH else -(-(total - SHARED) // (LENGTH - SHARED))
    length = min(LENGTH, (total + (count - 1) * SHARED) // count + SLACK)
    step = max(1.0, (total - length) / max(1, count - 1))
    starts = [0]
    for size in sizes:
        starts.append(starts[-1] + size)
    found: list[tuple[int, int]] = []
    first = 0
    while first < len(sizes):
        last = first + 1
        while last < len(sizes) and starts[last + 1] - starts[first] <= length:
            last += 1
        found.append((first, last))
        if last == len(sizes):
            break
        following = first + 1
        while following < last and starts[following] < starts[first] + step:
            following += 1
        first = following
    return found


def _owners(stretches: Sequence[tuple[int, int]], sizes: Sequence[int]) -> dict[int, int]:
    """Of every sentence, the window in which the nearer edge of the window is farthest."""
    owner: dict[int, int] = {}
    room: dict[int, int] = {}
    final = len(sizes)
    for number, (first, last) in enumerate(stretches):
        total = sum(sizes[first:last])
        before = 0
        for s in range(first, last):
            after = total - before - sizes[s]
            left = before if first else 10**9
            right = after if last < final else 10**9
            if s not in owner or min(left, right) > room[s]:
                owner[s], room[s] = number, min(left, right)
            before += sizes[s]
    return owner


def _window(
    cut: Sequence[Sequence[Piece]], first: int, last: int, title: Sequence[Piece], owned: frozenset[int]
) -> Window:
    ids, characters, sentence_of = [BEGIN], [(0, 0)], [-1]
    for piece in title:
        ids.append(piece.id)
        characters.append((0, 0))
        sentence_of.append(-1)
    for position, s in enumerate(range(first, last)):
        for piece in cut[s]:
            ids.append(piece.id)
            characters.append((piece.start, piece.end))
            sentence_of.append(position)
    ids.append(END)
    characters.append((0, 0))
    sentence_of.append(-1)
    return Window(tuple(ids), tuple(characters), tuple(sentence_of), tuple(range(first, last)), owned)

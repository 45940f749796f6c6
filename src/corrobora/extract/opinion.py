"""A second opinion on a document: what scored decisions hear besides their own rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from corrobora.extract.rules.scores import Weights


class Opinion(Protocol):
    """Log odds about sentences and words of one document, from whoever has read it.

    An opinion may be wrong in any way: it only moves scores of what the rules found in the text. Log odds
    are natural; 0 says nothing. Sentences are named by their index, words by their characters.

    Attributes:
        weights: what the rules' decisions weigh beside such an opinion.
    """

    @property
    def weights(self) -> Weights:
        """Fitted on opinions of documents that whoever gives them had not seen."""
        ...

    def sentence(self, index: int, label: str) -> float:
        """That a sentence carries a claim of a kind (``incident``) or type (``response.denial``)."""
        ...

    def words(self, index: int, start: int, end: int, label: str) -> float:
        """That words of a sentence fill a slot (``tally.victims``) of some claim."""
        ...

    def same(self, one: int, other: int) -> float:
        """That two sentences tell of one event."""
        ...

    def fills(self, kind: str, members: Sequence[int], slot: str, start: int, end: int) -> float:
        """That words, rather than nothing, fill a slot of the claim told by these sentences."""
        ...

    def classes(self, kind: str, members: Sequence[int], name: str) -> dict[str, float]:
        """Log probabilities of a closed slot's classes for the claim; empty for no opinion."""
        ...

    def basis(self, kind: str, members: Sequence[int]) -> dict[str, float]:
        """Of each sort of evidence for the claim; empty for no opinion."""
        ...

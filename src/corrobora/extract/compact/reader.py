"""What the compact model holds of one document, asked by sentences and characters."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from corrobora.extract.analysis import Analysis
from corrobora.extract.compact.network import Answer, Network, Read
from corrobora.extract.compact.windows import Window, windows
from corrobora.extract.rules.scores import Weights

Indices = npt.NDArray[np.int64]
#: Log odds further from even than this say no more.
MOST = 8.0


class CompactOpinion:
    """An `Opinion` of a document by the compact model; windows are read when first asked about.

    Args:
        network: the model.
        analysis: the document.
        weights: how far it is believed; the model's own unless given.
    """

    def __init__(self, network: Network, analysis: Analysis, weights: Weights | None = None) -> None:
        self._network = network
        self._weights = weights or network.weights
        cut = [(s.start, s.end) for s in analysis.sentences]
        self._windows = windows(analysis.text, cut, network.vocabulary)
        self._home = {s: n for n, w in enumerate(self._windows) for s in w.owned}
        self._spans = {id(w): np.array(w.characters, np.int64).reshape(-1, 2) for w in self._windows}
        self._read: dict[int, Read] = {}
        self._answers: dict[tuple[str, tuple[int, ...]], tuple[Window, Answer] | None] = {}
        self._labels = {
            name: {label: i for i, label in enumerate(network.labels[name])}
            for name in ("sentence", "piece", "slots")
        }

    @property
    def weights(self) -> Weights:
        """What the rules' decisions weigh beside this opinion."""
        return self._weights

    def sentence(self, index: int, label: str) -> float:
        """Log odds that a sentence carries a claim of a kind or type."""
        found = self._at(index)
        if found is None:
            return -MOST
        window, read = found
        return _held(float(read.said[index - window.sentences[0], self._labels["sentence"][label]]))

    def words(self, index: int, start: int, end: int, label: str) -> float:
        """Log odds that the characters ``[start, end)`` of a sentence belong to words of a slot."""
        found = self._at(index)
        if found is None:
            return -MOST
        window, read = found
        logits = read.pieces[self._pieces(window, start, end), self._labels["piece"][label]]
        return _held(float(logits.max())) if logits.size else -MOST

    def same(self, one: int, other: int) -> float:
        """Log odds that two sentences tell of one event; 0 where they stand in no window together."""
        for number in {self._home.get(one, -1), self._home.get(other, -1)} - {-1}:
            window = self._windows[number]
            a, b = one - window.sentences[0], other - window.sentences[0]
            if 0 <= a < len(window.sentences) and 0 <= b < len(window.sentences):
                return _held(float(self._reading(number).pairs[a, b]))
        return 0.0

    def fills(self, kind: str, members: Sequence[int], slot: str, start: int, end: int) -> float:
        """Log odds that the characters ``[start, end)``, rather than nothing, fill a slot of a claim."""
        found = self._answer(kind, members)
        if found is None:
            return 0.0
        window, answer = found
        row = answer.slots[self._labels["slots"][slot]]
        at = self._pieces(window, start, end)
        if not at.size:
            return -MOST
        with np.errstate(invalid="ignore"):  # damaged weights say nothing
            return _held(float(np.logaddexp.reduce(row[at])) - float(row[-1]))

    def classes(self, kind: str, members: Sequence[int], name: str) -> dict[str, float]:
        """Log probabilities of the classes of a closed slot of a claim; empty where it was not asked."""
        found = self._answer(kind, members)
        return found[1].classes[name] if found else {}

    def basis(self, kind: str, members: Sequence[int]) -> dict[str, float]:
        """Log odds of each sort of evidence for a claim; empty where it was not asked."""
        found = self._answer(kind, members)
        return found[1].basis if found else {}

    def _pieces(self, window: Window, start: int, end: int) -> Indices:
        """The window's pieces that touch the characters ``[start, end)``."""
        spans = self._spans[id(window)]
        found: Indices = np.nonzero(
            (spans[:, 1] > spans[:, 0]) & (spans[:, 0] < end) & (start < spans[:, 1])
        )[0]
        return found

    def _reading(self, number: int) -> Read:
        if number not in self._read:
            self._read[number] = self._network.read(self._windows[number])
        return self._read[number]

    def _at(self, index: int) -> tuple[Window, Read] | None:
        number = self._home.get(index)
        return None if number is None else (self._windows[number], self._reading(number))

    def _answer(self, kind: str, members: Sequence[int]) -> tuple[Window, Answer] | None:
        key = (kind, tuple(sorted(members)))
        if key not in self._answers:
            self._answers[key] = self._ask(kind, key[1])
        return self._answers[key]

    def _ask(self, kind: str, members: tuple[int, ...]) -> tuple[Window, Answer] | None:
        """Asked of the window that holds most of the claim's sentences."""
        homes = [self._home[m] for m in members if m in self._home]
        if not homes:
            return None
        number = max(
            dict.fromkeys(homes), key=lambda n: sum(m in self._windows[n].sentences for m in members)
        )
        window = self._windows[number]
        here = tuple(m - window.sentences[0] for m in members if m in window.sentences)
        return window, self._network.ask(window, self._reading(number), kind, here)


def _held(odds: float) -> float:
    return 0.0 if math.isnan(odds) else max(-MOST, min(MOST, odds))

"""What a second opinion adds to the features of decisions, and that there are weights for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from corrobora.codebook.entries import BadCodebook
from corrobora.extract.analysis import analyse
from corrobora.extract.rules import mixing
from corrobora.extract.rules.reading import Reading, read_mentions
from corrobora.extract.rules.sayings import accepted
from corrobora.extract.rules.scenes import score
from corrobora.extract.rules.scores import Weights, shipped_weights
from corrobora.model.document import Document, Source, Text
from corrobora.model.vocabulary import Kind

TEXT = (
    "Four prisoners of war were shot near Lower Ferry on 3 May 2031, the harbour commission said. "
    "The governor would have none of it and said that the deed was beneath any army. "
    "The market opens on Sunday."
)


class Only(Weights):
    """The shipped weights but for some."""

    def __init__(self, of: dict[str, Any]) -> None:
        super().__init__(resources.files("corrobora.extract.rules") / "weights")
        self._of = of

    def data(self, name: str) -> Any:
        return self._of.get(name) or super().data(name)


class Certain:
    """An opinion that is sure of one label of one sentence and doubts everything else."""

    def __init__(self, index: int = -1, label: str = "", weights: Weights | None = None) -> None:
        self._sure = (index, label)
        self.weights = weights or shipped_weights()

    def sentence(self, index: int, label: str) -> float:
        return 5.0 if (index, label) == self._sure else -5.0

    def words(self, index: int, start: int, end: int, label: str) -> float:
        return -5.0

    def same(self, one: int, other: int) -> float:
        return 0.0

    def fills(self, kind: str, members: Sequence[int], slot: str, start: int, end: int) -> float:
        return 0.0

    def classes(self, kind: str, members: Sequence[int], name: str) -> dict[str, float]:
        return {}

    def basis(self, kind: str, members: Sequence[int]) -> dict[str, float]:
        return {}


def reading(opinion: Certain | None) -> Reading:
    document = Document(
        text=Text(sha256="a" * 64, reader="text/1", content=TEXT, language="en"),
        source=Source(path="a.txt", publisher="Ferry Courier"),
    )
    return read_mentions(analyse(document), opinion)


def test_without_an_opinion_nothing_is_added() -> None:
    alone = reading(None)
    assert mixing.sentence(alone, 0) == frozenset()
    assert mixing.pair(alone, 0, 1) == frozenset()
    assert mixing.weights(alone) is shipped_weights()


def test_an_opinion_is_believed_as_far_as_its_own_weights_say() -> None:
    event = {"bias": -9.0, "threshold": 0.5, "weights": {"second:incident>=4.0": 20.0}}
    believed = reading(Certain(2, "incident", Only({"incident-sentence": event})))
    assert [p > 0.5 for p in score(believed).incident] == [False, False, True]


def test_log_odds_become_every_step_they_reach() -> None:
    assert [f.split(">=")[1] for f in mixing.steps("x", -3.0)] == ["-6.0", "-4.5", "-3.25"]
    assert list(mixing.steps("x", float("nan"))) == []


@pytest.mark.parametrize("kind", [Kind.STATEMENT, Kind.RESPONSE])
def test_a_sentence_without_a_cue_is_considered_if_the_opinion_finds_a_type_in_it(kind: Kind) -> None:
    type_ = {Kind.STATEMENT: "condemnation", Kind.RESPONSE: "denial"}[kind]
    doubting = mixing.proposed(reading(Certain()), kind.value, [type_], reading(None).sentences[1])
    assert list(doubting) == []
    sure = reading(Certain(1, f"{kind.value}.{type_}"))
    (cue,) = mixing.proposed(sure, kind.value, [type_], sure.sentences[1])
    assert (cue.value, cue.reader) == (type_, mixing.READER)
    assert TEXT[cue.start : cue.end].startswith("The governor")
    assert all(saying.sentence.index < 2 for _, saying in accepted(sure, kind))


def test_weights_that_are_missing_or_damaged_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "pair.json").write_text("{", encoding="utf-8")
    with pytest.raises(BadCodebook, match=r"pair\.json: not JSON"):
        Weights(tmp_path).model("pair")
    with pytest.raises(BadCodebook, match="no model 'event' in"):
        Weights(tmp_path).model("event")

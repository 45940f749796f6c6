"""What a second opinion adds to the features of decisions, and that there are weights for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

import pytest

from corrobora.extract.analysis import analyse
from corrobora.extract.rules import mixing
from corrobora.extract.rules.reading import Reading, read_mentions
from corrobora.extract.rules.sayings import accepted
from corrobora.model.document import Document, Source, Text
from corrobora.model.vocabulary import Kind

TEXT = (
    "Four prisoners of war were shot near Lower Ferry on 3 May 2031, the harbour commission said. "
    "The governor would have none of it and said that the deed was beneath any army. "
    "The market opens on Sunday."
)


class Certain:
    """An opinion that is sure of one label of one sentence and doubts everything else."""

    def __init__(self, index: int = -1, label: str = "") -> None:
        self._sure = (index, label)

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
    assert mixing.model(alone, "pair") is not mixing.model(reading(Certain()), "pair")


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


def test_every_decision_has_weights_for_when_an_opinion_is_heard() -> None:
    folder = resources.files("corrobora.extract.rules") / "weights"
    alone = {f.name for f in folder.iterdir() if f.name.endswith(".json")}
    beside = {f.name for f in (folder / "seconded").iterdir()}
    assert alone == beside

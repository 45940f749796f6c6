"""The compact model: what it sees of a text, and that the gate holds whatever it says."""

from __future__ import annotations

import json
import random
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corrobora.extract import extract
from corrobora.extract.compact import network
from corrobora.extract.compact.engine import CombinedEngine
from corrobora.extract.compact.network import Answer, Network, NoCompactModel, Read
from corrobora.extract.compact.pieces import UNKNOWN, Vocabulary
from corrobora.extract.compact.windows import LENGTH, TITLE, Window, windows
from corrobora.extract.rules import mixing
from corrobora.extract.rules.scores import Weights
from corrobora.model.document import Document, Source, Text

TEXTS = {
    "en": "Ferry commission reports on Lower Ferry\n"
    "Four prisoners of war were shot near Lower Ferry on 3 May 2031, the harbour commission said. "
    "A drone video shows soldiers of the Northern army firing at unarmed men. "
    "The commission has recorded 17 such killings since January 2031. "
    "The Northern defence ministry denied the killings. "
    "The governor called the shootings a crime and demanded an investigation.",
    "uk": "Портова комісія про вбивства\n"
    "3 травня 2031 року біля Нижнього Перевозу розстріляли чотирьох військовополонених, заявила комісія. "
    "Міністерство оборони Півночі заперечує вбивства. Прокуратура відкрила провадження.",
    "ru": "Портовая комиссия об убийствах\n"
    "3 мая 2031 года у Нижнего Перевоза расстреляли четырёх военнопленных, заявила комиссия. "
    "Министерство обороны Севера отрицает убийства. Прокуратура возбудила дело.",
}
PIECES = ["<begin>", "<pad>", "<end>", "<unknown>", "▁", "▁ferry", "▁fer", "ry", "fi", *"abcefiry"]


def document(language: str, text: str | None = None) -> Document:
    content = TEXTS[language] if text is None else text
    return Document(
        text=Text(sha256="a" * 64, reader="text/1", content=content, language=language),
        source=Source(path=f"{language}.txt", publisher="Ferry Courier"),
    )


def vocabulary() -> Vocabulary:
    return Vocabulary((p, 0.0 if n < 4 else -3.0 + 0.2 * len(p)) for n, p in enumerate(PIECES))


#: What an opinion's log odds are called among the features of decisions.
HEARD = "incident tally same best next words fills victims victim perpetrator class basis kind type speaker"


class RandomWeights(Weights):
    """The rules' weights, and a belief in whatever the model says that is chosen by chance."""

    def __init__(self, seed: int) -> None:
        super().__init__(resources.files("corrobora.extract.rules") / "weights")
        self._chance = random.Random(seed)

    def data(self, name: str) -> Any:
        data = super().data(name)
        marks = [f for label in HEARD.split() for f in mixing.steps(label, 99.0)]
        data["weights"] |= {mark: self._chance.uniform(-2, 2) for mark in marks}
        return data


class RandomNetwork(Network):
    """The shipped network's questions, answered by chance, in all sizes."""

    def __init__(self, seed: int, size: float) -> None:
        self.labels = json.loads((network.SHIPPED / "labels.json").read_text(encoding="utf-8"))
        self.vocabulary = vocabulary()
        self._chance = np.random.default_rng(seed)
        self._size = size
        self.weights = RandomWeights(seed)

    def _any(self, *shape: int) -> np.ndarray:
        return (self._chance.normal(size=shape) * self._size).astype(np.float32)

    def read(self, window: Window) -> Read:
        pieces, sentences = len(window.ids), len(window.sentences)
        return Read(
            x=self._any(pieces, 4),
            sentences=self._any(sentences, 4),
            said=self._any(sentences, len(self.labels["sentence"])),
            pieces=self._any(pieces, len(self.labels["piece"])),
            pairs=self._any(sentences, sentences),
        )

    def ask(self, window: Window, read: Read, kind: str, members: tuple[int, ...]) -> Answer:
        return Answer(
            slots=self._any(len(self.labels["slots"]), len(window.ids) + 1),
            classes={
                name: dict(zip(self.labels[name], map(float, -np.abs(self._any(9))), strict=False))
                for name in ("act", "status", "verification")
            },
            basis={name: float(self._any(1)[0]) for name in self.labels["basis"]},
        )


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("size", [0.5, 5.0, float("nan")])
def test_whatever_the_model_says_every_word_kept_stands_in_the_text(language: str, size: float) -> None:
    text = TEXTS[language]
    claims = 0
    for seed in range(4):
        found = extract(document(language), CombinedEngine(RandomNetwork(seed, size)))
        assert not found.dropped  # nothing ungrounded is even proposed
        for _, claim in found.claims:
            claims += 1
            assert all(text[s.start : s.end] == s.quote for s in claim.all_spans())
    assert claims


def test_the_same_text_gives_the_same_claims() -> None:
    one, two = (extract(document("en"), CombinedEngine(RandomNetwork(7, 2.0))).to_json() for _ in range(2))
    assert one == two


@pytest.mark.skipif(not network.shipped(), reason="no compact model was trained here: make train")
def test_the_shipped_model_reads_the_same_text_alike_and_says_which_engine_did() -> None:
    engine = CombinedEngine()
    one, two = (extract(document("uk"), engine) for _ in range(2))
    assert one.claims
    assert one.to_json() == two.to_json()
    assert {claim.engine for _, claim in one.claims} == {engine.name}


def test_a_document_without_a_word_is_read() -> None:
    assert extract(document("en", ""), CombinedEngine(RandomNetwork(1, 1.0))).claims == ()


def test_pieces_cover_the_words_they_were_cut_from() -> None:
    text = "ferry  ferrycab\nﬁre Ω"
    cut = vocabulary().cut(text)
    words = [text[p.start : p.end] for p in cut]
    # a space that is a piece of its own stands with the letter after it
    assert words == ["ferry", "ferry", "c", "a", "b", "ﬁ", "ﬁ", "r", "e", "Ω", "Ω"]
    assert cut[-1].id == UNKNOWN


def test_a_damaged_vocabulary_is_refused() -> None:
    with pytest.raises(ValueError):
        Vocabulary.from_lines(["▁ferry without a figure\n"])


def sentences(lengths: list[int]) -> tuple[str, list[tuple[int, int]]]:
    text, cut = "", []
    for length in lengths:
        cut.append((len(text), len(text) + 2 * length - 1))
        text += "a " * length
    return text, cut


@pytest.mark.parametrize(
    "lengths", [[], [3], [LENGTH], [LENGTH + 400], [40] * 60, [5, LENGTH, 5, 300, 300, 9], [1] * 2000]
)
def test_every_sentence_is_asked_about_in_one_window(lengths: list[int]) -> None:
    text, cut = sentences(lengths)
    found = windows(text, cut, vocabulary())
    assert sorted(s for w in found for s in w.owned) == list(range(len(lengths)))
    for window in found:
        assert window.owned <= set(window.sentences)
        assert len(window.ids) <= LENGTH + TITLE + 2
        assert len(window.ids) == len(window.characters) == len(window.sentence_of)
        for (start, end), position in zip(window.characters, window.sentence_of, strict=True):
            if position >= 0:
                first, last = cut[window.sentences[position]]
                assert first <= start < end <= last


def test_where_no_model_is_installed_it_says_so_and_what_reads_without_it(tmp_path: Path) -> None:
    with pytest.raises(NoCompactModel, match=r"no reading\.onnx, .*--engine rules"):
        Network(tmp_path)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    for name in network.FILES:
        (tmp_path / name).write_text("{}" if name.endswith("json") else "", encoding="utf-8")
    return tmp_path


def test_a_file_that_is_no_model_is_refused_by_name(broken: Path) -> None:
    with pytest.raises(NoCompactModel, match=r"reading\.onnx"):
        Network(broken)

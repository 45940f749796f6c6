"""Datelines end before the dash, and the town in them says nothing."""

from __future__ import annotations

import time

import pytest

from corrobora.extract.analysis import analyse
from corrobora.extract.datelines import datelines
from corrobora.extract.rules.reading import read_mentions
from corrobora.model.document import Document, Source, Text


def document(content: str, language: str) -> Document:
    text = Text(sha256="0" * 64, reader="text/1", content=content, language=language)
    return Document(text=text, source=Source(path="x.txt"))


@pytest.mark.parametrize(
    ("head", "language", "said", "speaker"),
    [
        ("KYIV, Oct. 18 (Northern Wire) - ", "en", "Prosecutors said four men were shot.", "Prosecutors"),
        ("ADEN/GENEVA, 3 September 2023 — ", "en", "A spokesman said four captives were shot.", "spokesman"),
        ("Goma, DR Congo (NW) — ", "en", "The army said four captives were shot.", "army"),
        ("КИЇВ, 3 травня – ", "uk", "Прокуратура повідомила про розстріл чотирьох.", "Прокуратура"),
        ("Москва, 3 мая (СВ) — ", "ru", "Прокуратура сообщила о расстреле пленных.", "Прокуратура"),
    ],
)  # fmt: skip
def test_what_follows_a_dateline_is_a_sentence_of_its_own(head, language, said, speaker):
    analysis = analyse(document(f"A headline\n\n{head}{said}\n", language))
    assert [analysis.text[s.start : s.end] for s in analysis.sentences][1:] == [head.strip(), said]
    spoken = [s.speaker.value.name for s in read_mentions(analysis).hearing.speeches if s.sort == "say"]
    assert len(spoken) == 1
    assert spoken[0].startswith(speaker)


@pytest.mark.parametrize(
    "line",
    [
        "UN experts – in a statement – said so.",
        "Mary Smith – who spoke first – said so.",
        "Ivan Petrenko, 34 – a driver",
        "Three men - all in uniform - came.",
        "AB – no town has two letters",
    ],
)
def test_other_dashes_begin_nothing(line):
    assert list(datelines(line)) == []


def test_time_is_linear_in_hostile_text():
    started = time.process_time()
    for piece in ("A", "A ", "A, ", "Aa 1, ", "A (", "- "):
        list(datelines(piece * (300_000 // len(piece))))
    assert time.process_time() - started < 5

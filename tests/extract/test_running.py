"""What breaks an engine in one document costs that document alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest

from corrobora.extract import Engine, extract_all
from corrobora.extract import analysis as parsing
from corrobora.extract.rules.engine import RulesEngine
from corrobora.extract.rules.reading import Reading
from corrobora.model.claim import Claim
from corrobora.model.document import Document, Source, Text
from line_engine import LineEngine

POISON = "This one breaks it: two prisoners of war were shot near Oldmill on 5 March 2031."
TEXTS = ["Nine prisoners of war were executed near Oldmill on 4 March 2031.", POISON, "It rained."]


def documents() -> list[Document]:
    return [
        Document(
            text=Text(sha256=str(n) * 64, reader="x", content=text, title="", language="en"),
            source=Source(path=f"{n}.txt"),
        )
        for n, text in enumerate(TEXTS)
    ]


def brittle_rule(reading: Reading) -> Iterator[Claim]:
    if POISON in reading.text:
        raise IndexError("out\nof range")
    yield from ()


class BrittleLines(LineEngine):
    def propose(self, document: Document) -> Iterable[Claim]:
        if POISON in document.text.content:
            raise IndexError("out\nof range")
        return super().propose(document)


@pytest.mark.parametrize(
    "engine",
    [lambda: RulesEngine((*RulesEngine().rules, brittle_rule)), BrittleLines],
    ids=["batch", "single"],
)
def test_an_engine_that_breaks_on_one_document_reads_the_others(engine: Callable[[], Engine]) -> None:
    made = engine()
    first, broken, last = extract_all(documents(), made)
    assert not first.unread
    assert not last.unread
    assert first.failures == last.failures == ()
    assert broken.unread
    (why,) = broken.failures
    assert made.name in why
    assert "IndexError: out of range (test_running.py, line " in why
    assert "\n" not in why


def test_a_parser_that_breaks_on_one_document_parses_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    from_parse = parsing._from_parse

    def brittle(doc, document):  # type: ignore[no-untyped-def]
        if POISON in document.text.content:
            raise RecursionError("too deep")
        return from_parse(doc, document)

    monkeypatch.setattr(parsing, "_from_parse", brittle)
    first, broken, last = extract_all(documents(), RulesEngine())
    assert [claim.kind for _, claim in first.claims] == ["incident"]
    assert (broken.unread, last.unread) == (True, False)
    assert "RecursionError: too deep" in broken.failures[0]

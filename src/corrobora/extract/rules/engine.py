"""The rules engine as the rest of the program sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from corrobora.extract.analysis import Analysis, analyse, analyse_all
from corrobora.extract.gate import Extraction, admit
from corrobora.extract.main_event import main_event
from corrobora.extract.rules.contexts import contexts
from corrobora.extract.rules.incidents import incidents_and_tallies
from corrobora.extract.rules.reading import Reading, read_mentions
from corrobora.extract.rules.responses import responses
from corrobora.extract.rules.statements import statements
from corrobora.extract.rules.subject import reports_violations
from corrobora.extract.running import run_prepared
from corrobora.model.claim import Claim
from corrobora.model.document import Document

#: Name and version claims carry; raised whenever the rules change what they say.
NAME = "rules/0.1"

Rule = Callable[[Reading], Iterable[Claim]]


class RulesEngine:
    """Reads claims by mentions, assembly and scored evidence; needs no network and no model weights
    beyond the parser's.

    Attributes:
        rules: what turns a reading into claims, in order.
    """

    def __init__(self, rules: tuple[Rule, ...] | None = None) -> None:
        self.rules = _default_rules() if rules is None else rules

    @property
    def name(self) -> str:
        """Name and version."""
        return NAME

    def propose(self, document: Document) -> Iterable[Claim]:
        """Claims found in the document."""
        return self.propose_from(analyse(document))

    def propose_from(self, analysis: Analysis) -> Iterator[Claim]:
        """The same for a document whose language is already worked out."""
        yield from self._claims(read_mentions(analysis))

    def _claims(self, reading: Reading) -> Iterator[Claim]:
        if not reports_violations(reading):
            return
        for rule in self.rules:
            yield from rule(reading)

    def extract_all(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        """What the gate keeps, for a stream of documents, in their order."""
        return run_prepared(self, documents, analyse_all, self._extraction)

    def _extraction(self, analysis: Analysis) -> Extraction:
        reading = read_mentions(analysis)
        return admitted(reading, self._claims(reading))


def admitted(reading: Reading, claims: Iterable[Claim]) -> Extraction:
    """What the gate keeps of a reading's claims, and what the document is mainly about."""
    event = main_event(reading).held_in(reading.text)
    return replace(admit(reading.analysis.document, claims), main_event=event)


def _default_rules() -> tuple[Rule, ...]:
    return (incidents_and_tallies, statements, responses, contexts)

"""The rules and the compact model reading together, as one engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from corrobora.extract.analysis import Analysis, analyse, analyse_all
from corrobora.extract.compact.network import Network
from corrobora.extract.compact.reader import CompactOpinion
from corrobora.extract.gate import Extraction, admit
from corrobora.extract.main_event import main_event
from corrobora.extract.rules.engine import RulesEngine
from corrobora.extract.rules.reading import Reading, read_mentions
from corrobora.model.claim import Claim
from corrobora.model.document import Document

#: Name and version claims carry; raised whenever the weights or their mixing change what is said.
NAME = "rules+compact/0.2"


class CombinedEngine:
    """One assembly by the rules, whose scored decisions also hear the compact model.

    Args:
        network: the model; the shipped one, loaded when first needed, unless given.

    Raises:
        NoCompactModel: when first reading, if no model is installed.
    """

    def __init__(self, network: Network | None = None) -> None:
        self._network = network
        self._rules = RulesEngine().rules

    @property
    def name(self) -> str:
        """Name and version."""
        return NAME

    def propose(self, document: Document) -> Iterable[Claim]:
        """Claims found in the document."""
        return self.propose_from(analyse(document))

    def propose_from(self, analysis: Analysis) -> Iterator[Claim]:
        """The same for a document whose language is already worked out."""
        yield from self._claims(self._read(analysis))

    def _read(self, analysis: Analysis) -> Reading:
        if self._network is None:
            self._network = Network()
        return read_mentions(analysis, CompactOpinion(self._network, analysis))

    def _claims(self, reading: Reading) -> Iterator[Claim]:
        for rule in self._rules:
            for claim in rule(reading):
                yield replace(claim, engine=NAME)

    def extract_all(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        """What the gate keeps, for a stream of documents, in their order."""
        for analysis in analyse_all(documents):
            reading = self._read(analysis)
            event = main_event(reading).held_in(reading.text)
            yield replace(admit(analysis.document, self._claims(reading)), main_event=event)

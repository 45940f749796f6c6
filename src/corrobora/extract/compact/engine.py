"""The rules and the compact model reading together, as one engine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from corrobora.extract.analysis import Analysis, analyse, analyse_all
from corrobora.extract.compact.network import FILES, SHIPPED, Network, NoCompactModel
from corrobora.extract.compact.reader import CompactOpinion
from corrobora.extract.gate import Extraction
from corrobora.extract.rules.engine import RulesEngine, admitted
from corrobora.extract.rules.reading import Reading, read_mentions
from corrobora.extract.running import run_prepared
from corrobora.model.claim import Claim
from corrobora.model.document import Document

#: Name and version claims carry; raised whenever the weights or their mixing change what is said.
NAME = "rules+compact/0.2"


class CombinedEngine:
    """One assembly by the rules, whose scored decisions also hear the compact model.

    Args:
        network: the model; the one in ``folder``, loaded when first needed, unless given.
        folder: where a model stands.

    Raises:
        NoCompactModel: when first reading, if no model is there.
    """

    def __init__(self, network: Network | None = None, folder: Path = SHIPPED) -> None:
        self._network = network
        self._folder = folder
        self._rules = RulesEngine().rules

    @cached_property
    def name(self) -> str:
        """Name and version; of another model than the installed one, the beginning of its digest too."""
        if self._folder == SHIPPED:
            return NAME
        digest = hashlib.sha256()
        try:
            for name in FILES:
                digest.update((self._folder / name).read_bytes())
        except OSError as error:
            raise NoCompactModel(f"{error.filename}: {error.strerror}; use --engine rules") from error
        return f"{NAME}+{digest.hexdigest()[:8]}"

    def propose(self, document: Document) -> Iterable[Claim]:
        """Claims found in the document."""
        return self.propose_from(analyse(document))

    def propose_from(self, analysis: Analysis) -> Iterator[Claim]:
        """The same for a document whose language is already worked out."""
        yield from self._claims(self._read(analysis))

    def _read(self, analysis: Analysis) -> Reading:
        if self._network is None:
            self._network = Network(self._folder)
        return read_mentions(analysis, CompactOpinion(self._network, analysis))

    def _claims(self, reading: Reading) -> Iterator[Claim]:
        for rule in self._rules:
            for claim in rule(reading):
                yield replace(claim, engine=self.name)

    def extract_all(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        """What the gate keeps, for a stream of documents, in their order."""
        return run_prepared(self, documents, analyse_all, self._extraction)

    def _extraction(self, analysis: Analysis) -> Extraction:
        reading = self._read(analysis)
        return admitted(reading, self._claims(reading))

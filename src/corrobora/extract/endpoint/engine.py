"""The endpoint engine as the rest of the program sees it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from corrobora.extract.analysis import analyse
from corrobora.extract.endpoint.answer import AnsweredClaim, read_answer
from corrobora.extract.endpoint.cache import AnswerCache
from corrobora.extract.endpoint.client import EndpointClient
from corrobora.extract.endpoint.errors import BadEndpoint, CutAnswer, EndpointFailed
from corrobora.extract.endpoint.grounding import Grounder, merged
from corrobora.extract.endpoint.pieces import Piece, pieces
from corrobora.extract.endpoint.prompts import prompt
from corrobora.extract.endpoint.settings import EndpointSettings
from corrobora.extract.engine import EngineFailed, Withheld
from corrobora.extract.gate import Extraction, admit, failed
from corrobora.extract.rules.reading import read_mentions
from corrobora.model.claim import Claim
from corrobora.model.document import Document
from corrobora.places.gazetteer import Gazetteer

Answered = list[tuple[Piece, tuple[AnsweredClaim, ...], Counter[str]]]
#: Shorter pieces are not cut further when an answer is too long.
SHORTEST = 400


class EndpointEngine:
    """Asks a model behind an endpoint to point at claims, and reads them from the words it points at.

    Args:
        settings: which endpoint and how it is asked.
        allow_remote: whether texts may be sent to another machine.
        cache: folder in which answers are kept; ``None``: none are.

    Raises:
        BadEndpoint: if the endpoint is remote and not allowed, has no key, or the prompts do not exist.
    """

    def __init__(
        self, settings: EndpointSettings, *, allow_remote: bool = False, cache: Path | None = None
    ) -> None:
        if settings.remote and not allow_remote:
            raise BadEndpoint(f"{settings.origin} is another machine, asked only with --allow-remote")
        self.settings = settings
        self._prompt = prompt(settings.prompt)
        self._cache = AnswerCache(cache) if cache else None
        self._client = EndpointClient(settings)

    @property
    def name(self) -> str:
        """``endpoint/`` with the prompts' version and the model."""
        return f"endpoint/{self.settings.prompt} {self.settings.model}"

    @property
    def destination(self) -> str | None:
        """The machine asked, if it is another one."""
        return self.settings.origin if self.settings.remote else None

    def account(self) -> str:
        """What was asked, answered and spent so far, in one line."""
        return self._client.account.words(self.settings)

    def propose(self, document: Document) -> Iterable[Claim]:
        """Claims found in the document.

        Raises:
            EngineFailed: if the document may not be sent or the endpoint gives no usable answer.
        """
        return self._claims(document, self._ask(document))[0]

    def extract_all(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        """What the gate keeps of each document, in their order; one that failed says why."""
        pool = ThreadPoolExecutor(self.settings.at_once, thread_name_prefix="endpoint")
        waiting: deque[tuple[Document, Future[Answered]]] = deque()
        try:
            for document in documents:
                waiting.append((document, pool.submit(self._ask, document)))
                if len(waiting) > self.settings.at_once:
                    yield self._extraction(*waiting.popleft())
            while waiting:
                yield self._extraction(*waiting.popleft())
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            self._client.close()

    def _extraction(self, document: Document, answered: Future[Answered]) -> Extraction:
        try:
            claims, refused = self._claims(document, answered.result())
        except EngineFailed as error:
            return failed(document, error)
        return admit(document, claims, refused=refused)

    def _claims(self, document: Document, answered: Answered) -> tuple[list[Claim], Counter[str]]:
        if not answered:
            return [], Counter()
        gazetteer = Gazetteer.in_use()
        grounder = Grounder(read_mentions(analyse(document)), self.name, gazetteer.lookup)
        claims: list[Claim] = []
        for piece, items, refused in answered:
            grounder.refused.update(refused)
            claims += [claim for item in items if (claim := grounder.claim(item, piece))]
        return merged(claims), grounder.refused

    def _ask(self, document: Document) -> Answered:
        if document.source.sensitive and self.settings.remote:
            raise Withheld("is marked sensitive and does not leave this machine")
        out: Answered = []
        for piece in pieces(document.text, self.settings.piece, self.settings.overlap):
            self._ask_about(piece, document, out)
        return out

    def _ask_about(self, piece: Piece, document: Document, out: Answered) -> None:
        try:
            content = self._content(piece, document)
        except CutAnswer as error:
            if len(piece.content) < 2 * SHORTEST:
                raise EndpointFailed(f"{self.settings.origin} {error}") from error
            for half in piece.halves():
                if half.content.strip():
                    self._ask_about(half, document, out)
            return
        out.append((piece, *read_answer(content)))

    def _content(self, piece: Piece, document: Document) -> str:
        messages = self._prompt.messages(document, piece)
        if self._cache is None:
            return self._client.ask(messages, read_answer)
        key = self._cache.key(
            url=self.settings.url, model=self.settings.model, prompt=self._prompt.digest,
            question=messages[-1]["content"], tokens=self.settings.answer_tokens,
        )  # fmt: skip
        kept = self._cache.get(key)
        if kept is not None:
            self._client.account.add(cached=1)
            return kept
        content = self._client.ask(messages, read_answer)
        self._cache.put(key, content)
        return content

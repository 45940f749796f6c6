"""Adding files to a case: preserved, read, extracted, linked.

Everything a file brings with it is written in one transaction with its journal entries, which some files
share, so a run that is killed leaves whole documents or none. Linking runs once at the end, over all the
case holds; the next run makes up for one that was killed before it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum, auto
from functools import partial
from itertools import chain
from pathlib import Path, PurePath
from time import monotonic

from sqlalchemy import Connection

from corrobora.case.capturing import Capturing, Visit, told_of
from corrobora.case.extracting import DEFAULT, account_of, extractions, label
from corrobora.case.footage import Looking, stated_findings
from corrobora.case.importing import Importing, Kept
from corrobora.case.leaving import decide_sensitive, is_sensitive, marked, note_sending
from corrobora.case.linking import relink
from corrobora.case.page_media import page_media, taken_apart
from corrobora.case.progress import Progress
from corrobora.case.records import AddReport
from corrobora.case.stateless import engine_problems, manifest_problems
from corrobora.case.stating import says_more, stated
from corrobora.case.witnesses import testimonies
from corrobora.case.writing import gathered, together, write_document, write_item
from corrobora.codebook.overlay import SHIPPED, Codebook
from corrobora.collect.capture.capture import CaptureSettings
from corrobora.collect.files import FOOTAGE, Found, discover
from corrobora.collect.imports import Opened, Piece
from corrobora.collect.manifest import Manifest
from corrobora.collect.problem import Problem
from corrobora.extract import Engine, EngineChoice, Extraction
from corrobora.model.capture import Capture, Role, Verdict
from corrobora.model.document import Document
from corrobora.model.item import Item
from corrobora.read.errors import UnreadableItem
from corrobora.read.footage.look import Looker
from corrobora.read.footage.media_types import MEDIA_TYPES
from corrobora.read.isolated import IsolatedReader
from corrobora.read.limits import MAX_BYTES
from corrobora.read.media import media_type
from corrobora.store import documents, journal
from corrobora.store.database import Database
from corrobora.vault.store import Vault, VaultError

#: Seconds after which no further photo or video of a captured page is begun with.
LOOKING = 600.0
#: What a site shows in place of a page to whom it does not let in.
_WALLS = frozenset({Verdict.BLOCKED, Verdict.LOGIN, Verdict.CONSENT})


@dataclass(slots=True)
class Adding:
    """One run of `Case.add`."""

    database: Database
    vault: Vault
    actor: str
    engine: Engine | EngineChoice = DEFAULT
    workers: int | None = 1
    progress: Progress | None = None
    destination: str | None = None
    codebook: Codebook = SHIPPED
    sensitive: bool = False
    addresses: tuple[str, ...] = ()
    capture: CaptureSettings | None = None
    again: bool = False
    _added: list[str] = field(default_factory=list)
    _updated: list[str] = field(default_factory=list)
    _unchanged: list[str] = field(default_factory=list)
    _kept: list[str] = field(default_factory=list)
    _problems: list[Problem] = field(default_factory=list)
    _unread: list[str] = field(default_factory=list)
    _notices: list[str] = field(default_factory=list)
    _claims: int = 0
    _name: str = ""
    _looker: Looker = field(default_factory=Looker)
    _under_way: dict[str, _Taken] = field(default_factory=dict)

    def run(self, paths: Iterable[Path | str], manifest: Manifest | None) -> AddReport:
        """Add what the paths hold.

        Raises:
            VaultError: if bytes cannot be kept; what was added before stays added.
            StoreError: if the database cannot be written.
        """
        discovery = discover(paths, manifest)
        found: list[Found] = []
        for entry in discovery:
            if isinstance(entry, Problem):
                self._problems.append(entry)
            else:
                found.append(entry)
        if manifest:
            self._notices += manifest.notices
            self._problems += manifest_problems(manifest, found)
        order: deque[_Taken] = deque()
        stream = extractions(
            chain(self._documents(found, order), self._pages(order, manifest)),
            engine=self.engine,
            codebook=self.codebook,
            workers=self.workers,
        )
        gathered(((order.popleft(), extraction) for extraction in stream), self._keep)
        account = account_of(self.engine)
        self._notices += [account] if account else []
        with self.database.write() as connection:
            relinked = relink(connection, actor=self.actor)
        return AddReport(
            added=tuple(self._added),
            updated=tuple(self._updated),
            unchanged=tuple(self._unchanged),
            kept=tuple(self._kept),
            unread=tuple(self._unread),
            problems=tuple(self._problems),
            skipped=dict(discovery.skipped),
            notices=tuple(self._notices),
            claims=self._claims,
            new_incidents=relinked.new,
            incidents=relinked.incidents,
        )

    def _documents(self, found: list[Found], order: deque[_Taken]) -> Iterator[Document]:
        """Documents that are new or newly stated; ``order`` is given the same, for their extractions."""
        with IsolatedReader() as reader, self._looker:
            for number, file in enumerate(found):
                if self.progress:
                    self.progress(number, len(found), str(file.path))
                if file.footage:
                    self._look_at(file)
                    continue
                takings = (
                    self._import(file, reader, number, len(found))
                    if file.container
                    else (self._take(file, reader),)
                )
                for taken in takings:
                    if taken is None:
                        continue
                    if self.destination and not taken.document.source.sensitive:
                        with self.database.write() as connection:
                            note_sending(connection, taken.document, to=self.destination, actor=self.actor)
                    order.append(taken)
                    self._under_way[taken.item.sha256] = taken
                    yield taken.document
        if self.progress and found:
            self.progress(len(found), len(found), "")

    def _pages(self, order: deque[_Taken], manifest: Manifest | None) -> Iterator[Document]:
        """Pages captured from the web, as `_documents` gives files."""
        rows = manifest.addresses() if manifest else ()
        addresses = tuple(dict.fromkeys([*self.addresses, *(row.path for row in rows)]))
        if not addresses:
            return
        with IsolatedReader() as reader, self._looker:
            reader.start()
            capturing = Capturing(
                database=self.database, vault=self.vault, actor=self.actor,
                settings=self.capture or CaptureSettings(), reader=reader, mark=self._mark, manifest=manifest,
            )  # fmt: skip
            walls = 0
            for number, address in enumerate(addresses):
                capturing.told = partial(self._told, number, len(addresses), address)
                capturing.told("")
                visit = capturing.take(address, again=self.again)
                if visit.capture:
                    self._media(visit.capture)
                    walls += visit.new and visit.capture.verdict in _WALLS
                taken = self._page(visit)
                if taken is not None:
                    if self.destination and not taken.document.source.sensitive:
                        with self.database.write() as connection:
                            note_sending(connection, taken.document, to=self.destination, actor=self.actor)
                    order.append(taken)
                    self._under_way[taken.item.sha256] = taken
                    yield taken.document
        if walls:
            self._notices.append(
                f"{walls} of the pages showed a wall in place of their content: try --capture browser, or "
                "save them as WACZ in a browser that is let in, and add that; a wrong verdict: --as-content"
            )
        self._told(len(addresses), len(addresses), "", "")

    def _told(self, number: int, whole: int, address: str, what: str) -> None:
        if self.progress:
            self.progress(number, whole, f"{address}: {what}" if what else address)

    def _media(self, capture: Capture) -> None:
        """Keep and look at the photos and videos of a captured page, unless that was done."""
        archive = capture.part(Role.ARCHIVE)
        if archive is None:
            return
        with self.database.read() as connection:
            if taken_apart(connection, archive):
                return
        path = self.vault.path(archive)
        looking = Looking(database=self.database, vault=self.vault, actor=self.actor, mark=self._mark)
        with self.database.read() as connection:
            page = documents.held(connection, capture.page)
        if page and page.item.media_type in MEDIA_TYPES:  # a photo or video stands at the address itself
            self._notices += map(str, looking.look(page.item, self._looker, path=page.item.origin))
        until = monotonic() + LOOKING
        for piece in page_media(Opened(path=path, kept=path, sha256=archive), capture.page):
            if monotonic() > until:
                over = f"looking at its photos and videos took more than {LOOKING / 60:.0f} minutes"
                self._notices.append(f"{capture.url}: {over}; add it again to go on with the others")
                return
            kept = self._importing().keep(piece)
            if kept.item.media_type in MEDIA_TYPES:
                self._kept += [piece.origin] if kept.new else []
                self._notices += map(str, looking.look(kept.item, self._looker, path=piece.origin))

    def _page(self, visit: Visit) -> _Taken | None:
        """What of a visit is to be read into claims; the rest is reported."""
        if visit.new and visit.capture:
            self._notices.append(f"{visit.url}: {told_of(visit.capture)}")
        if visit.problem:
            self._problems.append(visit.problem)
            if visit.capture:
                self._unread.append(visit.url)
        if visit.item is None or visit.document is None or visit.item.sha256 in self._under_way:
            if visit.capture and not visit.problem:
                footage = visit.new and visit.item is None and not visit.capture.previous
                (self._kept if footage else self._unchanged).append(visit.url)
            return None
        with self.database.read() as connection:
            document = marked(connection, visit.document, sensitive=self.sensitive)
        return _Taken(
            path=visit.url, item=visit.item, document=document, stated=stated(visit.stated),
            updates=visit.updates,
        )  # fmt: skip

    def _engine_name(self) -> str:
        self._name = self._name or label(self.engine, self.codebook)  # not made where nothing is to be read
        return self._name

    def _take(self, file: Found, reader: IsolatedReader) -> _Taken | None:
        """Preserve a file's bytes and read them, unless they are held as they are."""
        path = str(file.path)
        try:
            file.path.open("rb").close()
        except OSError as error:
            self._problems.append(Problem(path, "", f"cannot be read: {error.strerror or error}"))
            return None
        kept = self.vault.put(file.path)
        said = stated(file.row)
        if kept.sha256 in self._under_way:
            self._unchanged.append(path)
            return None
        with self.database.read() as connection:
            held = documents.held(connection, kept.sha256)
            testimony = kept.sha256 in testimonies(connection)
        if testimony:
            reason = "is testimony of a witness; it is read with: corrobora witness testimony"
            self._problems.append(Problem(path, "", reason))
            return None
        if held and self.sensitive:  # marked before anything else is done with it
            with self.database.write() as connection:
                self._mark(connection, kept.sha256)
        if held and held.document and not says_more(held, path, said):
            self._unchanged.append(path)
            return None
        data = self._bytes(kept.sha256)
        item = held.item if held else _item(kept.sha256, kept.size, data, file, self.actor)
        try:
            if data is None:
                raise UnreadableItem(
                    path, "", f"is larger than {MAX_BYTES:,} bytes and is kept, but not read"
                )
            document = reader.read(data, sha256=kept.sha256, name=file.name, row=file.row, path=path)
        except UnreadableItem as error:
            problem = replace(error.problem, path=path)
            self._problems.append(problem)
            self._unread.append(path)
            if held is None:
                self._keep_unread(item, problem)
            return None
        with self.database.read() as connection:
            document = marked(connection, document, sensitive=self.sensitive)
        return _Taken(
            path=path, item=item, document=document, stated=said, updates=bool(held and held.document)
        )

    def _import(
        self, file: Found, reader: IsolatedReader, number: int, whole: int
    ) -> Iterator[_Taken | None]:
        """Keep what a container holds, and read the texts among it."""
        importing = self._importing()
        try:
            file.path.open("rb").close()
        except OSError as error:
            self._problems.append(Problem(str(file.path), "", f"cannot be read: {error.strerror or error}"))
            return
        for count, kept in enumerate(importing.take(file), start=1):
            if self.progress:
                self.progress(number, whole, f"{file.path}: {count:,} pieces")
            if isinstance(kept, Problem):
                self._problems.append(kept)
            elif isinstance(kept, str):
                self._notices.append(kept)
            elif kept.piece.reads:
                yield self._read_piece(kept, reader)
            else:
                self._without_words(kept)

    def _look_at(self, file: Found) -> None:
        """Keep a photo or a video, and look at it."""
        path = str(file.path)
        try:
            file.path.open("rb").close()
        except OSError as error:
            self._problems.append(Problem(path, "", f"cannot be read: {error.strerror or error}"))
            return
        findings = stated_findings(file.row)
        piece = Piece(name=file.name, origin=path, content=file.path, row=file.row, findings=findings)
        self._without_words(self._importing().keep(piece))

    def _without_words(self, kept: Kept) -> None:
        """Report a piece that is no text, and look at it if it is footage."""
        (self._kept if kept.new else self._unchanged).append(kept.piece.origin)
        if kept.item.media_type in MEDIA_TYPES:
            looking = Looking(database=self.database, vault=self.vault, actor=self.actor, mark=self._mark)
            for told in looking.look(kept.item, self._looker, path=kept.piece.origin):
                if isinstance(told, Problem):
                    self._problems.append(told)
                else:
                    self._notices.append(told)
        elif kept.new and PurePath(kept.piece.name).suffix.lower() in FOOTAGE:
            reason = f"is {kept.item.media_type}, no photo or video as its name says; it is kept"
            self._problems.append(Problem(kept.piece.origin, "", reason))

    def _importing(self) -> Importing:
        return Importing(database=self.database, vault=self.vault, actor=self.actor, mark=self._mark)

    def _read_piece(self, kept: Kept, reader: IsolatedReader) -> _Taken | None:
        """Read a piece, unless its text is held as it is."""
        piece, sha256 = kept.piece, kept.item.sha256
        if sha256 in self._under_way:
            self._unchanged.append(piece.origin)
            return None
        said, held = stated(piece.row), kept.before
        if held and held.document and not says_more(held, piece.origin, said):
            self._unchanged.append(piece.origin)
            return None
        try:
            data = piece.content if isinstance(piece.content, bytes) else self.vault.read(sha256, MAX_BYTES)
            document = reader.read(data, sha256=sha256, name=piece.name, row=piece.row, path=piece.origin)
        except UnreadableItem as error:
            self._problems.append(replace(error.problem, path=piece.origin))
            self._unread.append(piece.origin)
            return None
        if self.destination or self.sensitive or not kept.new:  # a new item was marked by nobody yet
            with self.database.read() as connection:
                document = marked(connection, document, sensitive=self.sensitive)
        return _Taken(
            path=piece.origin, item=kept.item, document=document, stated=said,
            updates=bool(held and held.document),
        )  # fmt: skip

    def _bytes(self, sha256: str) -> bytes | None:
        try:
            return self.vault.read(sha256, MAX_BYTES)
        except VaultError:
            if self.vault.verify(sha256) is not None:
                raise
            return None

    def _keep_unread(self, item: Item, problem: Problem) -> None:
        with self.database.write() as connection:
            if documents.held(connection, item.sha256) is None:
                self._write_unread(connection, item, problem)

    def _write_unread(self, connection: Connection, item: Item, problem: Problem) -> None:
        write_item(connection, item, actor=self.actor)
        self._mark(connection, item.sha256)
        payload = {"sha256": item.sha256, "place": problem.place, "reason": problem.reason}
        journal.append(connection, actor=self.actor, act="unread", payload=payload)

    def _mark(self, connection: Connection, sha256: str) -> None:
        """Record that the person who adds calls it sensitive, unless that is known."""
        if self.sensitive and not is_sensitive(connection, sha256):
            reason = "marked when it was added"
            decide_sensitive(connection, sha256, sensitive=True, reason=reason, author=self.actor)

    def _keep(self, done: list[tuple[_Taken, Extraction]]) -> None:
        outcomes = together(self.database, done, self._keep_one)
        for (taken, extraction), outcome in zip(done, outcomes, strict=True):
            self._report(taken, extraction, outcome)
            del self._under_way[taken.item.sha256]

    def _keep_one(self, connection: Connection, done: tuple[_Taken, Extraction]) -> _Outcome:
        taken, extraction = done
        sha256 = taken.item.sha256
        held = documents.held(connection, sha256)
        if extraction.unread:
            if held is None:
                self._write_unread(connection, taken.item, engine_problems(extraction)[0])
            return _Outcome.UNREAD
        if held and held.document and not taken.updates:  # another process added it meanwhile
            return _Outcome.UNCHANGED
        if held is None:
            write_item(connection, taken.item, actor=self.actor)
        self._mark(connection, sha256)
        write_document(
            connection, extraction, stated=taken.stated, engine=self._engine_name(), actor=self.actor
        )
        return _Outcome.UPDATED if taken.updates else _Outcome.ADDED

    def _report(self, taken: _Taken, extraction: Extraction, outcome: _Outcome) -> None:
        self._problems += engine_problems(extraction)
        self._notices += [
            f"{taken.path}: {why}; the others read it" for why in extraction.withheld if not extraction.unread
        ]
        match outcome:
            case _Outcome.UNREAD:
                self._unread.append(taken.path)
            case _Outcome.UNCHANGED:
                self._unchanged.append(taken.path)
            case _:
                (self._updated if taken.updates else self._added).append(taken.path)
                self._claims += len(extraction.claims)
                self._notices += [f"{taken.path}: {notice}" for notice in extraction.document.text.notices]


class _Outcome(Enum):
    ADDED = auto()
    UPDATED = auto()
    UNCHANGED = auto()
    UNREAD = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    """A file on its way into the case."""

    path: str
    item: Item
    document: Document
    stated: dict[str, str | None]
    updates: bool


def _item(sha256: str, size: int, data: bytes | None, file: Found, actor: str) -> Item:
    return Item(
        sha256=sha256,
        size=size,
        media_type=media_type(data, file.name) if data is not None else "application/octet-stream",
        name=file.name,
        received=datetime.now(UTC),
        received_by=actor,
        origin=str(file.path),
    )

"""Pages of the web brought into a case: fetched, judged, and kept with all that belongs to them at once.

What a visit kept and the journal entry that says so are one transaction; reading and claims follow in the
next, as with files. A run killed between the two is completed by the next, without asking the site again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Connection

from corrobora.case.recapturing import with_words
from corrobora.case.stating import says_more, stated
from corrobora.case.writing import write_item
from corrobora.collect.capture.address import unnamed, web_address
from corrobora.collect.capture.capture import Captured, CaptureSettings, capture, machine
from corrobora.collect.capture.errors import CaptureError
from corrobora.collect.capture.verdict import Judged, Seen, judge
from corrobora.collect.capture.wacz import MEDIA_TYPE as WACZ
from corrobora.collect.manifest import Manifest, ManifestRow
from corrobora.collect.problem import Problem
from corrobora.model.capture import Capture, Part, Role, Verdict
from corrobora.model.document import Document, RegionSort
from corrobora.model.item import Item
from corrobora.read import media
from corrobora.read.errors import UnreadableItem
from corrobora.read.footage.media_types import MEDIA_TYPES
from corrobora.read.isolated import IsolatedReader
from corrobora.read.limits import MAX_BYTES
from corrobora.store import captures, documents, journal
from corrobora.store.captures import StoredCapture
from corrobora.store.database import Database
from corrobora.vault.store import Vault

#: Name of the rule that tells a recapture with other words from one with the same.
WORDS_DIFFER = "words-differ"

#: Name of what decides where a person says that a page is the content.
PERSON = "said-by-person"

# a page whose own text is shorter is one that scripts fill in, if they do fill it in
_FILLED_IN = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What came of one address.

    Attributes:
        url: the address.
        capture: what was seen, now or earlier.
        new: whether it was seen now.
        item: what is still to be read into claims, with its text; ``None`` for nothing.
        document: that text.
        stated: what is known of its source from elsewhere.
        updates: whether it was read before, and more is stated now.
        problem: why there is nothing to read, or what could not be captured.
    """

    url: str
    capture: Capture | None = None
    new: bool = False
    item: Item | None = None
    document: Document | None = None
    stated: ManifestRow | None = None
    updates: bool = False
    problem: Problem | None = None


@dataclass(slots=True, kw_only=True)
class Capturing:
    """Captures addresses for one case.

    Attributes:
        database, vault: the case.
        actor: who acts.
        settings: how.
        reader: reads what was captured.
        mark: marks an item sensitive where that was asked for.
        told: told what is being done.
        manifest: what is stated about pages.
    """

    database: Database
    vault: Vault
    actor: str
    settings: CaptureSettings
    reader: IsolatedReader
    mark: Callable[[Connection, str], None]
    told: Callable[[str], None] = lambda what: None
    manifest: Manifest | None = None

    def take(self, words: str, *, again: bool) -> Visit:
        """Capture an address, unless it is held with its content; with ``again``, in any case.

        Raises:
            VaultError: if bytes cannot be kept; then nothing is.
            StoreError: if the database cannot be written.
        """
        try:
            address = web_address(words)
        except CaptureError as error:
            return Visit(url=words, problem=Problem(unnamed(words), "", _reason(error, words)))
        with self.database.read() as connection:
            known = captures.of_url(connection, address.url)
        before = _latest(known)
        if before and before.capture.verdict.readable and not again:
            return self._held(address.url, before)
        try:
            captured = capture(address, self.settings, self.told)
        except CaptureError as error:
            self._failed(address.url, str(error))
            return Visit(url=address.url, problem=Problem(address.url, "", _reason(error, address.url)))
        with captured:
            return self._kept(captured, before)

    def _held(self, url: str, before: StoredCapture) -> Visit:
        """What is held of an address; read now, if an earlier run did not come to that."""
        found = before.capture
        with self.database.read() as connection:
            held = documents.held(connection, found.page)
        if held is None or found.part(Role.REPEAT):
            return Visit(url=url, capture=found)
        row = self._row(url, found.final_url)
        if held.document and not (row.by != "capture" and says_more(held, url, stated(row))):
            return Visit(url=url, capture=found)
        if held.item.media_type in MEDIA_TYPES:
            return Visit(url=url, capture=found)
        data = self.vault.read(found.page, MAX_BYTES)
        try:
            document = self._read(data, found.page, held.item.name, url, found.final_url)
        except UnreadableItem as error:
            return Visit(url=url, capture=found, problem=replace(error.problem, path=url))
        updates = held.document is not None
        return Visit(url=url, capture=found, item=held.item, document=document, stated=row, updates=updates)

    def _kept(self, captured: Captured, before: StoredCapture | None) -> Visit:
        page, received = self._chosen(captured)
        judged = judge(_seen(captured, page.document))
        if self.settings.as_content and not judged.verdict.readable and captured.page.status < 400:
            said = f"{self.actor} says so; by rule {judged.rule} it were “{judged.verdict}”"
            judged = Judged(verdict=Verdict.CONTENT, rule=PERSON, words=said)
        repeat = False
        if before and before.capture.verdict.readable and judged.verdict is Verdict.CONTENT:
            judged, repeat = self._compared(judged, page, before)
        title = (page.document.text.title if page.document else None) or ""
        with self.database.write() as connection:
            parts = [Part(role=Role.REPEAT if repeat else Role.PAGE, sha256=page.sha256)]
            item = self._item(connection, page.data, page.name, captured.final_url, page.kind)
            if received is not None:
                name = captured.name(".received.html")
                kept = self._item(connection, received, name, captured.final_url, media.HTML)
                parts.append(Part(role=Role.RECEIVED, sha256=kept.sha256))
            parts += self._beside(connection, captured, title)
            record = self._record(captured, judged, tuple(parts), before)
            entry = journal.append(connection, actor=self.actor, act="capture", payload=record.to_json())
            captures.put(connection, record, entry=entry.seq)
            self.mark(connection, page.sha256)
            problem = None if page.kind in MEDIA_TYPES else page.problem  # looked at, not read
            if not record.verdict.readable:
                problem = Problem(captured.url, "", _in_its_place(record))
            if problem:
                payload = {"sha256": page.sha256, "place": problem.place, "reason": problem.reason}
                journal.append(connection, actor=self.actor, act="unread", payload=payload)
            held = documents.held(connection, page.sha256)
        visit = Visit(url=captured.url, capture=record, new=True, problem=problem)
        if problem or repeat or page.document is None or (held and held.document):
            return visit
        row = self._row(captured.url, captured.final_url)
        return replace(visit, item=item, document=page.document, stated=row)

    def _chosen(self, captured: Captured) -> tuple[_Page, bytes | None]:
        """What is to be read, and the page as received where that is something else.

        Where the page as received holds hardly any words of its own and the browser showed many, scripts
        filled it in, and what the browser showed is read.
        """
        received = self._page(captured, captured.body)
        if captured.shown is None or received.own >= _FILLED_IN:
            return received, None
        shown = self._page(captured, captured.shown.html.encode("utf-8", "replace"))
        if shown.own > max(2 * received.own, 40):
            return shown, captured.body
        return received, None

    def _page(self, captured: Captured, data: bytes) -> _Page:
        sha256, name = hashlib.sha256(data).hexdigest(), captured.name()
        kind = media.HTML if captured.is_page else media.media_type(data, name)
        try:
            document = self._read(data, sha256, name, captured.url, captured.final_url)
        except UnreadableItem as error:
            problem = replace(error.problem, path=captured.url)
            return _Page(sha256=sha256, data=data, name=name, kind=kind, document=None, problem=problem)
        return _Page(sha256=sha256, data=data, name=name, kind=kind, document=document, problem=None)

    def _read(self, data: bytes, sha256: str, name: str, url: str, final_url: str) -> Document:
        row = self._row(url, final_url)
        return self.reader.read(data, sha256=sha256, name=name, row=row, path=url)

    def _row(self, url: str, final_url: str) -> ManifestRow:
        return stated_row(url, final_url, self.manifest.row_at(url) if self.manifest else None)

    def _compared(self, judged: Judged, page: _Page, before: StoredCapture) -> tuple[Judged, bool]:
        """The verdict in view of the capture before, and whether the page only repeats another's words."""
        with self.database.read() as connection:
            earlier = with_words(connection, before)
        if page.sha256 in (before.capture.page, earlier.item.sha256 if earlier else ""):
            return judged, earlier is not None and earlier.item.sha256 != page.sha256
        if page.document is None or earlier is None or earlier.document is None:
            return Judged(verdict=Verdict.CHANGED, rule=WORDS_DIFFER, words="the bytes differ"), False
        old, new = earlier.document.text.content.split(), page.document.text.content.split()
        if old == new:
            return judged, True
        gone, come = (Counter(old) - Counter(new)).total(), (Counter(new) - Counter(old)).total()
        words = f"of {len(old)} words {gone} gone, {come} new" if gone or come else "the same words elsewhere"
        return Judged(verdict=Verdict.CHANGED, rule=WORDS_DIFFER, words=words), False

    def _beside(self, connection: Connection, captured: Captured, title: str) -> Iterator[Part]:
        url = captured.final_url
        archive = self._item(connection, captured.archive(title), captured.name(".wacz"), url, WACZ)
        yield Part(role=Role.ARCHIVE, sha256=archive.sha256)
        shown = captured.shown
        if shown and shown.screenshot:
            kept = self._item(connection, shown.screenshot, captured.name(".png"), url, "image/png")
            yield Part(role=Role.SCREENSHOT, sha256=kept.sha256)
        if shown and shown.pdf:
            kept = self._item(connection, shown.pdf, captured.name(".pdf"), url, media.PDF)
            yield Part(role=Role.PDF, sha256=kept.sha256)

    def _item(self, connection: Connection, data: object, name: str, origin: str, kind: str) -> Item:
        """Bytes kept as an item, unless they are."""
        stored = self.vault.put(data)  # type: ignore[arg-type]  # bytes, or an open file
        held = documents.held(connection, stored.sha256)
        if held is not None:
            return held.item
        item = Item(
            sha256=stored.sha256, size=stored.size, media_type=kind, name=name, received=datetime.now(UTC),
            received_by=self.actor, origin=origin,
        )  # fmt: skip
        write_item(connection, item, actor=self.actor)
        return item

    def _record(
        self, captured: Captured, judged: Judged, parts: tuple[Part, ...], before: StoredCapture | None
    ) -> Capture:
        return Capture(
            url=captured.url, final_url=captured.final_url, page=parts[0].sha256, verdict=judged.verdict,
            rule=judged.rule, words=judged.words, mode=captured.mode, why_plain=captured.why_plain,
            tool=captured.tool, started=captured.started, ended=captured.ended, collector=self.actor,
            machine=machine(), local_address=captured.page.local, hops=tuple(e.hop for e in captured.chain),
            headers=captured.page.headers, parts=parts, resources=captured.resources, failed=captured.failed,
            previous=before.entry.seq if before else None, notes=captured.notes,
        )  # fmt: skip

    def _failed(self, url: str, reason: str) -> None:
        """That an address could not be captured is worth knowing, too."""
        with self.database.write() as connection:
            payload = {"url": url, "reason": reason, "machine": machine()}
            journal.append(connection, actor=self.actor, act="capture-failed", payload=payload)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    sha256: str
    data: bytes
    name: str
    kind: str
    document: Document | None
    problem: Problem | None

    @property
    def own(self) -> int:
        return own_text(self.document) if self.document else 0


def stated_row(url: str, final_url: str, said: ManifestRow | None) -> ManifestRow:
    """What is known of a page from how it was fetched, and from what a manifest says of it."""
    if said is None:
        return ManifestRow(path=url, line=0, url=final_url, by="capture")
    given = bool(said.url)
    return replace(said, path=url, line=0, url=said.url or final_url, url_by=None if given else "capture")


def own_text(document: Document) -> int:
    """Number of characters that are no furniture of the site."""
    furniture = sum(r.end - r.start for r in document.text.regions if r.sort is RegionSort.FURNITURE)
    return max(0, len(document.text.content) - furniture)


def told_of(record: Capture) -> str:
    """A capture in one line."""
    names = {Role.ARCHIVE: "WACZ", Role.SCREENSHOT: "screenshot", Role.PDF: "PDF"}
    kept = ", ".join(name for role, name in names.items() if record.part(role))
    how = record.mode.value if not record.why_plain else f"plain HTTP, for {record.why_plain}"
    missed = f"; {len(record.failed)} resources could not be had" if record.failed else ""
    same = ", the words of the capture before" if record.part(Role.REPEAT) else ""
    seek = "; what changed is told by: corrobora diff" if record.verdict is Verdict.CHANGED else ""
    return (
        f"{record.verdict}{same} ({record.rule}), captured by {how}: {record.resources} resources, "
        f"{kept}{missed}{seek}"
    )


def faults(connection: Connection) -> Iterator[str | None]:
    """One answer a capture: whether it can be found as its journal entry says."""
    recorded = {e.seq: e for e in journal.by_act(connection, "capture")}
    for seq, url, final, parts in captures.rows(connection):
        entry = recorded.pop(seq, None)
        if entry is None:
            yield f"capture {seq}: the journal knows nothing of it"
            continue
        said = Capture.from_json(entry.payload)
        same = (
            (url, final) == (captures.digest(said.url), captures.digest(said.final_url))
            and parts == tuple(sorted((p.role.value, p.sha256) for p in said.parts))
            and said.collector == entry.actor
        )
        yield (
            None if same else f"capture {seq} of {said.url}: differs from the journal entry that recorded it"
        )
    for seq in recorded:
        yield f"capture {seq}: the journal recorded it, but it cannot be found"


def _latest(known: tuple[StoredCapture, ...]) -> StoredCapture | None:
    """The last capture that has content, or else the last one."""
    readable = [k for k in known if k.capture.verdict.readable]
    found = readable or list(known)
    return found[-1] if found else None


def _seen(captured: Captured, document: Document | None) -> Seen:
    own: int | None = None
    if captured.is_page or not captured.body:
        own = own_text(document) if document else 0
    return Seen(
        url=captured.url, final_url=captured.final_url, status=captured.page.status,
        headers=captured.page.headers, markup=captured.markup(),
        text=f"{document.text.title or ''}\n{document.text.content}" if document else "", own=own,
    )  # fmt: skip


def _in_its_place(record: Capture) -> str:
    found = f": “{record.words}”" if record.words else ""
    return (
        f"is kept, but not read: what was shown is no content but “{record.verdict}” ({record.rule}{found})"
    )


def _reason(error: CaptureError, url: str) -> str:
    return str(error).removeprefix(f"{url}: ")

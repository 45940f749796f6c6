"""Acts that bring things into a case and read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from corrobora.case import leaving
from corrobora.case.acts.looking import Looking
from corrobora.case.extracting import ready
from corrobora.case.progress import Progress
from corrobora.case.records import AddReport, DocumentHead
from corrobora.codebook.overlay import SHIPPED, Codebook, using
from corrobora.collect.capture.address import sorted_out
from corrobora.collect.manifest import Manifest
from corrobora.extract import Engine, EngineChoice, Sending
from corrobora.store import journal

if TYPE_CHECKING:
    from corrobora.case.linking import Relinked
    from corrobora.case.tabling import ImportReport
    from corrobora.case.trying import Change
    from corrobora.case.watching import Watching
    from corrobora.case.witnesses import Witnesses
    from corrobora.collect.capture.capture import CaptureSettings
    from corrobora.places.importing import Imported


class BringingIn(Looking):
    """Files, pages, feeds, tables and testimony into the case."""

    def add(
        self,
        paths: Iterable[Path | str],
        manifest: Manifest | Path | str | None = None,
        *,
        progress: Progress | None = None,
        workers: int | None = 1,
        allow_remote: bool = False,
        sensitive: bool = False,
        capture: CaptureSettings | None = None,
    ) -> AddReport:
        """Preserve, read, extract and link what the paths and addresses hold.

        Adding the same bytes again changes nothing. A run that was interrupted, at whatever moment, is
        completed by the next one to the register it would have made.

        Args:
            paths: files, folders with all they hold, and addresses of the web (texts, never `Path`).
            manifest: what is known about their sources, or the file that says it.
            progress: called with files done, files in all, and the path at hand.
            workers: processes that extract; ``None``: as many as pay. With more than one, a script needs
                the usual ``if __name__ == "__main__":`` around what it does.
            allow_remote: whether the engine may send texts to another machine, which the case must allow too.
            sensitive: whether what is added must never leave this machine; recorded as a decision.
            capture: how addresses are captured, and which may be reached.

        Raises:
            NotAllowed: if texts would leave the machine without leave.
            ManifestError: if the manifest cannot be read.
            VaultError: if bytes cannot be kept.
            StoreError: if the database cannot be written.
        """
        from corrobora.case.adding import Adding  # brings in every reader, which nothing else here needs

        stated = Manifest.read(Path(manifest)) if isinstance(manifest, Path | str) else manifest
        files, addresses = sorted_out(paths)
        engine, destination = self._reader(allow_remote=allow_remote)
        adding = Adding(
            database=self._store, vault=self.vault, actor=self.actor, engine=engine,
            workers=workers, progress=progress, destination=destination, sensitive=sensitive,
            codebook=self.codebook(), addresses=addresses, capture=capture,
        )  # fmt: skip
        return adding.run(files, stated)

    def watching(
        self, settings: CaptureSettings, *, every: timedelta, delay: float, allow_remote: bool = False
    ) -> Watching:
        """What visits feeds for this case; see `corrobora.case.watching.Watching`.

        Args:
            settings: how pages are captured, and what may be reached.
            every: pause between two visits to a feed.
            delay: least seconds between two requests to one host.
            allow_remote: as for `add`.

        Raises:
            ScheduleUnusable: if what is remembered of the feeds cannot be read.
        """
        from corrobora.case.importing import Importing
        from corrobora.case.watching import Watching
        from corrobora.collect.feeds.schedule import Schedule

        return Watching(
            add=lambda urls: self.add(urls, allow_remote=allow_remote, capture=settings),
            importing=Importing(
                database=self._store, vault=self.vault, actor=self.actor, mark=lambda connection, item: None
            ),
            schedule=Schedule(self.path / "feeds.json"),
            settings=settings,
            every=every,
            delay=delay,
        )

    def recapture(
        self,
        targets: Iterable[str],
        *,
        progress: Progress | None = None,
        allow_remote: bool = False,
        capture: CaptureSettings | None = None,
    ) -> AddReport:
        """Capture addresses again, whatever is held of them; each capture is linked to the one before.

        Args:
            targets: addresses, or items that were captured from one, by the first digits of their hash.
            progress, allow_remote, capture: as for `add`.

        Raises:
            NotThere: if a target is neither an address nor a captured item.
        """
        from corrobora.case import recapturing
        from corrobora.case.adding import Adding

        with self._database.read() as connection:
            addresses = tuple(dict.fromkeys(recapturing.address(connection, t) for t in targets))
        engine, destination = self._reader(allow_remote=allow_remote)
        adding = Adding(
            database=self._store, vault=self.vault, actor=self.actor, engine=engine, progress=progress,
            destination=destination, codebook=self.codebook(), addresses=addresses, capture=capture,
            again=True,
        )  # fmt: skip
        return adding.run([], None)

    def refresh(
        self, *, progress: Progress | None = None, workers: int | None = 1, allow_remote: bool = False
    ) -> AddReport:
        """Read and extract everything anew with the present readers and engine.

        Decisions and numbers stay. Documents that come out the same are reported as unchanged.

        Args:
            progress: called with items done, items in all, and the name at hand.
            workers, allow_remote: as for `add`.

        Raises:
            NotAllowed: if texts would leave the machine without leave.
            StoreError: if the database cannot be written.
        """
        from corrobora.case.refreshing import Refreshing

        engine, destination = self._reader(allow_remote=allow_remote)
        refreshing = Refreshing(
            database=self._store, vault=self.vault, actor=self.actor, engine=engine,
            workers=workers, progress=progress, destination=destination, codebook=self.codebook(),
        )  # fmt: skip
        return refreshing.run()

    def relink(self) -> Relinked:
        """Link everything anew, from claims and decisions alone.

        Linking what changed comes to the same, so that nothing is otherwise afterwards unless what the last
        linking left behind was damaged.

        Raises:
            StoreError: if the database cannot be written.
        """
        from corrobora.case.linking import relink

        with self._store.write() as connection:
            return relink(connection, actor=self.actor, anew=True)

    def import_table(self, table: Path, mapping: Path, *, dry_run: bool = False) -> ImportReport:
        """Bring the rows of a spreadsheet in by a mapping file, each told apart by its external id.

        A row that has not changed changes nothing; the claim of one that has replaces the old one's.

        Args:
            table: a ``.csv``, ``.tsv`` or ``.xlsx`` file.
            mapping: which column is which slot.
            dry_run: only say what would change.

        Raises:
            UnreadableSheet: if the table cannot be read.
            BadMapping: if the mapping is wrong or names columns the table lacks.
            StoreError: if the database cannot be written.
        """
        from corrobora.case import tabling
        from corrobora.collect.mapping import read_mapping

        return tabling.bring_in(
            self._database, self.vault, table, read_mapping(mapping), actor=self.actor,
            codebook=self.codebook(), dry_run=dry_run,
        )  # fmt: skip

    def read_testimony(self, pseudonym: str, path: Path) -> str:
        """Keep and read testimony as received from a pseudonym; its hash.

        It is read on this machine, whatever engine the case uses otherwise.

        Raises:
            NotThere: if there is no such witness.
            BadWitness: if the witness did not agree to its use.
            UnreadableItem: if it cannot be read.
        """
        from corrobora.case.extracting import made

        sends = isinstance(self._engine, EngineChoice | Sending) and self._engine.destination
        return self.witnesses.testimony(pseudonym, path, made(EngineChoice() if sends else self._engine))

    @property
    def witnesses(self) -> Witnesses:
        """Witnesses under pseudonyms: what is sealed of them, what they agree to, their testimony."""
        from corrobora.case.witnesses import Witnesses

        return Witnesses(folder=self.path, database=self._database, vault=self.vault, actor=self.actor)

    def import_gazetteer(self, source: Path, *, name: str | None = None) -> Imported:
        """Make a GeoNames dump (``.txt``, ``.zip``) or a table of places (``.csv``) a gazetteer of this case.

        Documents added or refreshed from now on are read with it. A gazetteer of the same name is replaced.

        Args:
            source: the file.
            name: what the gazetteer is called; ``None``: as the file.

        Raises:
            GazetteerError: if the file cannot be read or has no place to take.
        """
        from corrobora.places.importing import import_geonames, import_table

        make = import_table if source.suffix.lower() == ".csv" else import_geonames
        target = self.path / "gazetteers" / f"{Path(name or source.stem).name}.sqlite"
        with using(self.codebook()):  # its countries are known to the gazetteer too
            imported = make(source, target)
        with self._database.write() as connection:
            payload = {"name": target.stem, "source": source.name, "places": imported.places}
            journal.append(connection, actor=self.actor, act="gazetteer", payload=payload)
        return imported

    def try_codebook(
        self, codebook: Codebook, *, progress: Progress | None = None
    ) -> tuple[tuple[DocumentHead, Change], ...]:
        """What would change if the case read with another codebook; the case stays as it is.

        The documents are read by the rules twice: with its own codebook (the shipped one, if its own is
        tried) and with the other.

        Args:
            codebook: the other one.
            progress: called with documents done, documents in all, and the name at hand.

        Raises:
            BadCodebook: if the codebook cannot be used.
        """
        from corrobora.case.trying import changes  # brings in the parser

        heads, own = self.documents(), self.codebook()
        texts = (self.document(head.sha256).document for head in heads)
        found: list[tuple[DocumentHead, Change]] = []
        now = replace(SHIPPED, places=own.places) if own.files == codebook.files else own
        changed = changes(texts, now, replace(codebook, places=own.places))
        for number, (head, each) in enumerate(zip(heads, changed, strict=True), 1):
            if progress:
                progress(number, len(heads), head.name)
            found += [(head, change) for change in each]
        return tuple(found)

    def _reader(self, *, allow_remote: bool) -> tuple[Engine | EngineChoice, str | None]:
        """What reads, and the other machine it sends texts to; both leaves are asked for here."""
        engine = self._engine
        chosen = isinstance(engine, EngineChoice)
        destination = engine.destination if isinstance(engine, EngineChoice | Sending) else None
        if destination:  # an engine that was made with leave for this run still needs the case's
            with self._database.read() as connection:
                leaving.check_allowed(connection, destination, now=allow_remote or not chosen)
        if not isinstance(engine, EngineChoice):
            return engine, destination
        choice = replace(engine, allow_remote=allow_remote, cache=self.path / "answers")
        return ready(choice), destination

"""Footage in a case: looked at once, its working copies kept as items of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from corrobora.case.finding import examine, relate
from corrobora.case.writing import Keeping, write_item
from corrobora.collect.imports.piece import Finding
from corrobora.collect.manifest import ManifestRow
from corrobora.collect.problem import Problem
from corrobora.model.examination import Examination, ExaminationSort
from corrobora.model.item import Item
from corrobora.model.relation import Relation, RelationSort
from corrobora.read.errors import UnreadableItem
from corrobora.read.footage.look import Looker
from corrobora.read.footage.record import Look
from corrobora.store import documents, findings

#: What made the working copies, as their findings name it.
MAKER = "corrobora working copies 1"


class Looking(Keeping):
    """Looks at items and keeps what was found."""

    def look(self, item: Item, looker: Looker, *, path: str) -> Iterator[Problem | str]:
        """Look at an item, unless that was done; problems and notices.

        An item that cannot be decoded is kept, and that it cannot is a finding like any other.
        """
        with self.database.read() as connection:
            if findings.has_sort(connection, item.sha256, ExaminationSort.TECHNICAL):
                return
        try:
            seen = looker.look(self.vault.path(item.sha256), name=item.name, kind=item.media_type)
        except UnreadableItem as error:
            told = {"state": "cannot be decoded", "reason": error.problem.reason}
            with self.database.write() as connection:
                finding = _finding(item, ExaminationSort.TECHNICAL, "corrobora", told)
                examine(connection, finding, actor=self.actor)
            yield Problem(path, error.problem.place, f"{error.problem.reason}; it is kept, but not looked at")
            return
        self._keep(item, seen)
        yield from (f"{path}: {notice}" for notice in seen.notices)
        if "place" in seen.embedded:
            yield f"{path}: its metadata names a place; it is shown to nobody who does not ask for it"

    def _keep(self, item: Item, seen: Look) -> None:
        tool = seen.tools["technical"]
        copies = [(shot.jpeg, f"second {shot.second:.2f}", "frame") for shot in seen.shots]
        copies += [(seen.sheet, "all of it", "contact sheet")] if seen.sheet else []
        stored = [(self.vault.put(data), data, place, what) for data, place, what in copies]
        hashes = [[h.second, h.hex, h.quality] for h in seen.hashes]
        parts = [[h.second, h.windows] for h in seen.hashes if h.windows]
        with self.database.write() as connection:
            told = [
                _finding(
                    item, ExaminationSort.TECHNICAL, tool, {**seen.technical, "notices": list(seen.notices)}
                ),
                _finding(
                    item,
                    ExaminationSort.PDQ,
                    seen.tools["pdq"],
                    {"hashes": hashes, "windows": parts, "between": [list(b) for b in seen.between]},
                ),
            ]
            if seen.embedded:
                told.append(_finding(item, ExaminationSort.EMBEDDED, tool, seen.embedded))
            if seen.provenance:
                maker = str(seen.provenance.get("tool", "c2pa"))
                told.append(_finding(item, ExaminationSort.PROVENANCE, maker, seen.provenance))
            for finding in told:
                examine(connection, finding, actor=self.actor)
            for kept, data, place, what in stored:
                if kept.sha256 == item.sha256:
                    continue
                if documents.held(connection, kept.sha256) is None:
                    copy = Item(
                        sha256=kept.sha256, size=len(data), media_type="image/jpeg",
                        name=f"{item.name} ({what}, {place}).jpg", received=datetime.now(UTC),
                        received_by=self.actor, origin=f"{MAKER} of {item.sha256}",
                    )  # fmt: skip
                    write_item(connection, copy, actor=self.actor)
                self.mark(connection, kept.sha256)
                made = {"parent": item.sha256, "what": what, "place": place, "with": tool}
                examine(
                    connection,
                    Examination(sha256=kept.sha256, sort=ExaminationSort.DERIVATIVE, tool=MAKER, data=made),
                    actor=self.actor,
                )
                relation = Relation(
                    sha256=kept.sha256, other=item.sha256, sort=RelationSort.DERIVED_FROM,
                    place=f"{what}, {place}",
                )  # fmt: skip
                relate(connection, relation, actor=self.actor)


def stated_findings(row: ManifestRow | None) -> tuple[Finding, ...]:
    """What a manifest says of footage: who showed it, when and where."""
    if row is None or not (row.publisher or row.published or row.url):
        return ()
    said = {
        "publisher": row.publisher,
        "published": row.published and row.published.isoformat(),
        "url": row.url,
    }
    moment = datetime.combine(row.published, time(), UTC) if row.published else None
    told = {key: value for key, value in said.items() if value}
    return (Finding(sort=ExaminationSort.ARCHIVING, tool=row.by, data=told, moment=moment),)


def _finding(item: Item, sort: ExaminationSort, tool: str, data: object) -> Examination:
    return Examination(sha256=item.sha256, sort=sort, tool=tool, data=dict(data))  # type: ignore[call-overload]

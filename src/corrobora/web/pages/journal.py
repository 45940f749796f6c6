"""The journal: every act in its order, each entry checked against the one before as it is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corrobora.case.records import Verification
from corrobora.model.journal import Entry
from corrobora.publish import days, words
from corrobora.publish.language import gettext as _

SIZE = 50
#: Longest text of a payload's value that is shown in the table itself.
_SHOWN = 60
_DETAILS = 4
_FOR_PROGRAMS = re.compile(r"[0-9a-f]{64}$|\d{4}-\d\d-\d\dT")
#: What each part that `verify` checks is counted in.
_PARTS = {"journal": ("journal entry", "journal entries"), "register": ("incident", "incidents")}


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalRow:
    """One entry.

    Attributes:
        details: what its payload says, the short values of it.
        payload: all of it, as it was hashed but indented.
        broken: what is wrong with it, empty if it holds.
    """

    seq: int
    time: str
    actor: str
    act: str
    details: str
    payload: str
    hash: str
    previous: str
    broken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The outcome of checking the whole case."""

    clean: bool
    lines: tuple[str, ...]
    counts: str
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalPage:
    """What the journal shows, newest entry first.

    Attributes:
        rows: the entries of this page.
        total: number of entries in the journal.
        newer, older: addresses of the neighbouring pages.
        holds: whether every entry shown holds.
        checked: the outcome of a check of everything, if one was asked for.
    """

    rows: tuple[JournalRow, ...]
    total: int
    newer: str
    older: str
    holds: bool
    checked: Checked | None = None


def journal_page(
    entries: Sequence[Entry], *, total: int, first: bool, checked: Verification | None = None
) -> JournalPage:
    """A page of the journal.

    Args:
        entries: newest first; one more than `SIZE`, if there are as many, to check the last one shown.
        total: number of entries in all.
        first: whether these are the newest.
        checked: outcome of a check of the whole case.
    """
    shown = entries[:SIZE]
    before = {e.seq: e for e in entries}
    rows = tuple(_row(e, before.get(e.seq - 1)) for e in shown)
    newest = shown[0].seq if shown else 0
    return JournalPage(
        rows=rows,
        total=total,
        newer="" if first or newest >= total else f"/journal?before={newest + SIZE + 1}",
        older=f"/journal?before={shown[-1].seq}" if shown and shown[-1].seq > 1 else "",
        holds=not any(r.broken for r in rows),
        checked=_checked(checked) if checked else None,
    )


def _row(entry: Entry, previous: Entry | None) -> JournalRow:
    broken = ""
    if entry.recomputed() != entry.hash:
        broken = _("what it says is not what was hashed")
    elif previous is not None and entry.previous != previous.hash:
        broken = _("it does not follow the entry before it")
    return JournalRow(
        seq=entry.seq,
        time=days.moment(entry.time),
        actor=entry.actor,
        act=entry.act,
        details=_details(entry.payload),
        payload=json.dumps(dict(entry.payload), ensure_ascii=False, indent=2, sort_keys=True),
        hash=entry.hash,
        previous=entry.previous,
        broken=broken,
    )


def _details(payload: Mapping[str, Any]) -> str:
    said = []
    for name, value in payload.items():
        if isinstance(value, bool) or value is None or isinstance(value, dict):
            continue
        if isinstance(value, list):
            value = words.plural(len(value), "entry", "entries")
        text = str(value)
        # hashes and times of day are for programs; they stand in the whole payload
        if len(text) <= _SHOWN and not _FOR_PROGRAMS.match(text):
            said.append(f"{name.replace('_', ' ')} {text}")
    return " · ".join(said[:_DETAILS])


def _checked(found: Verification) -> Checked:
    counts = [
        words.plural(n, *_PARTS.get(part, (part.removesuffix("s"), part))) for part, n in found.counts.items()
    ]
    return Checked(
        clean=found.clean,
        lines=tuple(f"{w.part}: {w.reason}" for w in found.problems),
        counts=words.listed(counts),
        head=found.head or "",
    )

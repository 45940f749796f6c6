"""Changes: what is otherwise than it was at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from corrobora.case.changes import ChangedValue, Changes
from corrobora.model.incident import label_of
from corrobora.publish import days, words
from corrobora.publish.language import gettext as _
from corrobora.publish.language import ngettext
from corrobora.web.evidence import Summary, summary

#: Lines of one sort that are listed.
MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One change: which incident, and what about it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """A decision made since."""

    when: str
    author: str
    what: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage:
    """What the page of changes shows.

    Attributes:
        since: as it was asked for.
        problem: why nothing is compared; may be empty.
        entries: from which journal entry to which, in words.
        lines: what happened to incidents, each sort together.
        claims: claims proposed first since.
        withdrawn: how many claims are not proposed any more.
        contradictions: figures that cannot all hold, of which one came since.
        decisions: what people decided since.
        none: whether nothing changed.
    """

    since: str
    problem: str = ""
    entries: str = ""
    lines: tuple[Line, ...] = ()
    claims: tuple[Summary, ...] = ()
    withdrawn: int = 0
    contradictions: tuple[str, ...] = ()
    decisions: tuple[DecisionLine, ...] = ()
    none: bool = False


def changes_page(since: str, found: Changes | None, *, problem: str = "") -> ChangesPage:
    """The page of changes; without any found, only how to ask."""
    if found is None:
        return ChangesPage(since=since, problem=problem)
    return ChangesPage(
        since=since,
        entries=_("journal entries %(first)s to %(last)s")
        % {"first": words.number(found.since), "last": words.number(found.until)},
        lines=tuple(_lines(found)),
        claims=tuple(summary(c) for c in found.claims[:MOST]),
        withdrawn=len(found.withdrawn),
        contradictions=tuple(f"{c.body.name}: {words.readable(c.why)}" for c in found.contradictions),
        decisions=tuple(
            DecisionLine(
                when=days.moment(d.time), author=d.author, what=words.decision(d),
                subject=" + ".join(d.subject), reason=d.reason,
            )
            for d in found.decisions[-MOST:][::-1]
        ),
        none=found.none,
    )  # fmt: skip


def _lines(found: Changes) -> Iterable[Line]:
    for number in found.new:
        yield Line(label=label_of(number), text=_("is new"))
    for number in found.restored:
        yield Line(label=label_of(number), text=_("stands again"))
    for number, into in found.merged.items():
        text = (
            _("was merged into %(label)s") % {"label": label_of(into)}
            if into
            else _("has no claims any more")
        )
        yield Line(label=label_of(number), text=text)
    for number, parts in found.split.items():
        names = words.listed([label_of(n) for n in parts])
        yield Line(label=label_of(number), text=_("was split into %(labels)s") % {"labels": names})
    for value in found.changed[:MOST]:
        yield Line(label=label_of(value.number), text=_value(value))
    if len(found.changed) > MOST:
        more = len(found.changed) - MOST
        yield Line(
            label="",
            text=ngettext("%(num)s more value changed", "%(num)s more values changed", more) % {"num": more},
        )


def _value(changed: ChangedValue) -> str:
    return f"{words.slot(changed.name)}: {_said(changed.before)} → {_said(changed.after)}"


def _said(value: Any) -> str:
    """A value as JSON has it, in words."""
    match value:
        case None | "" | []:
            return _("not found")
        case {"name": name}:
            return str(name)
        case [first, last] if all(v is None or isinstance(v, int) for v in value):
            return (
                str(first)
                if first == last
                else f"{first if first is not None else '…'}–{last if last is not None else '…'}"
            )
        case list():
            return ", ".join(dict.fromkeys(_said(v) for v in value if v is not None)) or _("not found")
        case _:
            return str(value).replace("_", " ")


def _open(value: int | None) -> str:
    return "…" if value is None else str(value)

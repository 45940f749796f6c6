"""Who got it from whom: the sources behind an incident, and how many of them are independent.

An outlet got it from the speaker it names, a speaker from those it cites, a copied report from the first
outlet that ran it, and two who show one recording from that recording. What nobody passed on to it is an
origin. Ten outlets that quote one post are one origin.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources

import yaml

from corrobora.link.actors import Actors, Mention
from corrobora.link.body_names import body_named, described
from corrobora.link.copies import copies
from corrobora.link.names import all_keys
from corrobora.link.records import ClaimRecord
from corrobora.model.actor import ActorSort
from corrobora.model.span import Span


class Passing(StrEnum):
    """How something came from one source to another."""

    SAID = "said"  # an outlet reports what a speaker says
    CITED = "cited"  # a speaker says from whom it has it
    BESIDE = "beside"  # two speakers of one claim; whether one has it from the other is not said
    COPIED = "copied"  # one report in two outlets
    FOOTAGE = "footage"  # both show one recording
    FORWARDED = "forwarded"  # a channel passes on another's message as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An outlet, speaker or recording.

    Attributes:
        id: the actor's, ``outlet:…`` or ``footage:…``.
        name: as shown.
        named: whether it is somebody; "witnesses" or "a local project" of two reports may be the same or not.
        claims: ids of its claims.
    """

    id: str
    name: str
    named: bool = True
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """That one source has something from another.

    Attributes:
        giver, taker: ids of the sources.
        how: in which way.
        claims: ids of the claims that show it.
    """

    giver: str
    taker: str
    how: Passing
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """The sources of an incident.

    Attributes:
        sources: all of them.
        passed: who has it from whom.
        roots: ids of those that have it from nobody, as far as is said.
        independent: the least and the greatest number of independent origins: at least, where speakers
            beside each other and unnamed groups are one; at most, where each is its own.
    """

    sources: tuple[Source, ...]
    passed: tuple[Passed, ...]
    roots: tuple[str, ...]
    independent: tuple[int, int]


@dataclass
class _Graph:
    names: dict[str, tuple[str, bool]] = field(default_factory=dict)
    claims: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    edges: dict[tuple[str, str, Passing], dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    def source(self, id: str, name: str, claim: str, *, named: bool = True) -> str:
        self.names.setdefault(id, (name, named))
        self.claims[id].setdefault(claim)
        return id

    def pass_on(self, giver: str, taker: str, how: Passing, claim: str) -> None:
        if giver != taker:
            self.edges[giver, taker, how].setdefault(claim)


def origins(
    records: Sequence[ClaimRecord],
    texts: Mapping[str, str],
    actors: Actors,
    footage: Mapping[str, frozenset[str]] | None = None,
    forwards: Mapping[str, str] | None = None,
    addresses: Mapping[str, str] | None = None,
) -> Origins:
    """The sources behind the claims of one incident.

    Args:
        records: its claims, oldest document first.
        texts: their documents' texts.
        actors: whose the names are.
        footage: for documents that show recordings, the recordings' hashes.
        forwards: for documents that are forwarded messages, whose message it was.
        addresses: for documents that were captured from the web, where: two visits are one outlet.
    """
    graph = _Graph()
    order = list(dict.fromkeys(r.document for r in records))
    copied = copies(texts, [d for d in order if d in texts])
    outlets: dict[str, str] = {}
    for record in records:
        outlets[record.document] = _outlet(graph, record, (addresses or {}).get(record.document))
    for record in records:
        taker = outlets[record.document]
        original = copied.get(record.document)
        forwarded = (forwards or {}).get(record.document)
        if forwarded:  # what is said there was said to whoever wrote it first
            first = graph.source(_outlet_id(forwarded), forwarded, record.id)
            graph.pass_on(first, taker, Passing.FORWARDED, record.id)
            taker = first
        elif original is not None:
            graph.pass_on(outlets[original], taker, Passing.COPIED, record.id)
            continue
        _chain(graph, record, taker, texts.get(record.document, ""), actors)
        for hash in sorted((footage or {}).get(record.document, frozenset())):
            giver = graph.source(f"footage:{hash}", f"recording {hash[:12]}", record.id)
            graph.pass_on(giver, taker, Passing.FOOTAGE, record.id)
    return _answer(graph)


def _outlet(graph: _Graph, record: ClaimRecord, address: str | None) -> str:
    if record.publisher is None and address:
        short = hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        return graph.source(f"outlet:{short}", f"{address}, publisher unknown", record.id)
    if record.publisher is None:
        short = record.document[:12]
        return graph.source(f"outlet:{short}", f"document {short}, publisher unknown", record.id)
    return graph.source(_outlet_id(record.publisher), record.publisher, record.id)


def _outlet_id(publisher: str) -> str:
    keys = " ".join(sorted(all_keys(publisher))) or publisher.casefold()
    return body_named(publisher) or f"named:{keys}"


def _chain(graph: _Graph, record: ClaimRecord, outlet: str, text: str, actors: Actors) -> None:
    previous: str | None = None
    for slot in record.claim.claimants:
        mention = Mention(actor=slot.value, claim=record.id, document=record.document)
        actor = actors.of(mention)
        id = actors.voice(mention)
        named = actor.sort is not ActorSort.GROUP and not (id.startswith("named:") and described(actor.name))
        shown = actors.known[id].name if id in actors.known else actor.name
        giver = graph.source(id if named else f"{id}@{record.document[:12]}", shown, record.id, named=named)
        if previous is None:
            graph.pass_on(giver, outlet, Passing.SAID, record.id)
        else:
            how = Passing.CITED if any(_cited(text, s) for s in slot.spans) else Passing.BESIDE
            graph.pass_on(giver, previous, how, record.id)
            if how is Passing.BESIDE:
                graph.pass_on(giver, outlet, Passing.SAID, record.id)
        previous = giver


def _cited(text: str, span: Span) -> bool:
    """Whether words of citing stand right before a name."""
    before = text[max(0, span.start - 40) : span.start]
    return bool(_citing().search(before))


@cache
def _citing() -> re.Pattern[str]:
    data = yaml.safe_load(
        resources.files("corrobora.codebook").joinpath("origin_words.yaml").read_text("utf-8")
    )
    words = [w for entry in data["citing"].values() for w in entry["words"]]
    # an article, a title or an adjective may stand between
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})\s+(?:[\w’'-]+\s+){{0,2}}$", re.IGNORECASE
    )


def _answer(graph: _Graph) -> Origins:
    sure = [(g, t) for g, t, how in graph.edges if how is not Passing.BESIDE]
    every = [(g, t) for g, t, _ in graph.edges]
    most, least = list(_roots(graph.names, sure)), list(_roots(graph.names, every))
    named = [id for id in least if graph.names[id][1]]
    return Origins(
        sources=tuple(
            Source(id=id, name=name, named=known, claims=tuple(graph.claims[id]))
            for id, (name, known) in graph.names.items()
        ),
        passed=tuple(
            Passed(giver=g, taker=t, how=how, claims=tuple(claims))
            for (g, t, how), claims in graph.edges.items()
        ),
        roots=tuple(most),
        independent=(max(min(1, len(most)), len(named)), len(most)),
    )


def _roots(ids: Mapping[str, object], edges: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Sources that have it from nobody, and one of each circle that only has it from itself."""
    givers: dict[str, set[str]] = defaultdict(set)
    for giver, taker in edges:
        givers[taker].add(giver)
    served: set[str] = set()
    takers: dict[str, set[str]] = defaultdict(set)
    for giver, taker in edges:
        takers[giver].add(taker)

    def serve(id: str) -> None:
        open_ = [id]
        while open_:
            here = open_.pop()
            if here not in served:
                served.add(here)
                open_.extend(takers[here])

    for id in ids:
        if not givers[id]:
            yield id
            serve(id)
    for id in ids:
        if id in served:
            continue
        seen = {id}
        while (above := min(givers[id])) not in seen:  # nobody here has it from outside: up to the circle
            seen.add(above)
            id = above
        yield above
        serve(above)

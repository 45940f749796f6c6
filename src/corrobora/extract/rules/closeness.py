"""How an act of speaking, or a name, stands to a stretch of text: the features attribution weighs."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from corrobora.extract.rules.hearing import QUIET, Speech, key
from corrobora.extract.rules.parties import PRONOUNS
from corrobora.model.actor import ActorSort
from corrobora.model.document import RegionSort

if TYPE_CHECKING:
    from corrobora.extract.rules.attribution import Target
    from corrobora.extract.rules.reading import Reading

_NOBODY: frozenset[str] = frozenset()
_REPORTING = frozenset({"say", "find", "ask"})


class Closeness:
    """Features of speakers as seen from one stretch of text."""

    def __init__(self, reading: Reading, target: Target) -> None:
        self._reading = reading
        self._start, self._end = target.start, target.end
        self._here = reading.analysis.sentence_at(target.start)
        self._tokens = reading.tokens_within(target.start, target.end)
        self._quote = reading.hearing.quote_at(target.start + 1) or reading.hearing.quote_at(target.start)
        self._rivals = [
            s for s in reading.hearing.within(self._here.index, self._here.index) if s.sort not in QUIET
        ]
        self._most = max(reading.hearing.turns.values(), default=0)
        self._constant = _constant(reading)
        self._voices: dict[int, frozenset[str]] = {}

    @cached_property
    def _last_spoken(self) -> Speech | None:
        """The speech before the target's sentence that is nearest to it."""
        index = self._here.index
        before = self._reading.hearing.within(max(0, index - 12), index - 1) if index else ()
        return next((s for s in reversed(before) if s.sort not in QUIET), None)

    @cached_property
    def _above(self) -> frozenset[int]:
        """Verbs the target depends on, by the parse; none in other languages."""
        analysis = self._reading.analysis
        if analysis.doc is None or not self._tokens:
            return frozenset()
        inside = {t.index for t in self._tokens}
        return frozenset(
            a.i for t in self._tokens for a in analysis.doc[t.index].ancestors if a.i not in inside
        )

    @cached_property
    def _governor(self) -> int | None:
        """The verb the target depends on first: by the parse, or the one nearest before it in its clause."""
        analysis = self._reading.analysis
        if not self._tokens:
            return None
        first = self._tokens[0].index
        if analysis.doc is not None:
            inside = {t.index for t in self._tokens}
            root = next(
                (t for t in self._tokens if analysis.doc[t.index].head.i not in inside), self._tokens[0]
            )
            above = analysis.doc[root.index].ancestors
            return next((a.i for a in above if a.pos_ in ("VERB", "AUX")), None)
        for i in range(first - 1, self._here.first - 1, -1):
            if analysis.tokens[i].text in ".;:—–":
                return None
            if analysis.tokens[i].pos == "VERB":
                return i
        return None

    @cached_property
    def _turn(self) -> Speech | None:
        """The label that opens the target's paragraph: whose turn it is in a transcript."""
        sentences, index = self._reading.sentences, self._here.index
        while index > 0 and sentences[index - 1].paragraph == self._here.paragraph:
            index -= 1
        return next((s for s in self._reading.hearing.within(index, index) if s.sort == "label"), None)

    @cached_property
    def _pronouns(self) -> frozenset[str]:
        words = self._reading.analysis.words(self._here)
        return frozenset(PRONOUNS[t.lower] for t in words if t.lower in PRONOUNS) - {"relative"}

    def constant(self, speech: Speech) -> frozenset[str]:
        """What is the same whatever stretch is asked about."""
        known = self._constant.features
        if id(speech) not in known:
            known[id(speech)] = frozenset(self._static(speech))
        return known[id(speech)]

    def features(self, speech: Speech) -> set[str]:
        """What speaks for or against laying this stretch to one act of speaking or name."""
        found: set[str] = set()
        if speech.sentence == self._here.index:
            self._in_sentence(speech, found)
        else:
            self._from_afar(speech, found)
        if self._turn is not None:
            found.add("whose turn it is" if speech is self._turn else "not whose turn it is")
        if self._quote:
            there = self._reading.sentences[speech.sentence]
            touches = there.start - 3 <= self._quote[1] and self._quote[0] <= there.end + 3
            found.add("same quote" if touches else "other quote")
            if self._quote[0] <= speech.speaker.spans[0].start < self._quote[1]:
                found.add("named inside the quote")
        return found

    def tier(self, speech: Speech, doing: set[str]) -> str:
        """The strongest reason for laying the stretch to a speech or name, ``a`` to ``h``.

        a: it stands in what is said, and in nothing said inside that; b: its verb of speaking is part of the
        stretch; c: it labels the stretch or stands beside its quotation marks; d: subject or agent of what is
        done; e: it speaks in the sentence; f: it spoke last before; g: named in the sentence; h: none.
        """
        spoken = speech.sort not in QUIET
        here = speech.sentence == self._here.index
        if spoken and speech is self._innermost:
            return "a"
        if spoken and speech.at < self._end and self._start < speech.until and speech.part.name == "subject":
            return "b"
        if spoken and (speech is self._turn or speech is self._beside_quote):
            return "c"
        if doing & {"subject", "agent", "subject of no verb"}:
            return "d"
        if here:
            return "e" if spoken else "g"
        return "f" if speech is self._last_spoken else "h"

    @cached_property
    def _innermost(self) -> Speech | None:
        """Of the acts of speaking whose content the syntax marks, the shortest that the stretch lies in."""
        index = self._here.index
        around = [
            s
            for s in self._reading.hearing.within(max(0, index - 3), index + 3)
            if s.exact and s.sort != "answer" and s.start <= self._start + 2 and self._end <= s.end + 4
        ]
        return min(around, key=lambda s: s.end - s.start, default=None)

    @cached_property
    def _beside_quote(self) -> Speech | None:
        """The speech nearest to either end of the quotation the stretch lies in, in its paragraph."""
        if self._quote is None:
            return None
        start, end = self._quote
        near = []
        for speech in self._reading.hearing.within(self._here.index - 4, self._here.index + 4):
            if speech.sort in QUIET or start <= speech.at < end:
                continue
            if self._reading.sentences[speech.sentence].paragraph != self._here.paragraph:
                continue
            gap = speech.at - end if speech.at >= end else start - speech.until
            if gap < 120:
                near.append((gap, speech.at, speech))
        return min(near, key=lambda n: n[:2])[2] if near else None

    def _static(self, speech: Speech) -> set[str]:
        hearing, reading = self._reading.hearing, self._reading
        actor = speech.speaker.value
        voice = "quiet" if speech.sort in QUIET else "spoken"
        found = {f"cue:{speech.sort}", f"speaker:{actor.sort or 'unknown'}", f"part:{speech.part.name}"}
        found.add(f"part:{voice}:{speech.part.name}")
        found.add("proper" if speech.proper else f"common:{voice}")
        if speech.referred:
            found.add("referred")
        if actor.body or actor.side:
            found.add("known body")
        found |= {f"office:{o}" for o in hearing.offices.get(key(actor), ())}
        span = speech.speaker.spans[0]
        if {"soldier", "force", "captive"} & reading.cued("people", span.start, span.end):
            found |= {"soldiers", f"soldiers:{voice}"}
        named = reading.places.within(span.start, span.end)
        if any((p.start, p.end) == (span.start, span.end) for p in named):
            found |= {"all of it a place", f"all of it a place:{voice}:{speech.part.name}"}
        if named and not actor.sort:
            found |= {"place", f"place:{voice}"}
        turns = hearing.turns.get(key(actor), 0)
        if turns and turns == self._most:
            found |= {"main speaker", f"main speaker:{voice}"}
            if len(hearing.turns) == 1:
                found.add("only speaker")
        found.add(f"speaks:{min(turns, 3)}")
        found.add(f"named:{min(hearing.mentions.get(key(actor), 0), 4)}")
        if hearing.owner and key(actor) == key(hearing.owner.value):
            found.add("is owner")
        if speech.sentence < 2 or reading.sentences[speech.sentence].sort is RegionSort.TITLE:
            found.add(f"opening:{voice}")
        if len(actor.name.split()) > 8:
            found.add("long name")
        if any(c.isdigit() for c in actor.name) or reading.quantities.within(span.start, span.end):
            found.add("counted")
        verb = self._verb(speech)
        found |= {f"verb:{verb}", f"verb:{verb}:{speech.part.name}"}
        if not turns:
            found.add(f"silent {actor.sort or 'unknown'}")
        return found

    def _verb(self, speech: Speech) -> str:
        """What sort of verb a name belongs to: of reporting, of violence, another or none."""
        if speech.part.verb is None:
            return "none"
        token = self._reading.analysis.tokens[speech.part.verb]
        sorts = self._reading.cued("reporting", token.start, token.end) & _REPORTING
        if sorts:
            return "find" if "find" in sorts else "say"
        violent = any(self._reading.cued(f, token.start, token.end) for f in ("deaths", "acts", "custody"))
        return "deed" if violent else "other"

    def _in_sentence(self, speech: Speech, found: set[str]) -> None:
        names = list(self._reading.hearing.within(self._here.index, self._here.index))
        order = names.index(speech)
        found.add(f"candidate {min(order, 3)} of sentence")
        if len(names) == 1:
            found.add("only candidate of sentence")
        voice = "quiet" if speech.sort in QUIET else "spoken"
        start, end = self._start, self._end
        found |= {"same sentence", f"same sentence:{voice}", f"same sentence:{speech.sort}"}
        found.add(f"here:{voice}:{speech.part.name}")
        if speech.exact:
            inside = speech.start <= start + 2 and end <= speech.end + 4
            part = speech.start < end and start < speech.end
            found.add("inside" if inside else "overlapping" if part else "outside")
        found.add("cue before" if speech.at < start else "cue after" if speech.at >= end else "cue within")
        if speech.at < end and start < speech.until:
            found.add("cue is target")
        span = speech.speaker.spans[0]
        where = "before" if span.end <= start else "after" if span.start >= end else "within"
        found.add(f"name {where}")
        between = start - span.end if where == "before" else span.start - end
        step = (
            "touching" if between < 4 else "near" if between < 40 else "far" if between < 120 else "farther"
        )
        found |= {f"name {where}:{step}", f"{speech.part.name} {where}:{step}"}
        if speech.sort not in QUIET and self._rivals:
            nearest = min(self._rivals, key=lambda s: min(abs(s.at - start), abs(s.at - end)))
            found.add("nearest in sentence" if nearest is speech else "not nearest in sentence")
        elif self._rivals:
            found.add("another speaks here")
        verb = speech.part.verb
        if verb is not None and verb == self._governor:
            found.add(f"verb:over target:{speech.part.name}")
        if verb is not None:
            if any(t.index == verb for t in self._tokens):
                found.add(f"verb:of target:{speech.part.name}")
            elif verb in self._above:
                found.add(f"verb:above target:{speech.part.name}")
        first = self._reading.analysis.words(self._here)[:1]
        if first and span.start - first[0].start < 5:
            found.add(f"opens sentence:{voice}")

    def _between(self, there: int) -> frozenset[str]:
        """Who speaks between another sentence and the stretch's."""
        if abs(there - self._here.index) <= 1:
            return _NOBODY
        if there not in self._voices:
            nearer = there + 1 if there < self._here.index else there - 1
            self._voices[there] = self._between(nearer) | self._constant.voices.get(nearer, _NOBODY)
        return self._voices[there]

    def _from_afar(self, speech: Speech, found: set[str]) -> None:
        here, there = self._here, self._reading.sentences[speech.sentence]
        voice = "quiet" if speech.sort in QUIET else "spoken"
        distance = here.index - there.index
        same = here.paragraph == there.paragraph
        if speech.exact and speech.start <= self._start < speech.end:
            found.add("inside")
        side = "before" if distance > 0 else "after"
        step = min(abs(distance), 4) if abs(distance) < 7 else 7
        found.add(f"{side}:{'same' if same else 'other'} paragraph:{step}")
        found.add(f"{voice}:{side}:{'same' if same else 'other'} paragraph:{step}")
        if distance == 1:
            found.add(f"just before:{voice}:{speech.part.name}")
        if speech is self._last_spoken:
            found |= {"last who spoke", f"last who spoke:{'same' if same else 'other'} paragraph"}
        elif self._last_spoken and key(speech.speaker.value) == key(self._last_spoken.speaker.value):
            found.add("names the last who spoke")
        name = {key(speech.speaker.value)}
        at_here, at_there = (self._constant.voices.get(s.index, _NOBODY) for s in (here, there))
        between = self._between(there.index)
        if at_here - name:
            found.add("another speaks here")
        if between - name:
            found.add("another speaks between")
        if not (at_there - name or between - name or at_here - name):
            found |= {"no other between", f"no other between:{side}"}
        sort = speech.speaker.value.sort
        if sort is ActorSort.GROUP:
            found.add("group from afar")
        if distance > 0:
            found |= {f"pronoun {p}:{sort or 'unknown'}" for p in self._pronouns}


class _Constant:
    """What does not depend on the stretch: features of each speech, by its identity, and who speaks where."""

    def __init__(self, reading: Reading) -> None:
        self.features: dict[int, frozenset[str]] = {}
        self.voices: dict[int, frozenset[str]] = {}
        for speech in reading.hearing.speeches:
            if speech.sort not in QUIET:
                voice = {key(speech.speaker.value)}
                self.voices[speech.sentence] = self.voices.get(speech.sentence, frozenset()) | voice


@lru_cache(maxsize=8)  # every claim of a document asks about the same speakers
def _constant(reading: Reading) -> _Constant:
    return _Constant(reading)

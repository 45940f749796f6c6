"""Every act of speaking in a document.

Speech is heard in six ways: a reporting verb and its subject, a source phrase ("according to"), the owner
of an account ("the mission's report"), a label before a colon, an answer in an interview, and, weakest, a
body or person merely named. Which of them a stretch of text is laid to is decided in `attribution`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corrobora.codebook.bodies import load_bodies
from corrobora.extract.rules import cyrillic, english
from corrobora.extract.rules.cast import Cast
from corrobora.extract.rules.grammar import UNKNOWN, Part, part
from corrobora.extract.rules.parties import Nouns, Party, party
from corrobora.extract.rules.presence import present
from corrobora.model.actor import Actor, ActorSort
from corrobora.model.claim import Slot
from corrobora.model.span import Span

if TYPE_CHECKING:
    from corrobora.extract.rules.reading import Reading


#: Sorts of speech that no word for speaking stands behind.
QUIET = frozenset({"named", "figure"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """One act of speaking.

    Attributes:
        sentence: index of the sentence its cue stands in.
        start, end: characters of what is said, as far as the syntax tells; else of the sentence.
        at, until: characters of the cue.
        sort: ``say``, ``find``, ``ask``, ``according``, ``account``, ``label``, ``answer``, ``named``.
        speaker: who speaks, and the words that say so.
        proper: whether the speaker has a proper name.
        exact: whether the syntax marked what is said.
        referred: whether the speaker was looked up for a pronoun or left out.
        part: what part the words for the speaker play in their sentence.
    """

    sentence: int
    start: int
    end: int
    at: int
    until: int
    sort: str
    speaker: Slot[Actor]
    proper: bool = True
    exact: bool = False
    referred: bool = False
    part: Part = UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """All acts of speaking of a document, in the order of their cues.

    Attributes:
        quotes: stretches in quotation marks.
        owner: the publisher, where the text names it.
        own_voice: whether the publisher speaks as "we" outside quotation marks.
        turns, mentions: how often each actor, by `key`, speaks, and how often it is named.
        offices: what each actor is (``court``, ``commander`` …), by all words the text has for it.
        nouns, cast: what tells who a phrase stands for.
    """

    speeches: tuple[Speech, ...] = ()
    quotes: tuple[tuple[int, int], ...] = ()
    owner: Slot[Actor] | None = None
    own_voice: bool = False
    turns: Mapping[str, int] = field(default_factory=dict)
    mentions: Mapping[str, int] = field(default_factory=dict)
    offices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    nouns: Nouns | None = None
    cast: Cast | None = None

    def quote_at(self, position: int) -> tuple[int, int] | None:
        """The quoted stretch a character lies in."""
        at = bisect_right(self.quotes, position, key=lambda q: q[0])
        return self.quotes[at - 1] if at and position < self.quotes[at - 1][1] else None

    def within(self, low: int, high: int) -> tuple[Speech, ...]:
        """Speeches whose cue stands in sentences ``low`` to ``high``, both included."""
        first = bisect_left(self.speeches, low, key=lambda s: s.sentence)
        return self.speeches[first : bisect_right(self.speeches, high, key=lambda s: s.sentence)]


def key(actor: Actor) -> str:
    """What mentions of one actor have in common: the codebook's body, else the name."""
    return actor.body if actor.body and actor.sort is not ActorSort.PERSON else actor.name


def hear(reading: Reading) -> Hearing:
    """Every act of speaking in a document."""
    return _Ear(reading).hearing()


_QUOTE = re.compile(r"“[^“”]{2,1500}”|«[^«»]{2,1500}»|\"[^\"\n]{2,1500}\"|„[^“”„]{2,1500}[“”]")
_LABEL = re.compile(r"^[^\w«“\"]*(?P<label>[^\W\d_][^:.!?\n“\"«;|]{0,90}?)\s*:(?=\s)")
_ANSWER = re.compile(r"^[—–-]\s")
_WE = frozenset("we our us ми наш наша наші нам нас мы наши нами".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    index: int
    sort: str
    who: Party
    content: tuple[int, int] | None
    at: int
    until: int


class _Ear:
    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.analysis = reading.analysis
        self.tokens = reading.analysis.tokens
        self.nouns = Nouns(reading)
        self.cast = Cast(reading, self.nouns)
        self.quotes = tuple((m.start(), m.end()) for m in _QUOTE.finditer(reading.text))
        self._index = {t.start: t.index for t in self.tokens}
        self._spoken: list[tuple[int, Actor]] = []

    def hearing(self) -> Hearing:
        heard = sorted([*self._cued(), *self._labels()], key=lambda h: (h.at, h.index))
        speeches: list[Speech] = []
        taken: set[tuple[int, int]] = set()
        for found in heard:
            slot = self._slot(found)
            if slot is None or (found.at, found.who.first) in taken:
                continue
            taken.add((found.at, found.who.first))
            speeches.append(self._speech(found, slot))
            self._spoken.append((found.at, slot.value))
        speeches += self._answers()
        speeches += self._named({s.speaker.spans[0].start for s in speeches})
        speeches.sort(key=lambda s: (s.sentence, s.at))
        own = any(t.lower in _WE and not self._quoted(t.start) for t in self.tokens)
        turns = Counter(key(s.speaker.value) for s in speeches if s.sort not in QUIET)
        return Hearing(
            speeches=tuple(speeches),
            quotes=self.quotes,
            owner=self.cast.owner,
            own_voice=own,
            turns=turns,
            mentions=Counter(key(s.speaker.value) for s in speeches),
            offices=self._offices(speeches),
            nouns=self.nouns,
            cast=self.cast,
        )

    def _offices(self, speeches: Sequence[Speech]) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        bodies = load_bodies()
        for speech in speeches:
            actor, known = speech.speaker.value, found.setdefault(key(speech.speaker.value), set())
            for span in speech.speaker.spans[:1]:
                known |= self.reading.cued("offices", span.start, span.end)
            if actor.body and actor.body in bodies:
                known.add(f"body {bodies[actor.body].sort}")
        return {name: frozenset(known) for name, known in found.items()}

    def _cued(self) -> Iterator[_Heard]:
        speakers = cyrillic.speakers if self.analysis.doc is None else english.speakers
        for cue in self.reading.family("reporting"):
            index = self._index.get(cue.start)
            if index is None:
                continue
            stop = index
            while stop < len(self.tokens) and self.tokens[stop].start < cue.end:
                stop += 1
            for who, content in speakers(self.analysis, self.nouns, cue.value, index, stop):
                yield _Heard(
                    index=index, sort=cue.value, who=who, content=content, at=cue.start, until=cue.end
                )  # fmt: skip

    def _speech(self, found: _Heard, slot: Slot[Actor]) -> Speech:
        sentence = self.analysis.sentence_at(found.at)
        start, end = found.content or (sentence.start, sentence.end)
        if found.sort == "label":
            quote = next((q for q in self.quotes if found.until <= q[0] <= found.until + 3), None)
            end = max(end, quote[1]) if quote else end
        proper = any(t.text[0].isupper() for t in self.tokens[found.who.name_first : found.who.name_last])
        return Speech(
            sentence=sentence.index, start=start, end=end, at=found.at, until=found.until, sort=found.sort,
            speaker=slot, exact=found.content is not None, referred=found.who.pronoun is not None,
            proper=proper or slot.value.name[:1].isupper() or found.who.pronoun is not None,
            part=part(self.analysis, found.who.first, found.who.last),
        )  # fmt: skip

    def _quoted(self, position: int) -> bool:
        at = bisect_left(self.quotes, position, key=lambda q: q[0])
        return bool(at) and position < self.quotes[at - 1][1]

    # ------------------------------------------------------------------ speakers

    def _slot(self, found: _Heard) -> Slot[Actor] | None:
        who, tokens = found.who, self.tokens
        start, end = tokens[who.first].start, tokens[who.last - 1].end
        span = Span.of(self.reading.text, start, end)
        reader = f"rules/attribution.{found.sort}"
        if who.pronoun or (self.cast.ours(who) and not self._quoted(start)):
            return self._antecedent(who.pronoun or "self", start, span, reader)
        actor = self.cast.full(who)
        if actor.sort is None and not self._proper(who):
            return None
        confidence = 0.9 if found.sort in ("say", "according", "label") else 0.7
        return Slot(value=actor, spans=(span,), reader=reader, confidence=confidence)

    def _proper(self, who: Party) -> bool:
        """Whether a phrase of unknown sort has a proper name in it, and so can be a speaker."""
        named = self.tokens[who.name_first : who.name_last]
        return any(t.text[0].isupper() and t.pos in ("PROPN", "X", "NOUN", "ADJ") for t in named)

    def _antecedent(self, pronoun: str, start: int, span: Span, reader: str) -> Slot[Actor] | None:
        if pronoun == "self":
            owner = self.cast.owner
            if owner is None or self._quoted(start):
                return None
            return Slot(value=owner.value, spans=(span, *owner.spans), reader=reader, confidence=0.6)
        wanted: tuple[ActorSort | None, ...]
        match pronoun:
            case "person":
                wanted = (ActorSort.PERSON, None)
            case "body":
                wanted = (ActorSort.BODY, ActorSort.OUTLET, None)
            case "many":
                wanted = (ActorSort.GROUP, ActorSort.BODY, None)
            case _:
                return None
        before = [(at, actor) for at, actor in self._spoken if at < start and actor.sort in wanted]
        if pronoun == "person":
            before += [(at, n.actor) for at, n in self.cast.mentions if at < start]
        else:
            before += [(n.start, n.actor) for _, n in self.cast.bodies if n.start < start]
        near = max(before, key=lambda b: b[0], default=None)
        if near is None or start - near[0] > 1200:
            return None
        return Slot(value=near[1], spans=(span,), reader=reader, confidence=0.6)

    # ------------------------------------------------------------------ without a verb

    def _labels(self) -> Iterator[_Heard]:
        text = self.reading.text
        verbs = {m.start for m in self.reading.family("reporting") if m.value in ("say", "find", "ask")}
        sources = {m.start for m in self.reading.family("reporting") if m.value == "according"}
        deeds = {m.start for m in self.reading.family("acts")}
        for sentence in self.reading.sentences:
            match = _LABEL.match(text[sentence.start : sentence.end + 1])
            if match is None:
                continue
            start, end = sentence.start + match.start("label"), sentence.start + match.end("label")
            inside = [t for t in self.tokens[sentence.first : sentence.last] if start <= t.start < end]
            if not inside or len(inside) > 16 or inside[0].start in sources:
                continue
            if any(t.start in verbs and t.pos in ("VERB", "AUX") for t in inside):
                continue
            if inside[0].start in deeds:
                continue  # "Shooting of prisoners: a suspect is notified"
            who = self._labelling(inside[0].index, inside[-1].index + 1)
            if who is None or who.pronoun:
                continue
            if not (
                who.actor.sort or self.cast.knows(self.tokens[who.name_last - 1].lower)
                or self.reading.sides.within(start, end) or self.reading.bodies.within(start, end)
                or any(end <= q[0] <= end + 3 for q in self.quotes)
            ):  # fmt: skip
                continue
            yield _Heard(
                index=inside[0].index, sort="label", who=who, content=(end + 1, sentence.end),
                at=start, until=end,
            )  # fmt: skip

    def _labelling(self, first: int, last: int) -> Party | None:
        """Whom a label names: the subject of its verb ("Nem waved it off: …"), else its first noun."""
        tokens = self.tokens
        verb = next((t for t in tokens[first:last] if t.pos in ("VERB", "AUX") and t.index > first), None)
        doc = self.analysis.doc
        if doc is not None:
            subject = english.subject_of(doc[verb.index]) if verb else None
            if verb and (subject is None or not first <= subject.i < last):
                return None
            chunk = english.english_phrase(self.analysis, subject.i) if subject is not None else (first, last)
            return party(self.analysis, self.nouns, max(chunk[0], first), min(chunk[1], last))
        if verb is not None:
            who = cyrillic.subject(self.analysis, self.nouns, verb.index, verb.index + 1)
            return who if who and first <= who.first and who.last <= last else None
        head = next((t.index for t in tokens[first:last] if t.pos in ("NOUN", "PROPN", "X")), first)
        if tokens[first].pos == "ADP":
            return None
        begin, end = cyrillic.cyrillic_phrase(self.analysis, head, last)
        stop = next((i for i in range(head + 1, end) if tokens[i].pos == "ADP"), end)
        return party(self.analysis, self.nouns, max(begin, first), stop)

    def _answers(self) -> Iterator[Speech]:
        """Lines that open with a dash in an interview: the guest speaks, the person named first."""
        text, sentences = self.reading.text, self.reading.sentences
        lines = [s for s in sentences if _ANSWER.match(text[s.start : s.start + 2])]
        if len(lines) < 3 or not self.cast.people:
            return
        guest = self.cast.people[0]
        span = Span.of(text, guest.start, guest.end)
        slot = Slot(value=guest.actor, spans=(span,), reader="rules/attribution.answer", confidence=0.7)
        for sentence in lines:
            last = sentence
            while (
                last.index + 1 < len(sentences) and sentences[last.index + 1].paragraph == sentence.paragraph
            ):
                last = sentences[last.index + 1]
            yield Speech(
                sentence=sentence.index, start=sentence.start, end=last.end, at=sentence.start,
                until=sentence.start + 1, sort="answer", speaker=slot, exact=True,
            )  # fmt: skip

    def _named(self, known: set[int]) -> Iterator[Speech]:
        """Bodies, people and groups that stand in the text without a word for speaking."""
        for start, end, actor in present(self.reading, self.nouns, self.cast, self.quotes):
            if start in known:
                continue
            known.add(start)
            sentence = self.analysis.sentence_at(start)
            slot = Slot(
                value=actor, spans=(Span.of(self.reading.text, start, end),),
                reader="rules/attribution.named", confidence=0.3,
            )  # fmt: skip
            yield Speech(
                sentence=sentence.index, start=sentence.start, end=sentence.end, at=start, until=end,
                sort="figure" if self._counts(start, end) else "named", speaker=slot,
                proper=any(c.isupper() for c in actor.name[:1]), part=self._part(start, end),
            )  # fmt: skip

    def _part(self, start: int, end: int) -> Part:
        inside = self.reading.tokens_within(start, end)
        return part(self.analysis, inside[0].index, inside[-1].index + 1) if inside else UNKNOWN

    def _counts(self, start: int, end: int) -> bool:
        """Whether a verb and a number follow a name ("the register has 61 names")."""
        sentence = self.analysis.sentence_at(start)
        after = [t for t in self.analysis.words(sentence) if t.start >= end][:7]
        verb = next((i for i, t in enumerate(after[:3]) if t.pos in ("VERB", "AUX")), None)
        return verb is not None and any(t.pos == "NUM" or t.text[0].isdigit() for t in after[verb + 1 :])

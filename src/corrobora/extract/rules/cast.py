"""Everybody a document names, so that a surname, "the mission" or "she" leads to the full name."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corrobora.extract.analysis import morphology
from corrobora.extract.rules.cyrillic import cyrillic_phrase
from corrobora.extract.rules.english import english_phrase
from corrobora.extract.rules.parties import Nouns, Party, is_rank, party
from corrobora.model.actor import Actor, ActorSort
from corrobora.model.claim import Slot
from corrobora.model.span import Span

if TYPE_CHECKING:
    from corrobora.extract.rules.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A full name at its first mention."""

    start: int
    end: int
    actor: Actor


#: A name, in quotation marks or not, right after the words that lead to it.
_CAPITAL = r"[^\W\d_a-zа-яёіїєґ]"
_NAME_AFTER = re.compile(rf"[\s,:]*[“\"«„'‘]?(?P<name>{_CAPITAL}[\w’'-]+(?: {_CAPITAL}[\w’'-]+){{0,2}})")

#: Words that stand for whatever body was named last.
_ANY_BODY = frozenset(
    "organisation organization group agency body ngo charity "
    "організація відомство агентство організація организация ведомство агентство".split()
)


#: Words of a name, and those that tell nothing of whose it is.
_WORD = re.compile(r"[^\W\d_]{2,}")
_SMALL = frozenset("the of for and own та і и по при з із".split())
#: What in a report of a trial is a party of it, whatever body has the word in its name.
_OF_A_TRIAL = frozenset("defence defense захист защита".split())
_OURS = frozenset("our наш наша наше наші наших наши".split())
#: Before a word for a body, these say that it is that of the person named last.
_THEIRS = frozenset("his her його її его её".split())


def same_stem(a: str, b: str) -> bool:
    """Whether two lower-case words can be forms of one: equal, or in Cyrillic alike but for the ending."""
    if a == b:
        return True
    if not ("\u0400" <= a[:1] <= "\u04ff") or abs(len(a) - len(b)) > 3:
        return False
    common = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return common >= max(3, min(len(a), len(b)) - 2)


class Cast:
    """People and bodies of one document, and how its shorter mentions resolve to them."""

    def __init__(self, reading: Reading, nouns: Nouns) -> None:
        self._reading = reading
        self._analysis = reading.analysis
        self._nouns = nouns
        self.people: list[Named] = []
        self.mentions: list[tuple[int, Named]] = []
        self.whereabouts: list[tuple[int, int, Named]] = []
        self.bodies: list[tuple[str, Named]] = []
        self._unnamed: list[tuple[str, Named]] = []
        self._words: dict[str, frozenset[int]] | None = None
        self._roles: list[tuple[int, str, Named]] = []
        self._collect_people()
        self._collect_roles()
        self._collect_bodies()
        self._owner = self._publisher()

    @property
    def owner(self) -> Slot[Actor] | None:
        """Whose document it is: the publisher, where the text names it."""
        return self._owner

    def full(self, found: Party) -> Actor:
        """The actor under the fullest name the document gives it."""
        actor = self._called(found)
        tokens = self._analysis.tokens
        start = tokens[found.first].start
        side = self._value(self._reading.sides, found)
        body = self._value(self._reading.bodies, found)
        if actor.sort in (None, ActorSort.PERSON):
            words = [t.lower for t in tokens[found.name_first : found.name_last] if t.text[0].isupper()]
            last = words[-1] if words else ""
            for named in self.people:
                surname = named.actor.name.lower().split()[-1]
                if last and same_stem(last, surname) and len(words) < len(named.actor.name.split()):
                    return _with(named.actor, body, side, actor.role)
            if actor.sort is ActorSort.PERSON and not words and (holder := self._holder(found)):
                return _with(holder.actor, body, side, actor.name)
            if words and actor.sort is None and any(
                same_stem(last, n.actor.name.lower().split()[-1]) for n in self.people
            ):  # fmt: skip
                return _with(actor, body, side, actor.role, ActorSort.PERSON)
        elif actor.sort is ActorSort.BODY and found.name_last - found.name_first == 1:
            head = tokens[found.name_first].lemma
            if found.name_first and tokens[found.name_first - 1].lower in _THEIRS:
                whose = self.person_before(start)
                return _with(whose.actor, body, side, None) if whose else _with(actor, body, side, None)
            if head not in _OF_A_TRIAL and (earlier := self._last(head, start)):
                return _with(earlier, body, side, None)
            if head in _ANY_BODY and (near := self.body_before(start)):
                return near
        elif actor.sort is ActorSort.BODY and (fuller := self._fuller(actor.name, start)):
            return _with(fuller, body, side, None)
        return _with(actor, body, side, actor.role)

    def _last(self, head: str, start: int) -> Actor | None:
        """The body named last before a character by a phrase with this noun, under its fullest name."""
        earlier = [n for h, n in (*self.bodies, *self._unnamed) if h == head and n.start < start]
        last = max(earlier, key=lambda n: n.start, default=None)
        return (self._fuller(last.actor.name, last.start) or last.actor) if last else None

    def _fuller(self, name: str, start: int) -> Actor | None:
        """The body named last before a character whose name has every word of a description in small letters:
        "the defender's office" after "the office of the human rights defender of Vell"."""
        if any(c.isupper() for c in name):
            return None
        words = set(_WORD.findall(name)) - _SMALL
        if len(words) < 2:
            return None
        told = self._told()
        known = [told.get(word[:3], frozenset()) for word in words]
        for index in sorted(frozenset.intersection(*known), reverse=True):
            named = self.bodies[index][1]
            if named.start < start:
                others = _WORD.findall(named.actor.name.lower())
                if all(any(same_stem(word, other) for other in others) for word in words):
                    return named.actor
        return None

    def _told(self) -> dict[str, frozenset[int]]:
        """Which bodies have a word in their name, by its first letters."""
        if self._words is None:
            found: dict[str, set[int]] = {}
            for index, (_, named) in enumerate(self.bodies):
                for word in _WORD.findall(named.actor.name.lower()):
                    found.setdefault(word[:3], set()).add(index)
            self._words = {start: frozenset(indices) for start, indices in found.items()}
        return self._words

    def _called(self, found: Party) -> Actor:
        """Somebody described by the name the words go on with: "a man addressed as 'Birch'"."""
        actor, tokens = found.actor, self._analysis.tokens
        if actor.sort is not ActorSort.PERSON or "role" not in self._nouns.of(found.name_last - 1):
            return actor
        after = tokens[found.name_last - 1].end
        for alias in self._reading.family("coreference").within(after, after + 14):
            if alias.value == "alias" and (named := _NAME_AFTER.match(self._reading.text, alias.end)):
                return Actor(name=named["name"], sort=ActorSort.PERSON, role=actor.name)
        return actor

    def ours(self, found: Party) -> bool:
        """Whether a phrase is for the publisher's own people: "our staff", «наші дослідники»."""
        before = self._analysis.tokens[found.first - 1].lower if found.first else ""
        mine = found.actor.sort in (ActorSort.BODY, ActorSort.GROUP) and self._owner is not None
        return mine and before in _OURS

    def knows(self, surname: str) -> bool:
        """Whether a lower-case word is the surname of somebody the document names in full."""
        return any(same_stem(surname, n.actor.name.lower().split()[-1]) for n in self.people)

    def person_before(self, position: int) -> Named | None:
        """The person named last before a character."""
        at = bisect_left(self.mentions, position, key=lambda m: m[0])
        return self.mentions[at - 1][1] if at else None

    def body_before(self, position: int) -> Actor | None:
        """The body named last before a character."""
        before = [n for _, n in self.bodies if n.start < position]
        known = [m for m in self._reading.bodies if m.start < position]
        if known and (not before or known[-1].start > before[-1].start):
            name = self._reading.text[known[-1].start : known[-1].end]
            return Actor(name=name, sort=ActorSort.BODY, body=known[-1].value)
        return before[-1].actor if before else None

    def _value(self, mentions: object, found: Party) -> str | None:
        tokens = self._analysis.tokens
        within = mentions.within(tokens[found.first].start, tokens[found.last - 1].end)  # type: ignore[attr-defined]
        return within[0].value if within else None

    def _collect_people(self) -> None:
        """Runs of two to four capitalised words that look like a person's name."""
        tokens, text = self._analysis.tokens, self._analysis.text
        i = 0
        runs: list[tuple[int, int]] = []
        while i < len(tokens):
            j = i
            while j < len(tokens) and tokens[j].sentence == tokens[i].sentence and self._name_word(j, j == i):
                j += 1
            while j > i and tokens[j - 1].text in ("-", "al", "de", "von", "van", "bin", "el", "du"):
                j -= 1
            runs.append((i, j))
            i = max(j, i + 1)
        known: set[str] = set()
        for first, last in runs:
            # titles before the name ("Major General", "Foreign Minister") are no part of it
            while first < last and (self._nouns.of(first) & {"role"} or tokens[first].text == "-"):
                first += 1
            words = [t for t in tokens[first:last] if t.text[0].isalpha()]
            if not 2 <= len(words) <= 5 or self._nouns.any(first, last, "body", "outlet", "group"):
                continue
            if not self._personal(first, last) or self._is_place(first, last):
                continue
            name = re.sub(r"\s+", " ", text[tokens[first].start : tokens[last - 1].end])
            if name not in known:
                known.add(name)
                actor = Actor(name=name, sort=ActorSort.PERSON)
                self.people.append(Named(start=tokens[first].start, end=tokens[last - 1].end, actor=actor))
        surnames: dict[str, list[Named]] = {}
        for named in self.people:
            surnames.setdefault(named.actor.name.lower().split()[-1][:3], []).append(named)
        for token in tokens:
            if token.text[0].isupper():
                for named in surnames.get(token.lower[:3], ()):
                    if same_stem(token.lower, named.actor.name.lower().split()[-1]):
                        self.mentions.append((token.start, named))
                        self.whereabouts.append((token.start, token.end, named))

    def _collect_roles(self) -> None:
        """Which roles stand beside a name: "prosecutor Vera Lind", "Vera Lind, the prosecutor"."""
        tokens = self._analysis.tokens
        for start, end, named in self.whereabouts:
            sentence = self._analysis.sentence_at(start)
            inside = [t for t in tokens[sentence.first : sentence.last] if start - 60 <= t.start <= end + 60]
            for token in inside:
                if "role" not in self._nouns.of(token.index):
                    continue
                between = self._analysis.text[min(end, token.end) : max(start, token.start)]
                apposed = (
                    token.start > end
                    and re.match(r"\s*,|\s*\(", between)
                    and not any(t.pos in ("VERB", "AUX") for t in inside if end <= t.start < token.start)
                )
                if apposed or (token.end <= start and not re.search(r"[;:.]", between)):
                    self._roles.append((start, token.lemma, named))

    def _holder(self, found: Party) -> Named | None:
        """Who a description by role stands for: the last person named with that role."""
        tokens = self._analysis.tokens
        roles = {t.lemma for t in tokens[found.first : found.last] if "role" in self._nouns.of(t.index)}
        start = tokens[found.first].start
        held = [named for at, role, named in self._roles if role in roles and at < start]
        return held[-1] if held else None

    def _name_word(self, i: int, leads: bool) -> bool:
        token = self._analysis.tokens[i]
        text = token.text
        if not leads and token.lower in (
            "-",
            "al",
            "el",
            "de",
            "la",
            "von",
            "van",
            "bin",
            "ibn",
            "ould",
            "ag",
            "аль",
            "аш",
        ):
            return True
        if not leads and text == "." and len(self._analysis.tokens[i - 1].text) == 1:
            return True
        if not text[0].isupper() or (len(text) > 3 and text.isupper()) or is_rank(token):
            return False
        return token.pos in ("PROPN", "X") or (
            self._analysis.language != "en" and token.pos in ("NOUN", "ADJ", "VERB")
        )

    def _is_place(self, first: int, last: int) -> bool:
        """Whether a run of capitalised words without a title is the name of one place."""
        tokens = self._analysis.tokens
        start, end = tokens[first].start, tokens[last - 1].end
        titled = first > 0 and "role" in self._nouns.of(first - 1)
        return not titled and any(
            (p.start, p.end) == (start, end) for p in self._reading.places.within(start, end)
        )

    def _personal(self, first: int, last: int) -> bool:
        """Whether a run of capitalised words is a person rather than a place or a title of a work."""
        doc = self._analysis.doc
        tokens = self._analysis.tokens
        if doc is not None:
            if any(doc[i].ent_type_ in ("PERSON",) for i in range(first, last)):
                return True
            return first > 0 and "role" in self._nouns.of(first - 1)
        parses = [morphology(self._analysis.language).parse(t.lower)[:3] for t in tokens[first:last]]
        known = any("Name" in str(p.tag) or "Surn" in str(p.tag) for ps in parses for p in ps)
        geo = any("Geox" in str(p.tag) for ps in parses for p in ps[:1])
        before = first > 0 and bool(self._nouns.of(first - 1) & {"role"})
        return (
            before
            or (
                known
                and not geo
                and tokens[first].start != self._analysis.sentences[tokens[first].sentence].start
            )
            or (known and not geo)
        )

    def _collect_bodies(self) -> None:
        tokens = self._analysis.tokens
        for token in tokens:
            if token.pos not in ("NOUN", "PROPN") or "body" not in self._nouns.of(token.index):
                continue
            if self._analysis.doc is not None:
                first, last = english_phrase(self._analysis, token.index)
            else:
                stop = self._analysis.sentences[token.sentence].last
                first, last = cyrillic_phrase(self._analysis, token.index, stop)
            found = party(self._analysis, self._nouns, first, last)
            if (
                found is None
                or found.name_last - found.name_first < 2
                or found.actor.sort is not ActorSort.BODY
            ):
                continue
            proper = any(t.text[0].isupper() for t in tokens[found.name_first : found.name_last])
            if found.name_last - found.name_first <= 14:
                start, end = tokens[found.name_first].start, tokens[found.name_last - 1].end
                side, body = self._value(self._reading.sides, found), self._value(self._reading.bodies, found)
                named = Named(start=start, end=end, actor=_with(found.actor, body, side, None))
                (self.bodies if proper else self._unnamed).append((token.lemma, named))

    def _publisher(self) -> Slot[Actor] | None:
        name = self._reading.analysis.document.source.publisher
        if not name:
            return None
        text = self._reading.text
        at = text.casefold().find(name.casefold())
        if at >= 0 and len(text[at : at + len(name)]) == len(name):
            return self._owner_slot(name, at, at + len(name))
        words = set(re.findall(r"\w{3,}", name.casefold()))
        best: tuple[int, int, int] | None = None
        for sentence in self._reading.sentences:
            line = text[sentence.start : sentence.end]
            shared = sum(any(same_stem(w, x) for x in words) for w in re.findall(r"\w{3,}", line.casefold()))
            if words and 2 * shared >= len(words) and len(line) < 160 and (best is None or shared > best[0]):
                best = shared, sentence.start, sentence.end
        if best:
            return self._owner_slot(name, best[1], best[2])
        own = next(
            (t for t in self._analysis.tokens if t.lower in ("we", "our", "ми", "мы", "наш", "us")), None
        )
        return self._owner_slot(name, own.start, own.end) if own else None

    def _owner_slot(self, name: str, start: int, end: int) -> Slot[Actor]:
        span = Span.of(self._reading.text, start, end)
        return Slot(
            value=Actor(name=name), spans=(span,), reader="rules/attribution.publisher", confidence=0.3
        )


def _with(
    actor: Actor, body: str | None, side: str | None, role: str | None, sort: ActorSort | None = None
) -> Actor:
    return Actor(
        name=actor.name, sort=sort or actor.sort, body=actor.body or body, side=actor.side or side,
        role=actor.role or role,
    )  # fmt: skip

"""Finding names that may be places' and reading what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corrobora.codebook.place_words import PlaceWords, load_place_words
from corrobora.extract.analysis import Analysis, Sentence, Token
from corrobora.extract.bodies import find_bodies
from corrobora.extract.forces import find_forces
from corrobora.extract.places.name import Asked, Entries, PlaceName
from corrobora.extract.places.runs import APOSTROPHES, HYPHENS, Runs, demonyms, shouted
from corrobora.extract.places.tables import Tables
from corrobora.extract.places.words import kinds
from corrobora.model.document import RegionSort
from corrobora.model.where import Candidate, PlaceLevel
from corrobora.places.gazetteer import Gazetteer
from corrobora.places.sorts import sorts

_LONGEST = 5
_RENOWNED = 50_000
_TOWN = 5_000
_ADJECTIVE = re.compile(r"[сзц]ь?к(?:[аеоуі]|ий|ого|ому|им|ій|ої|ою|их|ими|ая|ое|ой|ую|ие|ом)$")
_SETTLEMENT = frozenset({PlaceLevel.SETTLEMENT})
_DISTANCE = frozenset(
    {"km", "kilometres", "kilometers", "kilometre", "miles", "км", "кілометрів", "километров", "км."}
)
_LABEL_ENDS = frozenset(".:|—–-/,(")
_BULLETS = frozenset("|•▪–—;")

# the words that explain a name: a village, a southern suburb, the district capital
_SORTS = (
    r"village|town|hamlet|suburb|settlement|city|district|neighbou?rhood|quarter|municipality|commune|township|kebele|"
    r"camp|site|село|селище|місто|хутір|містечко|деревня|посёлок|поселок|город|хутор|пригород|аул"
)
_EXPLAINED_AFTER = re.compile(rf"\s?[,(—–-]\s?(?:(?:a|an|the|это|це)\s)?(?:[\w-]+\s){{0,2}}(?:{_SORTS})\b")
# a distance directly after the name: eighty kilometres to the north of something
_MEASURED = re.compile(
    r"\s?[(,]\s?(?:(?:some|about|around|близько|около|за|в)\s)?[\w-]+[\s\u00a0](?:km|kilomet|miles|км|кіломет|километ)"
)
_EXPLAINED_BEFORE = re.compile(
    rf"(?:{_SORTS})s?(?:\s(?:called|named|of|під назвою|под названием))?[,:]?\s[«“\"]?$"
)

# a day at the head of an entry: "• 3 June, X:", "03.06.2024 – X."
_DATED = re.compile(
    r"\W*(?:[^\W\d]+,?\s)?\d{1,2}(?:st|nd|rd|th)?[\s./](?:[^\W\d]+|\d{1,2})(?:[\s./]\d{2,4})?\W{1,4}"
)


def find_names(analysis: Analysis, gazetteer: Gazetteer) -> list[PlaceName]:
    """All names of the document that may be places', in the order of the text, none overlapping another."""
    reader = _Reader(analysis, gazetteer)
    found = sorted(
        (name for sentence in analysis.sentences for name in reader.read(sentence)),
        key=lambda name: (name.start, -name.end),
    )
    return [name for at, name in enumerate(found) if not at or name.start >= found[at - 1].end]


def _is_renowned(place: Candidate) -> bool:
    return place.level in (PlaceLevel.COUNTRY, PlaceLevel.FIRST) or place.population >= _RENOWNED


class _Reader:
    """Reads one document's sentences."""

    def __init__(self, analysis: Analysis, gazetteer: Gazetteer) -> None:
        self.analysis = analysis
        self.tokens = analysis.tokens
        self.language = analysis.language
        self.english = analysis.language == "en"
        self.gazetteer = gazetteer
        self.words: PlaceWords = load_place_words()[self.language]
        self.sorts = sorts()
        self.demonyms = demonyms(self.language)
        self.runs = Runs(analysis, self.words)
        self.tables = Tables(analysis.text)
        self.labels: dict[int, str] = {}
        if analysis.doc is not None:
            for entity in analysis.doc.ents:
                self.labels.update(dict.fromkeys(range(entity.start, entity.end), entity.label_))
        self.small = frozenset(token.text for token in self.tokens if token.text.islower())
        self.surnames = self._surnames()
        self._last: PlaceName | None = None
        #: where the codebook's bodies and forces are named: "the Kyiv School" is no place
        self.taken = [(m.start, m.end) for m in (*find_bodies(analysis), *find_forces(analysis))]

    def read(self, sentence: Sentence) -> Iterator[PlaceName]:
        if sentence.sort is RegionSort.FURNITURE:
            return
        loud = shouted(self.analysis.words(sentence))
        if not self.english:
            yield from self._adjectives(sentence)
        for begin, end in self.runs.of(sentence):
            if self._is_organisation(begin, end):
                continue
            for at, stop, entries in self._parts(begin, end):
                name = self._name(at, stop, begin, end, entries, sentence, loud)
                if name is not None:
                    self._last = name
                    yield name

    def _adjectives(self, sentence: Sentence) -> Iterator[PlaceName]:
        """Towns as adjectives of a building or office («херсонської лікарні»)."""
        for at in range(sentence.first, sentence.last - 1):
            word = self.tokens[at].lower
            if len(word) < 8 or not _ADJECTIVE.search(word) or self.tokens[at].lemma in self.demonyms:
                continue
            if not self._facility(at + 1, sentence.last) and not self._facility(at + 2, sentence.last):
                continue
            entries = tuple((c, fit) for c, fit in self.gazetteer.adjective(word) if c.population >= _TOWN)
            if entries:
                token = self.tokens[at]
                yield PlaceName(
                    first=at,
                    last=at + 1,
                    start=token.start,
                    end=token.end,
                    name=token.text,
                    bare=token.text,
                    entries=entries,
                    sentence=sentence.index,
                    asked=Asked.LOOSELY,
                    facility=True,
                )

    def _parts(self, begin: int, end: int) -> list[tuple[int, int, Entries]]:
        """A run cut into gazetteer names and what is left between them.

        A run of hamlets' names and unknown words without a mark between them is one unknown name: "Lower
        Qwxz" is not the village of Lower.
        """
        parts: list[tuple[int, int, Entries]] = []
        at = begin
        while at < end:
            width, entries = self._longest(at, end)
            stop = at + width
            if not width:
                stop = at + 1
                while stop < end and (self._glued(stop) or not self._longest(stop, end)[0]):
                    stop += 1
            parts.append((at, stop, entries))
            at = stop
        if len(parts) < 2:
            return parts
        if parts[0][1] - begin == 1 and self.tokens[begin].lower in self.words.heads:
            return [(begin, end, ())]  # "Lake Qwxz" is not the town of Lake
        renowned = any(
            _is_renowned(c)
            for at, _, entries in parts
            if self.english or self.tokens[at].pos != "ADJ"  # "Новые Алды" is none of the towns called Новый
            for c, fit in entries
            if fit >= 0.9
        )
        telling = all(
            entries or any(not self._no_name(self.tokens[i]) for i in range(a, b)) for a, b, entries in parts
        )
        if telling and not renowned:
            return [(begin, end, ())]
        return parts

    def _glued(self, index: int) -> bool:
        """Whether a token is part of the hyphenated word before it."""
        return self._joined(index)

    def _is_organisation(self, begin: int, end: int) -> bool:
        if not self.english:
            return False
        inside = {self.tokens[i].lower for i in range(begin, end)}
        if end - begin > 1 and inside & self.words.organisation:
            return True
        follows = self.tokens[end].lower if end < len(self.tokens) else ""
        return follows in ("accords", "accord", "agreements", "agreement", "conventions", "convention")

    def _longest(self, at: int, end: int) -> tuple[int, Entries]:
        """How many tokens from here on are one gazetteer name, and its entries."""
        for width in range(min(_LONGEST, end - at), 0, -1):
            last = self.tokens[at + width - 1]
            if last.text in HYPHENS or last.text in APOSTROPHES:
                continue
            # "Eastern Province" is a name, "Kherson Region" one with a word for its sort
            sided = width == 2 and self.tokens[at].lower in self.words.sides
            if width > 1 and last.lower in self.sorts and not sided:
                continue
            following = at + width
            if following < end and self.tokens[following].text in HYPHENS and self._joined(following):
                continue  # half of a hyphenated name is another name
            if self.tokens[at].text in HYPHENS or self.tokens[at].text in APOSTROPHES:
                continue
            name = self.analysis.text[self.tokens[at].start : last.end]
            if len(name) < 3 or (width == 1 and self._no_name(self.tokens[at])):
                continue
            entries = self.gazetteer.entries(name, self.language)
            if entries:
                return width, entries
        return 0, ()

    def _no_name(self, token: Token) -> bool:
        if token.lower in self.demonyms or (not self.english and token.lemma in self.demonyms):
            return True
        if token.lower in self.sorts or (not self.english and token.lemma in self.sorts):
            return True
        return token.lower in self.words.sides or token.lower in self.words.directions

    def _name(
        self, first: int, last: int, begin: int, end: int, entries: Entries, sentence: Sentence, loud: bool
    ) -> PlaceName | None:
        sided = self.tokens[last - 1].lower in self.sorts  # "Eastern Province" keeps its side
        while last - first > 1 and not sided and self._is_side(self.tokens[first].lower):
            first += 1
        head, tail = self.tokens[first], self.tokens[last - 1]
        single = not any(c.isspace() for c in self.analysis.text[head.start : tail.end])
        if (last - first == 1 and (self._no_name(head) or len(head.text) < 3)) or tail.text in HYPHENS:
            return None
        if len(head.text) < 2 or any(c.isdigit() for i in range(first, last) for c in self.tokens[i].text):
            return None  # a weapon, a unit, a channel
        if any(start <= head.start < end for start, end in self.taken):
            return None
        if first == sentence.first and single and self._small_elsewhere(head):
            return None
        if not single and self.analysis.text[head.start : tail.end].lower() in self.demonyms:
            return None
        after, levels_after = self._sort_after(last, sentence)
        levels = levels_after or (self.sorts[tail.lower] if sided and not single else None)
        levels = levels or self._sort_before(first, sentence)
        close = self.tokens[after - 1].end if after else tail.end
        forms = self._kinds(head, last - first == 1)
        word = head.lower if self.english else head.lemma
        return PlaceName(
            first=first,
            last=after or last,
            start=head.start,
            end=close,
            name=self.analysis.text[head.start : close],
            bare=self.analysis.text[head.start : tail.end],
            levels=levels,
            entries=entries,
            sentence=sentence.index,
            asked=self._asked(first, sentence),
            label=self.labels.get(first),
            kinds=forms,
            single=single,
            initial=first == sentence.first and single and self._ordinary(head, forms),
            unsure=last - first == 1 and (head.lower in self.words.unsure or head.lemma in self.words.unsure),
            abbreviation=last - first == 1 and head.text.isupper() and len(head.text) < 6 and not loud,
            person=self._person_before(first, begin, sentence) or word in self.surnames,
            speaks=self._speaks(last, sentence),
            followed=last < end and not self._place_after(last, end),
            facility=self._facility(last, sentence.last) or self._facility_before(first, sentence),
            alone=self._stands_alone(first, last, sentence),
            dated=self._dated(first, last, sentence),
            cell=bool(self.tables) and self._opens_place_cell(head.start),
            distance=self._distance(first, last, sentence),
            explained=self._explained(head.start, close),
            column=self._column(head.start, first, sentence),
            loud=loud,
            joined=self._joined_to_last(head.start),
        )

    def _small_elsewhere(self, token: Token) -> bool:
        """Whether a word whose capital may be the sentence's is an ordinary word of the text."""
        return token.lower in self.small and self.labels.get(token.index) not in ("GPE", "LOC")

    def _is_side(self, word: str) -> bool:
        return word in self.words.sides or word in self.demonyms

    def _kinds(self, head: Token, single: bool) -> frozenset[str]:
        if not single:
            return frozenset()
        if self.english:
            return frozenset({"given"}) if head.lower in self.words.given_names else frozenset()
        return kinds(head.lower, self.language)

    def _speaks(self, last: int, sentence: Sentence) -> bool:
        """Whether a verb for speaking follows."""
        if last >= sentence.last:
            return False
        token = self.tokens[last]
        return (token.lower if self.english else token.lemma) in self.words.person_verbs

    def _ordinary(self, token: Token, forms: frozenset[str]) -> bool:
        if self.english:
            return token.pos not in ("PROPN", "X", "NUM")
        return "known" in forms and "place" not in forms

    def _place_after(self, last: int, end: int) -> bool:
        return self.tokens[last].lower in self.sorts or bool(self._longest(last, end)[0])

    def _facility(self, index: int, stop: int) -> bool:
        if index >= stop:
            return False
        token = self.tokens[index]
        return token.lower in self.words.facilities or (
            not self.english and token.lemma in self.words.facilities
        )

    def _facility_before(self, first: int, sentence: Sentence) -> bool:
        at = first - 1
        if self.english or at < sentence.first:
            return False
        if self.tokens[at].text in '«“"„' and at > sentence.first:
            at -= 1
        return self.tokens[at].lemma in self.words.facilities

    def _stands_alone(self, first: int, last: int, sentence: Sentence) -> bool:
        """At the start of a line, cell or list item, with a mark after it: a dateline, a heading, a row."""
        before = self.tokens[first - 1].text if first > sentence.first else "|"
        after = self.tokens[last].text[0] if last < sentence.last else "|"
        opens = first == sentence.first or before in _BULLETS or not before[0].isalnum()
        return opens and after in _LABEL_ENDS and before not in ("(", "“", '"', "«", ",")

    def _dated(self, first: int, last: int, sentence: Sentence) -> bool:
        """Right after the day an entry opens with, and a mark after it."""
        head = self.analysis.text[sentence.start : self.tokens[first].start]
        after = self.tokens[last].text[0] if last < sentence.last else "|"
        return after in _LABEL_ENDS and len(head) < 40 and bool(_DATED.fullmatch(head))

    def _opens_place_cell(self, start: int) -> bool:
        cell = self.tables.cell_at(start)
        return cell is not None and self.tables.is_headed(cell) and self.tables.opens(start)

    def _distance(self, first: int, last: int, sentence: Sentence) -> bool:
        near = self.tokens[max(sentence.first, first - 4) : min(sentence.last, last + 6)]
        return any(t.lower in _DISTANCE for t in near)

    def _explained(self, start: int, end: int) -> bool:
        text = self.analysis.text
        if _MEASURED.match(text, end, end + 40):
            return True
        return bool(
            _EXPLAINED_AFTER.match(text, end, end + 60)
            or _EXPLAINED_BEFORE.search(text[max(0, start - 30) : start])
        )

    def _column(self, start: int, first: int, sentence: Sentence) -> tuple[int, int] | None:
        if self.tables and self.tables.opens(start):
            cell = self.tables.cell_at(start)
            return (cell.block, cell.column) if cell else None
        at = first - 1
        while at >= sentence.first and not self.tokens[at].text[0].isalpha():
            at -= 1
        return (0, 0) if at < sentence.first else None

    def _joined_to_last(self, start: int) -> bool:
        if self._last is None:
            return False
        between = self.analysis.text[self._last.end : start].strip().lower()
        return between in (",", "and", "і", "й", "та", "и", ", and", "or", "&", "/", "–", "—")

    def _joined(self, index: int) -> bool:
        return self.tokens[index].start == self.tokens[index - 1].end

    def _person_before(self, first: int, begin: int, sentence: Sentence) -> bool:
        """A title, an initial or a given name directly before."""
        if first <= sentence.first:
            return False
        previous = self.tokens[first - 1]
        if first > begin and previous.text[0].isupper():
            return previous.lower not in self.words.sides and previous.lower not in self.sorts
        if previous.lower.rstrip(".") in self.words.person_titles:
            return True
        if not self.english and previous.lemma in self.words.person_titles:
            return True
        if previous.text == "." and first - 2 >= sentence.first:
            initial = self.tokens[first - 2].text
            return (len(initial) == 1 and initial.isupper()) or initial.lower() in self.words.person_titles
        return len(previous.text) == 2 and previous.text[0].isupper() and previous.text[1] == "."

    def _sort_after(self, last: int, sentence: Sentence) -> tuple[int, frozenset[PlaceLevel] | None]:
        """The end of a word for the sort that follows ("X region"), and what it says."""
        if last >= sentence.last:
            return 0, None
        token = self.tokens[last]
        levels = self.sorts.get(token.lower) or (None if self.english else self.sorts.get(token.lemma))
        if levels is None or (not self.english and levels == _SETTLEMENT):
            return 0, None
        return last + 1, levels

    def _sort_before(self, first: int, sentence: Sentence) -> frozenset[PlaceLevel] | None:
        """What a word for the sort before the name says ("the village of X", «село X», «м. X»)."""
        at = first - 1
        if at < sentence.first:
            return None
        if self.english:
            if self.tokens[at].lower == "of" and at > sentence.first:
                return self.sorts.get(self.tokens[at - 1].lower)
            return None
        if self.tokens[at].text == "." and at > sentence.first:
            at -= 1
        token = self.tokens[at]
        return self.sorts.get(token.lower) or self.sorts.get(token.lemma)

    def _asked(self, first: int, sentence: Sentence) -> Asked:
        for at in range(first - 1, max(sentence.first, first - 4) - 1, -1):
            low = self.tokens[at].lower
            if low in self.words.strong:
                return Asked.STRONGLY
            if low in self.words.before:
                return Asked.PLAINLY
            if low == "of" and self.english:
                before = self.tokens[at - 1].lower if at > sentence.first else ""
                if before in self.words.of_place or before in self.words.directions:
                    return Asked.STRONGLY
                return Asked.PLAINLY if before in self.words.facilities else Asked.LOOSELY
            passed = low in ("the", ".", "nearby") or low in self.words.sides or low in self.words.directions
            if not passed and low not in self.sorts and self.tokens[at].lemma not in self.sorts:
                return Asked.NO
            if low == "nearby":
                return Asked.STRONGLY
        return Asked.NO

    def _surnames(self) -> frozenset[str]:
        """Second words of the persons the tagger or a given name shows."""
        found: set[str] = set()
        for index in range(len(self.tokens) - 1):
            token, follower = self.tokens[index], self.tokens[index + 1]
            if not token.text[0].isupper():
                continue
            if self.english:
                named = self.labels.get(index) == "PERSON"
                if named and follower.text[0].isupper() and self.labels.get(index + 1) == "PERSON":
                    found.add(follower.lower)
                elif named and follower.lower in self.words.person_verbs:
                    found.add(token.lower)
            elif follower.text[0].isupper() and "given" in kinds(token.lower, self.language):
                found.add(follower.lemma)
        return frozenset(found)

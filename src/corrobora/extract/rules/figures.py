"""Numbers a sentence gives, single persons named without a number, and the grammar they stand in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corrobora.extract.analysis import Sentence, Token
from corrobora.extract.mention import Mention
from corrobora.extract.rules.forms import singular_animate
from corrobora.extract.rules.reading import Reading
from corrobora.model.quantity import Quantity
from corrobora.model.vocabulary import Unit

#: Words a figure's noun may stand after, and how far to look for it.
_NOUN_WINDOW = 6
_BEFORE_WINDOW = 4
_THINGS = frozenset(
    "wound injury shot gunshot bullet round burst volley blow explosion blast video clip recording photo "
    "photograph image picture drone missile rocket shell vehicle tank поранення постріл куля вибух відео "
    "відеозапис ролик фото фотографія знімок дрон ракета снаряд удар ранение выстрел пуля взрыв видео "
    "видеозапись фотография снимок беспилотник удар".split()
)
_GROUPS = frozenset("groups batches lots pairs rows групами партіями рядами группами партиями рядами".split())
#: Words for many that have no plural ending.
_MANY = frozenset("people police personnel infantry cavalry clergy".split())
#: Words for somebody seen from afar that are numbers far more often.
_NUMBERS = frozenset(("figure",))
_CLAUSE_ENDS = frozenset(".;:!?()—–\n")
#: Families of words a figure can count.
_COUNTED = (
    "people.", "custody.captive", "deaths.body", "counting.incidents", "counting.proceedings",
    "counting.statements", "counting.persons", "deaths.die",
)  # fmt: skip
#: Families whose words make what happened to those counted; what a figure stands nearest to.
_DEEDS = {
    "acts.execution": "kill", "deaths.kill": "kill", "deaths.shoot": "kill", "deaths.die": "die",
    "deaths.body": "body", "deaths.wound": "wound", "deaths.survive": "survive", "custody.captive": "captive",
    "custody.surrender": "captive", "custody.detained": "detained", "acts.torture": "harm",
    "acts.ill_treatment": "harm", "acts.mutilation": "harm", "acts.enforced_disappearance": "vanish",
    "acts.deportation": "vanish", "acts.attack_on_civilians": "attack", "scenes.exchange": "exchange",
    "reporting.say": "say", "counting.recorded": "count", "settings.estimate": "estimate",
    "settings.sum": "sum", "counting.part": "part", "people.force": "force", "settings.munition": "munition",
}  # fmt: skip
#: How far up the parse the word is looked for that governs a figure's noun.
_CLIMB = 4

Noun = tuple[int, int, str]  # characters of a cue, and its ``family.id``


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of persons, incidents, proceedings or statements, or a single person without a number.

    Attributes:
        start, end: the words.
        quantity: its bounds.
        sentence: index of its sentence.
        after: marks of the words it can count, to the end of the clause.
        before: marks of the words before it.
        nearest: mark of the first word it can count, or ``none``.
        grammar: the words beside it by part of speech, what governs it, and how near each sort of deed is.
        implied: "a prisoner", "his neighbour": one, without a number.
        confidence: as the number's reader states it.
    """

    start: int
    end: int
    quantity: Quantity
    sentence: int
    after: frozenset[str]
    before: frozenset[str]
    nearest: str
    grammar: frozenset[str]
    implied: bool
    confidence: float


def figures(reading: Reading, nouns: Sequence[list[Noun]], at: Sequence[int]) -> list[list[Figure]]:
    """Every figure by sentence; ``nouns`` are the cues of each sentence, ``at`` the starts of sentences."""
    found: list[list[Figure]] = [[] for _ in reading.sentences]
    whens = [(w.start, w.end) for w in reading.whens]
    for index, sentence in enumerate(reading.sentences):
        end = at[index + 1] if index + 1 < len(at) else sentence.end + 1
        start = at[index] if index else 0
        for mention in reading.quantities.within(start, end):
            dated = any(a <= mention.start and mention.end <= b for a, b in whens)
            if not (
                dated or _of_things(reading, sentence, mention) or _at_a_time(reading, sentence, mention)
            ):
                found[index].append(_figure(reading, mention, index, nouns[index], implied=False))
        taken = [(f.start, f.end) for f in found[index]]
        for first, last, mark in _implied(reading, sentence, nouns[index], taken):
            one = Mention(
                start=first,
                end=last,
                value=Quantity.exactly(1, Unit.PERSONS),
                reader="rules/implied",
                confidence=0.6,
            )
            extra = [*nouns[index], (first, last, mark)] if mark == NAMED else nouns[index]
            found[index].append(_figure(reading, one, index, extra, implied=True))
        found[index].sort(key=lambda f: (f.start, f.end))
    return found


def _of_things(reading: Reading, sentence: Sentence, mention: Mention[Quantity]) -> bool:
    """Whether a number counts shots, recordings or weapons: no persons, cases or statements."""
    for token in reading.tokens_within(mention.end, sentence.end)[:4]:
        if token.pos == "NOUN":
            plural = reading.analysis.language != "en" or token.lower != token.lemma
            return plural and token.lemma in _THINGS
        if token.pos in ("PUNCT", "VERB", "AUX", "ADP", "CCONJ", "PRON"):
            break
    return False


def _at_a_time(reading: Reading, sentence: Sentence, mention: Mention[Quantity]) -> bool:
    """Whether a number says how many went at a time: "in groups of ten", "one by one", "по одному"."""
    before = [t.lower for t in reading.tokens_within(sentence.start, mention.start)[-2:]]
    if len(before) == 2 and before[0] in _GROUPS and before[1] in ("of", "по"):
        return True
    after = tuple(t.lower for t in reading.tokens_within(mention.end, sentence.end)[:3])
    own = reading.text[mention.start : mention.end].lower()
    return (
        before[-2:] == [own, "by"]
        or after[:2] in (("by", own), ("after", "another"), ("за", "одним"), ("за", "другим"))
        or after in (("at", "a", "time"), ("after", "the", "other"))
        or (before[-1:] == ["по"] and mention.value.bounds == (1, 1))
    )


def _figure(
    reading: Reading, mention: Mention[Quantity], index: int, nouns: list[Noun], *, implied: bool
) -> Figure:
    sentence = reading.sentences[index]
    begin = mention.start if implied else mention.end
    stop = mention.end
    follow_on = reading.tokens_within(begin, sentence.end)[:_NOUN_WINDOW]
    earlier = reading.tokens_within(sentence.start, mention.start)[-_BEFORE_WINDOW:]
    # "in five, the others …", "14 of them, with 47 victims": its noun stands elsewhere
    complete = bool(earlier and follow_on and earlier[-1].lower in _IN and follow_on[0].text == ",")
    for n, token in enumerate(follow_on):
        if token.text in _CLAUSE_ENDS:
            break
        if n == 1 and token.lower in _THEM and follow_on[0].lower in _OF:
            complete = not (len(follow_on) > 2 and follow_on[2].pos in ("NOUN", "ADJ", "PROPN", "NUM"))
        stop = token.end
    since = earlier[0].start if earlier else mention.start
    follow = sorted((s, e, mark) for s, e, mark in nouns if begin <= s < stop)
    counted = [] if complete else [n for n in follow if n[2].startswith(_COUNTED)]
    return Figure(
        start=mention.start,
        end=mention.end,
        quantity=mention.value,
        sentence=index,
        after=frozenset(mark for _, _, mark in follow),
        before=frozenset(mark for s, _, mark in nouns if since <= s < mention.start),
        nearest=counted[0][2] if counted else "none",
        grammar=frozenset(_grammar(reading, sentence, mention, nouns, counted[0] if counted else None)),
        implied=implied,
        confidence=mention.confidence,
    )


# --- grammar ---------------------------------------------------------------------------------------


def _grammar(
    reading: Reading, sentence: Sentence, mention: Mention[Quantity], nouns: list[Noun], counted: Noun | None
) -> Iterator[str]:
    words = reading.analysis.words(sentence)
    first = next((n for n, t in enumerate(words) if t.end > mention.start), 0)
    last = next((n for n in range(first, len(words)) if words[n].end >= mention.end), first)
    before = words[first - 1] if first else None
    after = words[last + 1] if last + 1 < len(words) else None
    left, right = _sort(before) if before else "start", _sort(after) if after else "end"
    beyond = words[last + 2] if right == "of" and last + 2 < len(words) else None
    if beyond is not None and beyond.lower in _THEM:
        right = "of them"
    yield f"previous:{left}"
    yield f"next:{right}"
    yield f"between:{left} {right}"
    if before is not None and before.lower in _THE:
        yield "definite"
    yield "counts:" + _counts(words, last, nouns)
    yield from _distances(words, first, last, nouns)
    if reading.analysis.doc is not None:
        yield from _governors(reading, words, last, nouns, counted)


_THE = frozenset("the these those both all ці ті обидва всі усі эти те оба все".split())
_IN = frozenset("in у в".split())
_OF = frozenset("of з із зі из от від among серед среди".split())
_THEM = frozenset("them whom these those which the цих тих них яких этих тех них которых".split())
_MORE = frozenset("more other others another further ще інших інші ещё еще других другие остальные".split())


def _sort(token: Token) -> str:
    if token.lower in _OF:
        return "of"
    if token.lower in _MORE:
        return "more"
    if token.pos in ("PUNCT", "SYM", "SPACE"):
        return token.text if token.text in ",:;|-–—()" else "mark"
    return token.pos.lower()


def _counts(words: Sequence[Token], last: int, nouns: list[Noun]) -> str:
    """The first noun after the figure by its families, ``other`` if it belongs to none of them."""
    for token in words[last + 1 : last + 5]:
        if token.pos == "NOUN":
            marks = sorted({mark.split(".")[0] for s, e, mark in nouns if s <= token.start < e})
            families = [m for m in marks if m in ("people", "custody", "deaths", "counting", "settings")]
            return "+".join(families) or "other"
        if token.pos in ("PUNCT", "VERB", "ADP", "CCONJ", "PRON"):
            break
    return "nothing"


def _distances(words: Sequence[Token], first: int, last: int, nouns: list[Noun]) -> Iterator[str]:
    """How near each sort of deed stands before and after the figure, in words of the same clause."""
    at = {t.start: n for n, t in enumerate(words)}
    nearest: dict[tuple[str, str], int] = {}
    for start, _, mark in nouns:
        sort = _DEEDS.get(mark)
        place = at.get(start)
        if sort is None or place is None:
            continue
        side, gap = ("before", first - place) if place < first else ("after", place - last)
        if gap < nearest.get((sort, side), 99):
            nearest[sort, side] = gap
    for (sort, side), gap in nearest.items():
        yield f"{sort} {side}:" + ("near" if gap <= 3 else "close" if gap <= 8 else "far")
    if nearest:
        (sort, side), _ = min(nearest.items(), key=lambda item: item[1])
        yield f"nearest deed:{sort} {side}"


def _governors(
    reading: Reading, words: Sequence[Token], last: int, nouns: list[Noun], counted: Noun | None
) -> Iterator[str]:
    """The relation the figure's noun stands in, and the sort of deed that governs it."""
    doc = reading.analysis.doc
    if doc is None:
        return
    marks = {s: _DEEDS[mark] for s, _, mark in nouns if mark in _DEEDS}
    token = doc[words[last].index]
    if counted is not None:
        held = next((t for t in words if t.start >= counted[0]), None)
        token = doc[held.index] if held is not None else token
    relation = token.dep_
    for _ in range(_CLIMB):
        if token.dep_ in ("nummod", "amod", "compound", "quantmod", "advmod", "appos", "conj"):
            token = token.head
            relation = token.dep_
            continue
        break
    yield f"relation:{relation}"
    for step in range(_CLIMB):
        head = token.head
        if head is token or not words[0].start <= head.idx <= words[-1].start:
            break
        token = head
        if token.idx in marks:
            yield f"governed:{relation}:{marks[token.idx]}"
            yield f"under:{marks[token.idx]}:{min(step, 2)}"
            break
        if token.dep_ in ("nsubjpass", "dobj", "nsubj"):
            relation = f"{relation}<{token.dep_}"


# --- single persons --------------------------------------------------------------------------------

NAMED = "people.named"
_ONE = frozenset("a an another one his her their".split())
_OTHER_DETERMINERS = frozenset("the this that".split())
_PEOPLE = ("people.soldier", "people.civilian", "custody.captive", "custody.hors_de_combat", "people.person")
_OPENS = frozenset("|:;—–-•*(")
_PARTICIPLE = ("ed", "en", "ing", "shot", "bound", "held", "hurt", "tied")


def _implied(
    reading: Reading, sentence: Sentence, nouns: list[Noun], taken: list[tuple[int, int]]
) -> list[Noun]:
    """Single persons without a number: English by determiner, Cyrillic by the noun's number, and by name."""
    found: list[Noun] = []
    words = reading.analysis.words(sentence)
    by_start = {t.start: t.index - sentence.first for t in words}
    for start, end, mark in sorted(nouns):
        if mark not in _PEOPLE or start not in by_start:
            continue
        if any(a - 25 < start < b + 25 and b <= start + 1 for a, b in taken):
            continue
        here = by_start[start]
        last = here
        while last + 1 < len(words) and words[last + 1].start < end:
            last += 1
        begin = _single(reading, words, here, last)
        if begin is not None and (not found or words[begin].start >= found[-1][1]):
            found.append((words[begin].start, words[last].end, mark))
    for start, end in _named(reading, words):
        if not any(a < end and start < b for a, b, _ in found) and not any(
            a < end and start < b for a, b in taken
        ):
            found.append((start, end, NAMED))
    return found


def _single(reading: Reading, words: Sequence[Token], first: int, last: int) -> int | None:
    if reading.analysis.language != "en":
        return first if singular_animate(words[last].lower, reading.analysis.language) else None
    head = words[last]
    if head.pos not in ("NOUN", "PROPN", "ADJ") or _plural(head) or head.lower in _NUMBERS:
        return None
    if head.pos == "PROPN" and last + 1 < len(words) and words[last + 1].pos in ("PROPN", "PART"):
        return None  # "the Sudan Doctors Network", "the People's Army"
    if (
        last + 1 < len(words)
        and words[last + 1].pos in ("NOUN", "PROPN")
        and not words[last + 1].text[:1].isupper()
    ):
        return None
    for back in range(first, max(-1, first - 5), -1):
        if words[back].lower in _ONE or words[back].lower in _OTHER_DETERMINERS:
            return back
        if words[back].text in _OPENS:
            return back + 1  # a line of a list leaves the article out
        if words[back].pos == "VERB" and words[back].lower.endswith(_PARTICIPLE):
            continue  # "a captured soldier", however it is tagged
        if words[back].pos in ("PUNCT", "VERB", "ADP", "AUX") and words[back].text not in ("-", ","):
            return None
    return 0 if first < 4 and first < last + 1 and head.pos == "NOUN" and len(words) > 5 else None


def _plural(token: Token) -> bool:
    return token.lower in _MANY or (
        token.lower != token.lemma and token.lower.endswith(("s", "men", "women", "children", "people"))
    )


def _named(reading: Reading, words: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """People by their names: what the English tagger calls a person, or two names in a row."""
    doc = reading.analysis.doc
    run: list[Token] = []
    for token in [*words, None]:
        capital = (
            token is not None
            and token.text[:1].isupper()
            and token.pos == "PROPN"
            and (doc is None or doc[token.index].ent_type_ == "PERSON")
        )
        if capital and token is not None:
            run.append(token)
            continue
        if len(run) > 1:
            yield run[0].start, run[-1].end
        run = []

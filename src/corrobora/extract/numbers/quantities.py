"""Counts with their hedges and ranges."""

from __future__ import annotations

from dataclasses import dataclass

from corrobora.extract.dates import recognise
from corrobora.extract.mention import Mention
from corrobora.extract.numbers.lexicon import CountWords, Hedge, Phrase, count_words
from corrobora.extract.numbers.sorts import NumberSort, follows, precedes, sort_of
from corrobora.extract.numerals import Form, Lex, Numeral, Tokens
from corrobora.model.quantity import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number in a text and what it stands for.

    Attributes:
        sort: count, percentage, age, reference …
        quantity: its bounds with the hedge; ``None`` for ordinals, decimals and what has no whole value.
    """

    sort: NumberSort
    quantity: Quantity | None


@dataclass(frozen=True, slots=True)
class _Group:
    """One numeral or a range of two, at tokens ``[first, last)``, before hedges are read."""

    first: int
    last: int
    low: int
    high: int
    numeral: Numeral
    sort: NumberSort
    confidence: float
    reader: str


_DASHES = frozenset("-–—‐‑")
_OPEN_UP = (Hedge.AT_LEAST, Hedge.MORE_THAN)


def find_quantities(text: str, language: str) -> list[Mention[Quantity]]:
    """Everything the text counts, with its bounds, in the order of the text.

    "nine" is 9..9, "at least 91" 91.., "over 100" 101.., "up to 25" ..25, "about 40" 40..40 with the
    hedge kept, "between 35 and 40" and "35–40" 35..40. A plural without a number is open above:
    "dozens" 24.., "hundreds" 200.. (reader ``numbers/vague``). The span covers hedge and number.
    Ordinals, dates, durations, percentages, money, measures, ages and references ("Article 5") are
    no counts; `find_numbers` lists them. A bare "one" has a low confidence.

    Args:
        text: any text; nothing in it raises.
        language: ``en``, ``uk`` or ``ru``; any other is read as English.
    """
    return [
        Mention(
            start=found.start,
            end=found.end,
            value=found.value.quantity,
            reader=found.reader,
            confidence=found.confidence,
        )
        for found in find_numbers(text, language)
        if found.value.sort is NumberSort.COUNT and found.value.quantity is not None
    ]


def find_numbers(text: str, language: str) -> list[Mention[Number]]:
    """Every number of the text and what it is; the counts among them are `find_quantities`."""
    items, atoms = recognise(text, language)
    tokens = items.tokens
    words = count_words(tokens.language)
    found: list[Mention[Number]] = []
    taken = 0
    dated = [(atom.first, atom.last) for atom in atoms]
    for group in _groups(tokens, items.numerals, dated, words):
        mention = _hedged(tokens, group, words, taken)
        taken = group.last
        found.append(mention)
    return found


def _groups(
    tokens: Tokens, numerals: list[Numeral], dated: list[tuple[int, int]], words: CountWords
) -> list[_Group]:
    groups: list[_Group] = []
    earlier: tuple[Numeral, NumberSort] | None = None
    k, d = 0, 0
    while k < len(numerals):
        numeral = numerals[k]
        while d < len(dated) and dated[d][1] <= numeral.first:
            d += 1
        if d < len(dated) and dated[d][0] < numeral.last:
            value = numeral.value
            groups.append(
                _Group(
                    numeral.first, numeral.last, value, value, numeral, NumberSort.DATE, 0.9, "numbers/date"
                )
            )
            earlier = None
            k += 1
            continue
        sort = sort_of(tokens, numeral, earlier, words)
        earlier = (numeral, sort)
        if k + 1 < len(numerals):
            other = numerals[k + 1]
            free = d >= len(dated) or dated[d][0] >= other.last
            span = _range(tokens, numeral, other, words) if free else None
            if span is not None and sort is not NumberSort.REFERENCE:
                second = sort_of(tokens, other, None, words)
                first, low = span
                sort = second if sort in (NumberSort.COUNT, NumberSort.MODIFIER) else sort
                groups.append(_Group(first, other.last, low, other.value, other, sort, 0.95, "numbers/range"))
                earlier = (other, second)
                k += 2
                continue
        confidence, reader = _standing(tokens, numeral, words)
        value = numeral.value
        groups.append(_Group(numeral.first, numeral.last, value, value, numeral, sort, confidence, reader))
        k += 1
    return groups


def _range(tokens: Tokens, one: Numeral, two: Numeral, words: CountWords) -> tuple[int, int] | None:
    """Where a range of two numerals begins and its low end, if they are one."""
    halves = one.form is Form.DECIMAL and two.scaled >= 1000  # "from 2.5 to 3 thousand"
    if not (one.form is Form.CARDINAL or halves) or two.form is not Form.CARDINAL:
        return None
    gap = two.first - one.last
    if not 1 <= gap <= 4:
        return None
    low = one.value * two.scaled // 1000 if halves else one.value
    if not halves and two.scaled >= 1000 and one.scaled == 1 and low * two.scaled < two.value:
        low *= two.scaled  # "from 5 to 13 thousand"
    if low >= two.value:
        return None
    joiner = tokens.word(one.last)
    opening = tokens.word(one.first - 1)
    if gap == 1 and joiner in words.between.get(opening, ()):
        return one.first - 1, low
    if gap == 1 and joiner in words.from_to.get(opening, ()):
        changed = any(tokens.word(one.first - back) in words.change_verbs for back in (2, 3, 4))
        return None if changed else (one.first - 1, low)
    if gap == 1 and joiner in _DASHES and one.digits == two.digits:
        return one.first, low
    for phrase in words.plain_ranges:
        if len(phrase) == gap and follows(tokens, one.last, phrase):
            if phrase == ("or",) and two.value > 2 * one.value:
                return None
            changed = any(tokens.word(one.first - back) in words.change_verbs for back in (1, 2, 3))
            return None if changed or joiner == tokens.word(one.first - 1) else (one.first, low)
    return None


def _standing(tokens: Tokens, numeral: Numeral, words: CountWords) -> tuple[float, str]:
    """How sure a count is, and the name of what read it."""
    if numeral.form is Form.VAGUE:
        return 0.5, "numbers/vague"
    if numeral.form is Form.BOTH:
        return 0.4, "numbers/both"
    if numeral.value == 1 and not numeral.digits:
        following = tokens.word(numeral.last)
        pronoun = not following.isalpha() or following in words.one_pronoun_next
        pronoun = pronoun or tokens.word(numeral.first - 1) in words.one_pronoun_before
        return (0.3 if pronoun else 0.7), "numbers/one"
    if numeral.digits:
        return 0.95, "numbers/digits"
    return 0.95, "numbers/words"


def _hedged(tokens: Tokens, group: _Group, words: CountWords, taken: int) -> Mention[Number]:
    first, last = group.first, group.last
    low: int | None = group.low
    high: int | None = group.high
    phrases: list[str] = []
    counted = group.numeral.form in (Form.CARDINAL, Form.BOTH, Form.VAGUE)
    counted = counted and group.sort is not NumberSort.DATE
    if group.numeral.form is Form.VAGUE:
        high = None
        phrases.append(_words(tokens, group.first, group.last))
    for _ in range(2):
        before = _hedge_before(tokens, first, words, taken) if counted else None
        if before is None:
            break
        start, stop, hedge = before
        if high == 1 and hedge is Hedge.AT_MOST:
            break  # "один до одного"
        phrases.insert(0, _words(tokens, start, stop))
        low, high = _bounded(low, high, hedge)
        first = start
    after = _hedge_after(tokens, last, words) if counted and low == high else None
    if after is not None:
        start, stop, hedge = after
        phrases.append(_words(tokens, start, stop))
        low, high = _bounded(low, high, hedge)
        last = stop
    quantity = None
    if counted and not (low is None and high is None):
        quantity = Quantity(low=low, high=high, hedge="; ".join(phrases) or None)
    confidence = group.confidence
    if high is not None and low is None and tokens.language != "en":
        confidence = min(confidence, 0.8)  # "до" is also a plain preposition
    return Mention(
        start=tokens.start[first],
        end=tokens.end[last - 1],
        value=Number(sort=group.sort, quantity=quantity),
        reader=group.reader,
        confidence=confidence,
    )


def _words(tokens: Tokens, first: int, last: int) -> str:
    return " ".join(tokens.low[first:last])


def _bounded(low: int | None, high: int | None, hedge: Hedge) -> tuple[int | None, int | None]:
    """The bounds a hedge leaves; a second hedge can only open what the first left closed."""
    match hedge:
        case Hedge.AT_LEAST:
            return (low, None) if low is not None else (low, high)
        case Hedge.MORE_THAN:
            return (low + 1, None) if low is not None and high is not None else (low, high)
        case Hedge.AT_MOST:
            return (None, high) if high is not None else (low, high)
        case Hedge.LESS_THAN:
            return (None, max(0, high - 1)) if high is not None else (low, high)
        case Hedge.ABOUT:
            return low, high


def _hedge_before(tokens: Tokens, first: int, words: CountWords, taken: int) -> tuple[int, int, Hedge] | None:
    """Tokens of the hedge in front of token ``first``, not reaching back before ``taken``."""
    at = first
    for _ in range(2):
        for phrase, hedge in words.before.get(tokens.word(at - 1), ()):
            if at - len(phrase) >= taken and precedes(tokens, at, phrase):
                start = at - len(phrase)
                if tokens.word(start - 1) in words.particle_verbs or _spread(tokens, start, phrase):
                    return None
                return start, at, hedge
        if tokens.word(at - 1) not in words.fillers:
            return None
        at -= 1
    return None


def _spread(tokens: Tokens, start: int, phrase: Phrase) -> bool:
    """ "177 people over 53 proceedings": a number shortly before makes "over" a preposition."""
    if phrase != ("over",):
        return False
    for i in range(start - 1, max(-1, start - 5), -1):
        if not tokens.low[i].isalpha():
            return tokens.lex[i] in (Lex.INTEGER, Lex.GROUPED)
    return False


def _hedge_after(tokens: Tokens, last: int, words: CountWords) -> tuple[int, int, Hedge] | None:
    """Tokens of the hedge behind a number, at most one word between: "6,000 children or more"."""
    for at in (last, last + 1):
        if at > last and (last >= len(tokens) or tokens.lex[last] is not Lex.WORD):
            return None
        for phrase, hedge in words.after.get(tokens.word(at), ()):
            if follows(tokens, at, phrase):
                if phrase in (("+",), ("-", "odd")) and (at != last or not tokens.glued(at)):
                    continue
                if at != last and hedge is not Hedge.AT_LEAST:
                    continue
                return at, at + len(phrase), hedge
    return None

"""Noun phrases and subjects of Ukrainian and Russian by case and word order."""

from __future__ import annotations

import re

from corrobora.extract.analysis import Analysis, Token, lemma_and_pos
from corrobora.extract.rules.cases import can_be_verb, cases
from corrobora.extract.rules.parties import CYRILLIC_LINKS, PRONOUNS, Nouns, Party, party
from corrobora.model.actor import Actor


def _nominal(token: Token) -> bool:
    return (
        token.pos in ("NOUN", "PROPN", "ADJ", "X", "PRON")
        or (token.pos in ("VERB", "NUM") and token.text[0].isupper() and token.lower[-2:] not in ("ти", "ть"))
        or bool(re.match(r"\d+-", token.text))
    )


def _verbal(token: Token, language: str) -> bool:
    return token.text[0].islower() and can_be_verb(token.lower, language)


def _object(token: Token, language: str) -> bool:
    """Whether a word can only be the object of a verb: no noun takes one in the accusative."""
    return token.text[0].islower() and cases(token.lower, language) == {"accs"}


#: Words the longest name and the longest phrase have: a text made of capitals only is no phrase.
_NAME, _PHRASE = 8, 60


def _beside_a_name(name: Token, noun: Token, language: str) -> bool:
    """Whether a noun after a name hangs on the verb: "Киев обвинение отрицает"."""
    plain = noun.pos == "NOUN" and noun.text[0].islower() and name.text[0].isupper()
    found = cases(noun.lower, language)
    return plain and bool(found) and found <= {"nomn", "accs"}


def cyrillic_phrase(analysis: Analysis, head: int, stop: int) -> tuple[int, int]:
    """The noun phrase around a head: what agrees before it, what depends on it after it, up to ``stop``."""
    tokens, language = analysis.tokens, analysis.language
    sentence = analysis.sentences[tokens[head].sentence]
    first = head
    mine = cases(tokens[head].lower, language)
    while first > max(sentence.first, head - _PHRASE):
        before = tokens[first - 1]
        if before.text in ("«", "“", "„", '"', "-") and first - 1 > sentence.first and before.text == "-":
            first -= 2
        elif (
            before.pos in ("ADJ", "NOUN", "PROPN", "X")
            and not (before.pos == "NOUN" and first - 1 > sentence.first and _governed(analysis, first - 1))
            and (cases(before.lower, language) & mine or before.text[0].isupper())
        ) or re.match(r"\d+-", before.text):
            first -= 1
        else:
            break
    last = head + 1
    depth = 0
    while last < min(stop, head + _PHRASE):
        token = tokens[last]
        if token.text in ("«", "“", "„"):
            depth += 1
        elif token.text in ("»", "”"):
            if not depth:
                break
            depth -= 1
        elif depth or token.text == "-":
            pass
        elif token.lower in CYRILLIC_LINKS:
            if not (last + 1 < stop and _nominal(tokens[last + 1]) and token.lower not in ("та", "і", "и")):
                break
            loose = token.lower in ("у", "в", "на", "по", "с", "со", "о", "об", "від", "от")
            part_of_name = tokens[last + 1].text[0].isupper() or tokens[last + 1].lower.startswith(_IN_NAMES)
            if loose and not part_of_name:
                break
        elif (
            not _nominal(token)
            or token.pos == "PRON"
            or _verbal(token, language)
            or (tokens[last - 1].lower not in CYRILLIC_LINKS and _object(token, language))
            or _beside_a_name(tokens[last - 1], token, language)
        ):
            break
        last += 1
    while last > head + 1 and (
        tokens[last - 1].text in ("«", "“", "„") or tokens[last - 1].lower in CYRILLIC_LINKS
    ):
        last -= 1
    return first, _without_denied(analysis, head, last)


#: Nouns after which a name keeps its own case, whatever theirs is.
_BEFORE_NAMES = frozenset(
    "село хутір місто селище смт станція станиця площа вулиця район мікрорайон лікарня колонія операція "
    "хутор город посёлок поселок деревня аул улица площадь микрорайон больница колония операция".split()
)


def _without_denied(analysis: Analysis, head: int, end: int) -> int:
    """Where a phrase ends before what its verb denies: "the ministry gave no comment" has it in the genitive
    right before "not"."""
    tokens, language = analysis.tokens, analysis.language
    denied = end < len(tokens) and tokens[end].lower in ("не", "ні", "ни") and end - 1 > head
    last = tokens[end - 1]
    if denied and last.pos == "NOUN" and last.text[0].islower() and cases(last.lower, language) == {"gent"}:
        return end - 1
    return end


#: Words after a preposition that goes on with a name: "council on human rights", "voice with call sign".
_IN_NAMES = ("прав", "позывн", "позивн", "связям", "зв'язк", "расследован", "розслідуван")
_BREAKS = frozenset(';:»”"—–….')
_SUBORDINATORS = frozenset(
    "коли якщо який котрий де хоча бо оскільки котра що когда если который где хотя поскольку что чей".split()
)
#: Possessives that look like pronouns in the nominative.
_POSSESSIVES = frozenset("його її їх їхній его её ее их".split())
_PLURAL = ("ли", "уть", "ють", "ать", "ять", "ут", "ют", "ат", "ят")


def speakers(
    analysis: Analysis, nouns: Nouns, sort: str, first: int, last: int
) -> list[tuple[Party, tuple[int, int] | None]]:
    """Who speaks by a reporting cue at tokens ``[first, last)``."""
    tokens = analysis.tokens
    sentence = analysis.sentences[tokens[first].sentence]
    found: Party | None = None
    match sort:
        case "according":
            found = nominal_after(analysis, nouns, last, sentence.last)
        case "account":
            if last < sentence.last and (
                "gent" in cases(tokens[last].lower, analysis.language) or tokens[last].text[0].isupper()
            ):
                found = nominal_after(analysis, nouns, last, sentence.last)
                if found and not any(
                    nouns.of(i) or tokens[i].pos == "PROPN" for i in range(found.first, found.last)
                ):
                    found = None
        case _:
            if tokens[first].pos == "VERB":
                found = subject(analysis, nouns, first, last)
                if found and sort == "find" and not _known(analysis, nouns, found):
                    found = None
    return [(found, None)] if found else []


def _known(analysis: Analysis, nouns: Nouns, found: Party) -> bool:
    return bool(found.pronoun or found.actor.sort) or any(
        nouns.of(i) or analysis.tokens[i].pos == "PROPN" for i in range(found.first, found.last)
    )


def nominal_after(analysis: Analysis, nouns: Nouns, index: int, stop: int) -> Party | None:
    """The noun phrase that begins at or just after a token."""
    tokens = analysis.tokens
    for at in range(index, min(stop, index + 4)):
        token = tokens[at]
        if token.lower in PRONOUNS:
            return party(analysis, nouns, at, at + 1)
        if token.text not in ("«", "“", '"') and (
            token.pos in ("NOUN", "PROPN", "X") or token.text[0].isupper()
        ):
            first, last = cyrillic_phrase(analysis, at, stop)
            return party(analysis, nouns, max(first, index), last)
    return None


def subject(analysis: Analysis, nouns: Nouns, first: int, last: int) -> Party | None:
    """The subject of the verb at ``[first, last)``: in the clause before it, or right after it."""
    tokens = analysis.tokens
    sentence = analysis.sentences[tokens[first].sentence]
    left = _clause_start(analysis, first, sentence.first)
    inverted = left == first
    before = _before(analysis, nouns, left, first)
    behind = subject_after(analysis, nouns, last, sentence.last)
    found = (behind or before) if inverted else (before or behind)
    if found is None and inverted:
        # an elided subject: the person who spoke before goes on
        return Party(
            first=first, last=last, name_first=first, name_last=last,
            actor=Actor(name=tokens[first].text), pronoun="person",
        )  # fmt: skip
    return found


def _clause_start(analysis: Analysis, first: int, begin: int) -> int:
    """Where the clause of a verb begins: names in quotation marks and clauses put in between are skipped."""
    tokens = analysis.tokens
    left = first
    while left > begin:
        mark = tokens[left - 1].text
        if mark in "»”" and (opening := _name_opening(analysis, left - 1, begin)) is not None:
            left = opening
        elif mark in _BREAKS:
            break
        elif mark == "," and (inner := _inserted(analysis, left - 1, begin)) is not None:
            left = inner
        elif mark == "," and not _aside(analysis, left - 1, begin):
            break
        else:
            left -= 1
    return left


def _name_opening(analysis: Analysis, closing: int, begin: int) -> int | None:
    """The opening mark of a name in quotation marks: one to five words, the first with a capital, no verb."""
    tokens = analysis.tokens
    for at in range(closing - 1, max(begin, closing - 7) - 1, -1):
        if tokens[at].text in "«“„":
            inside = tokens[at + 1 : closing]
            named = bool(inside) and inside[0].text[0].isupper()
            return at if named and not any(t.pos == "VERB" for t in inside[1:]) else None
    return None


def _inserted(analysis: Analysis, comma: int, begin: int) -> int | None:
    """The comma that opens the subordinate clause which a comma closes ("Lund, who was asked, said")."""
    tokens = analysis.tokens
    for at in range(comma - 1, begin, -1):
        if tokens[at].text == ",":
            opener = next((t for t in tokens[at + 1 : at + 4] if t.pos != "ADP"), None)
            return at if opener is not None and opener.lemma in _SUBORDINATORS else None
        if tokens[at].text in ".;:—–":
            return None
    return None


def _before(analysis: Analysis, nouns: Nouns, left: int, first: int) -> Party | None:
    tokens = analysis.tokens
    closed = left
    for at in range(left, first):
        if _pronoun(analysis, at):
            return party(analysis, nouns, at, at + 1)
    for at in range(left, first):
        if at < closed:
            continue
        if tokens[at].text in "«“„" and at + 1 < first and tokens[at + 1].text[0].isupper():
            closing = next((i for i in range(at + 1, first) if tokens[i].text in "»”"), None)
            if closing is not None and at > left and tokens[at - 1].pos == "NOUN":
                closed = closing  # "operation «Source»": the name of what the noun says
                continue
            if closing is not None and (at == left or tokens[at - 1].pos != "ADP"):
                return party(analysis, nouns, at + 1, closing)
        if _nominative(analysis, at) and not (at > left and _governed(analysis, at)):
            head, end = cyrillic_phrase(analysis, at, first)
            return party(analysis, nouns, max(head, left), end)
    for at in range(left, first):
        # an office that is an adjective by form: "the Commissioner", "the Third Assault"
        if (
            (nouns.of(at) & {"role", "body"} or (tokens[at].pos == "ADJ" and tokens[at].text[0].isupper()))
            and ("nomn" in cases(tokens[at].lower, analysis.language))
            and not (at > left and tokens[at - 1].pos == "ADP")
        ):
            end = at + 1
            while end < first and _nominal(tokens[end]) and tokens[end].pos != "PRON":
                end += 1
            return party(analysis, nouns, at, end)
    if not tokens[first].lower.endswith(_PLURAL):
        return None
    for at in range(left, first - 1):
        # "in the ministry they said": the place speaks
        if tokens[at].lower in ("у", "в", "во") and _nominal(tokens[at + 1]):
            _, end = cyrillic_phrase(analysis, at + 1, first)
            found = party(analysis, nouns, at + 1, end)
            if found and _known(analysis, nouns, found):
                return found
    return None


def _governed(analysis: Analysis, at: int) -> bool:
    """Whether a noun hangs on the word before it: a preposition, or a noun or adjective in the genitive."""
    before, language = analysis.tokens[at - 1], analysis.language
    if before.pos == "ADP":
        return True
    own, other = cases(analysis.tokens[at].lower, language), cases(before.lower, language)
    if before.pos in ("NOUN", "ADJ") and "gent" in own & other and "nomn" not in other:
        return True
    if before.text.isupper() and len(before.text) > 1 and "gent" in own:
        return True  # "МЗС України"
    # "of the hamlet Green Way": a name goes with a noun in any case
    named, first = analysis.tokens[at], analysis.sentences[before.sentence].first
    start = at
    while start > max(first, at - _NAME) and analysis.tokens[start - 1].text[0].isupper():
        start -= 1
    head = analysis.tokens[start - 1] if start > first else None
    if head is None or not named.text[0].isupper() or head.pos != "NOUN":
        return False
    of = cases(head.lower, language)
    return bool(of) and "nomn" not in of and lemma_and_pos(head.lower, language)[0] in _BEFORE_NAMES


def subject_after(analysis: Analysis, nouns: Nouns, last: int, stop: int) -> Party | None:
    """The subject that stands behind a verb."""
    tokens = analysis.tokens
    for at in range(last, min(stop, last + 14)):
        token = tokens[at]
        if token.text in (":", "«", ";", ".", "—", "–", "“", '"') or (token.text == "," and at > last + 1):
            return None
        if _pronoun(analysis, at):
            return party(analysis, nouns, at, at + 1)
        if _nominative(analysis, at) and tokens[at - 1].pos != "ADP":
            end = at
            while end < stop and tokens[end].text not in (":", ";", ",", "—", "–"):
                end += 1
            head, end = cyrillic_phrase(analysis, at, end)
            return party(analysis, nouns, max(head, last), end)
    return None


def _pronoun(analysis: Analysis, at: int) -> bool:
    lower = analysis.tokens[at].lower
    if lower in _POSSESSIVES:
        return False
    return PRONOUNS.get(lower, "relative") != "relative" and "nomn" in cases(lower, analysis.language)


def _aside(analysis: Analysis, comma: int, begin: int) -> bool:
    """Whether a comma closes an apposition or insertion rather than a clause."""
    tokens = analysis.tokens
    at = comma - 1
    while at >= begin and tokens[at].text != ",":
        if tokens[at].pos == "VERB" and "gent" not in cases(tokens[at].lower, analysis.language):
            return False
        at -= 1
    return True


def _nominative(analysis: Analysis, at: int) -> bool:
    token = analysis.tokens[at]
    if token.text.isupper() and len(token.text) > 1 and token.text.isalpha():
        return True
    if token.pos not in ("NOUN", "PROPN", "X") or token.lower in ("як", "как"):
        return False
    found = cases(token.lower, analysis.language)
    return "nomn" in found or (not found and token.text[0].isupper())

"""Forms of words: English endings without a tagger, and every dictionary form a Cyrillic word can have."""

from __future__ import annotations

from functools import lru_cache

from corrobora.extract.analysis import morphology

#: Irregular forms of verbs and nouns that cue words use.
_IRREGULAR = {
    "shoot": "shot", "find": "found", "take": "took taken", "hold": "held", "bind": "bound", "tie": "tying",
    "beat": "beaten", "burn": "burnt", "bury": "buried", "hang": "hung hanged", "lie": "lay lain lying",
    "lay": "laid", "say": "said", "tell": "told", "write": "wrote written", "give": "gave given",
    "lead": "led", "strike": "struck stricken", "fall": "fell fallen", "kneel": "knelt", "leave": "left",
    "lose": "lost", "die": "dying", "be": "is are was were been being am", "have": "has had",
    "do": "does did done", "go": "went gone goes", "come": "came", "make": "made", "see": "saw seen",
    "know": "knew known", "show": "shown", "speak": "spoke spoken", "throw": "threw thrown", "send": "sent",
    "bring": "brought", "keep": "kept", "begin": "began begun", "break": "broke broken",
    "drive": "drove driven", "rise": "rose risen", "run": "ran", "sink": "sank sunk", "man": "men",
    "woman": "women", "child": "children", "person": "people persons", "serviceman": "servicemen",
    "servicewoman": "servicewomen", "body": "bodies", "wife": "wives", "life": "lives", "knife": "knives",
    "policeman": "policemen", "fisherman": "fishermen", "infantryman": "infantrymen",
    "rifleman": "riflemen", "gunman": "gunmen", "crewman": "crewmen", "guardsman": "guardsmen",
    "steal": "stole stolen", "forbid": "forbade forbidden", "get": "got gotten", "become": "became",
    "seek": "sought", "catch": "caught", "buy": "bought", "fight": "fought", "teach": "taught",
    "think": "thought", "feel": "felt", "meet": "met", "pay": "paid", "sit": "sat", "stand": "stood",
    "understand": "understood", "win": "won", "wear": "wore worn", "tear": "tore torn",
    "swear": "swore sworn", "draw": "drew drawn", "withdraw": "withdrew withdrawn", "hide": "hid hidden",
    "dig": "dug", "spokesman": "spokesmen",
}  # fmt: skip
_VOWELS = "aeiou"


@lru_cache(maxsize=20_000)
def english_forms(word: str) -> frozenset[str]:
    """The word and every form it can take: plural, third person, past, participle, present participle.

    Forms that do not exist ("bodys") do no harm: no text has them.
    """
    if not word.isalpha() or len(word) < 3:
        return frozenset({word, *_IRREGULAR.get(word, "").split()})
    forms = {word, word + "s", *_IRREGULAR.get(word, "").split()}
    if word.endswith("e"):
        forms |= {word + "d", word[:-1] + "ing"}
    elif word[-1] == "y" and word[-2] not in _VOWELS:
        forms |= {word[:-1] + "ies", word[:-1] + "ied", word + "ing"}
    else:
        forms |= {word + "ed", word + "ing"}
        if word.endswith(("s", "x", "z", "ch", "sh", "o")):
            forms.add(word + "es")
        if word[-1] not in "wxy" and word[-1] not in _VOWELS and word[-2] in _VOWELS and len(word) < 8:
            forms |= {word + word[-1] + "ed", word + word[-1] + "ing"}
    return frozenset(forms)


@lru_cache(maxsize=200_000)
def lemmas(word: str, language: str) -> frozenset[str]:
    """Every dictionary form a Ukrainian or Russian word can have, most of them one or two."""
    if not any(c.isalpha() for c in word):
        return frozenset({word})
    forms = {parse.normal_form for parse in morphology(language).parse(word)}
    return frozenset(f.replace("ё", "е") for f in forms) | forms


@lru_cache(maxsize=50_000)
def singular_animate(word: str, language: str) -> bool:
    """Whether a Ukrainian or Russian word is most likely a single person ("полоненого")."""
    if not any(c.isalpha() for c in word):
        return False
    parses = morphology(language).parse(word)
    text = str(parses[0].tag)
    # which of a noun's forms is likelier the Ukrainian dictionary does not tell: «тіла» is more often many
    if any("plur" in str(p.tag) for p in parses[: 1 if language == "ru" else None]
           if p.normal_form == parses[0].normal_form):  # fmt: skip
        return False
    # the Ukrainian dictionary marks the plural alone; a singular there has a gender
    return "sing" in text or any(gender in text for gender in ("masc", "femn", "neut"))

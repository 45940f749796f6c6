"""Ukrainian names in Latin letters and in Russian."""

from __future__ import annotations

import re

#: Resolution 55 of the Cabinet of Ministers of Ukraine, 27 January 2010.
_NATIONAL = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z",
    "и": "y", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ь": "", "ю": "iu", "я": "ia", "'": "", "’": "", "ʼ": "",
}  # fmt: skip
_NATIONAL_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}

#: The usual romanisation of Russian in news reports (close to BGN/PCGN, without apostrophes).
_RUSSIAN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i",
    "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "",
    "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip

# How the parts of Ukrainian place names correspond to Russian ones. Regular sound changes; the list
# holds what recurs in hundreds of names, single names are the gazetteer's aliases.
_TO_RUSSIAN = tuple(
    (pattern if pattern.replace("'", "").isalpha() else re.compile(pattern), russian)
    for pattern, russian in (
        ("[’ʼ]", "'"), ("'я", "ья"), ("'ю", "ью"), ("'є", "ье"), ("'ї", "ьи"),
        ("микола", "никола"), ("олексан", "алексан"), ("олексі", "алексе"), ("^олен", "елен"),
        ("^олек", "алек"), ("костянтин", "константин"), ("семені", "семено"), ("^єлиз", "елиз"),
        ("біл", "бел"), ("зелен", "зелен"), ("ліс", "лес"), ("річ", "реч"),
        ("світ", "свет"), ("вугл", "угл"), ("сіл", "сел"), ("хліб", "хлеб"), ("кліщ", "клещ"),
        ("ліщ", "лещ"), ("сніг", "снег"), ("цвіт", "цвет"), ("вітр", "ветр"),
        ("піск", "песк"), ("піщ", "песч"), ("стін", "стен"), ("слід", "след"), ("вільн", "вольн"),
        ("гірн", "горн"),
        ("гірк", "горк"), ("більш", "больш"), ("ріг$", "рог"), ("міст$", "мост"), ("двір", "двор"),
        ("стіл", "стол"),
        ("хрін", "хрен"), ("дід", "дед"), ("вір", "вер"), ("мірн", "мирн"), ("рідк", "редк"),
        ("кін", "кон"),
        ("кут$", "кут"), ("острів", "остров"), ("озір", "озер"), ("тернів", "тернов"), ("їзд", "езд"),
        ("кам'ян", "камен"),
        ("кріп", "креп"), ("запоріж", "запорож"), ("рівн", "ровн"), ("^під", "под"), ("^між", "меж"),
        ("^від", "от"), ("^об'їз", "объез"), ("півн", "север"), ("півд", "юг"), ("сінн", "сенн"),
        ("^тр[ьи]охі", "трехи"), ("мар'їн", "марьин"),
        ("([жчшщцй])івк", r"\1евк"), ("іївк", "еевк"), ("аївк", "аевк"), ("оївк", "оевк"), ("уївк", "уевк"),
        ("івк", "овк"), ("івськ", "овск"), ("івц", "овц"), ("івщ", "овщ"), ("їв$", "ев"), ("ів$", "ов"),
        ("івка$", "овка"), ("ськ", "ск"), ("цьк", "цк"), ("зьк", "жск"), ("ське$", "ское"),
        ("цьке$", "цкое"),
        ("([нтв])е$", r"\1ое"), ("ий$", "ый"), ("([гкх])ый$", r"\1ий"), ("ї", "и"), ("и", "ы"),
        ("([жчшщгкхц])ы", r"\1и"), ("є", "е"), ("і", "и"), ("ґ", "г"), ("йо", "ё"), ("ьо", "ё"), ("'", ""),
    )
)  # fmt: skip


def ukrainian_to_latin(name: str) -> str:
    """A Ukrainian name by the national romanisation (``Згурівка`` → ``Zghurivka``)."""
    return _spell(name, _NATIONAL, _NATIONAL_FIRST)


def russian_to_latin(name: str) -> str:
    """A Russian name in the usual English spelling."""
    return _spell(name, _RUSSIAN, {})


def ukrainian_to_russian(name: str) -> str:
    """A likely Russian form of a Ukrainian place name, by regular correspondences; lower case."""
    return " ".join(_word_to_russian(word) for word in name.casefold().split())


def _word_to_russian(word: str) -> str:
    for pattern, russian in _TO_RUSSIAN:
        if isinstance(pattern, str):
            if pattern in word:
                word = word.replace(pattern, russian)
        else:
            word = pattern.sub(russian, word)
    return word


def _spell(name: str, table: dict[str, str], first: dict[str, str]) -> str:
    out: list[str] = []
    previous = " "
    for letter in name:
        low = letter.lower()
        latin = table.get(low)
        if latin is None:
            latin = letter
        elif low in first and not previous.isalpha():
            latin = first[low]
        if table is _NATIONAL and low == "г" and previous.lower() == "з":
            latin = "gh"
        out.append(latin.capitalize() if letter.isupper() else latin)
        if letter not in "'’ʼ":
            previous = letter
    return "".join(out)

"""The language of a text, told from its letters and its commonest words."""

from __future__ import annotations

import re
from collections import Counter

#: Characters looked at, from the start: a document's language does not change with its length.
_SAMPLE = 20_000

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
# The commonest words of each language that the others do not share.
_STOP = {
    "en": frozenset(
        "the of and to in that was for on is with by as at from were are had has have been this which their "
        "they he she his her not but who said an or after it be its when would".split()
    ),
    "uk": frozenset(
        "і й у в що не на з та як це до за від але про його її їх був було були є який яка які цей ця ці під "
        "час також щоб він вона вони або після із зі ще вже лише тому коли де ми ви".split()
    ),
    "ru": frozenset(
        "и в что не на с как это к по за от но из его её их был было были есть который которая которые этот "
        "эта эти также чтобы он она они или после ещё уже только потому когда где мы "
        "вы при об о у для".split()
    ),
    # other languages only as rivals, so that none of them passes for one of the three
    "de": frozenset(
        "der die und das den von zu mit sich des auf für ist im dem nicht ein eine als auch wurde".split()
    ),
    "fr": frozenset(
        "le la les de des et du en un une est pour que qui dans par sur pas au avec sont été".split()
    ),
    "es": frozenset("el la los las de y en que un una por con del se para es al lo como más fue su".split()),
    "pl": frozenset("w i na z się do nie że jest o za po przez od jak był oraz dla został są ale".split()),
    "it": frozenset("il la di e che un una per del della con non sono è dei nel alla le gli da".split()),
    "be": frozenset(
        "і ў у што не на з як гэта да за ад але пра яго яе іх быў было былі які якая якія таксама".split()
    ),
    "bg": frozenset(
        "и в на да не от за се е са с по че като до които който която това към беше след".split()
    ),
    "sr": frozenset("и у је на да се су од за са не који која које као али био били".split()),
    "kk": frozenset("және мен бұл үшін деп бойынша туралы болды еді бір".split()),
}
_OF = {
    word: [name for name, stop in _STOP.items() if word in stop] for stop in _STOP.values() for word in stop
}
_LETTERS = {"uk": frozenset("іїєґ"), "ru": frozenset("ыэъё")}


def detect(text: str) -> str | None:
    """``en``, ``uk`` or ``ru``; ``None`` for any other language and where too little tells.

    Words decide; between Ukrainian and Russian, the letters only one of them has count too.
    """
    words = [w.lower() for w in _WORD.findall(text[:_SAMPLE])]
    if not words:
        return None
    counts = Counter(words)
    scores = dict.fromkeys(_STOP, 0)
    for word, number in counts.items():
        for language in _OF.get(word, ()):
            scores[language] += number
    letters = Counter("".join(words))
    for language, own in _LETTERS.items():
        scores[language] += sum(letters[c] for c in own) // 4
    if not any(letters[c] for c in _LETTERS["uk"]):
        scores["uk"] = 0  # no Ukrainian sentence does without і
    best = max(scores, key=lambda language: scores[language])
    if best not in ("en", "uk", "ru") or scores[best] < max(1, len(words) // 25):
        return None
    return best

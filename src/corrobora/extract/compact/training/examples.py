"""Documents cut into overlapping windows of pieces, with the answers expected of them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import torch

from corrobora.extract.compact.pieces import Vocabulary
from corrobora.extract.compact.training import labels
from corrobora.extract.compact.windows import Window, windows


@dataclass
class Asked:
    """A claim asked about in a window: sentences of the window it stands in, and what fills its slots."""

    kind: int
    sentences: list[int]
    words: dict[str, list[int] | None]  # pieces that fill the slot; [] for nothing; None for not known
    act: int
    status: int
    verification: int
    bases: list[int] | None
    weight: float


@dataclass
class Example:
    """A window with its answers; ``hidden`` is what the unchanged layers make of it."""

    document: int
    window: Window
    ids: torch.Tensor
    sentence: torch.Tensor  # sentences x labels
    sentence_weight: torch.Tensor
    piece: torch.Tensor  # pieces x labels
    piece_weight: torch.Tensor  # pieces x 1
    events: list[set[str]]  # incident ids of each sentence
    asked: list[Asked] = field(default_factory=list)
    hidden: torch.Tensor | None = None

    @property
    def below(self) -> torch.Tensor:
        """What the unchanged layers make of it, in 32 bits.

        Raises:
            ValueError: if that was not worked out yet.
        """
        if self.hidden is None:
            raise ValueError("the lower layers have not seen this window yet")
        return self.hidden.float()


def examples(documents: list[dict[str, Any]], vocabulary: Vocabulary) -> list[Example]:
    """Every window of every document.

    Where a document has ``known``, only of these sentences is it known what they carry; the others teach
    nothing.
    """
    found = []
    for number, document in enumerate(documents):
        cut = windows(document["text"], document["sentences"], vocabulary)
        for window in cut:
            found.append(_example(number, document, window))
    return found


def _example(number: int, document: dict[str, Any], window: Window) -> Example:
    inside = {s: i for i, s in enumerate(window.sentences)}
    count = len(window.sentences)
    truth = torch.zeros(count, len(labels.SENTENCE))
    weight = torch.ones(count, len(labels.SENTENCE))
    events: list[set[str]] = [set() for _ in range(count)]
    pieces = torch.zeros(len(window.ids), len(labels.PIECE))
    known = [float(s in document.get("known", window.sentences)) for s in window.sentences]
    piece_weight = torch.tensor([[known[i] if i >= 0 else 1.0] for i in window.sentence_of])
    example = Example(number, window, torch.tensor(window.ids), truth, weight, pieces, piece_weight, events)
    for claim in document["claims"]:
        kind, here = claim["kind"], [inside[s] for s in claim["sentences"] if s in inside]
        names = [kind, *([f"{kind}.{claim['type']}"] if claim.get("type") else [])]
        for label in (labels.SENTENCE.index(n) for n in names):
            for s in here:
                if claim["optional"]:
                    weight[s, label] = 0.0
                else:
                    truth[s, label] = 1.0
        for s in here:
            if claim.get("incident"):
                events[s].add(claim["incident"])
        for slot, places in claim["words"].items():
            name = next((n for n in (f"{kind}.{slot}", slot) if n in labels.PIECE), None)
            if name:
                pieces[_pieces(window, places), labels.PIECE.index(name)] = 1.0
        if any(window.owns(s) for s in claim["sentences"]):
            example.asked.append(_asked(claim, window, list(here)))
    weight[truth > 0] = 1.0
    weight *= torch.tensor(known).unsqueeze(1)
    return example


def _pieces(window: Window, places: list[list[int]]) -> list[int]:
    return [
        i for i, (a, b) in enumerate(window.characters) if b > a and any(a < d and c < b for c, d in places)
    ]


def _asked(claim: dict[str, Any], window: Window, here: list[int]) -> Asked:
    kind = claim["kind"]
    words: dict[str, list[int] | None] = {}
    for slot in labels.SLOTS_OF[kind]:
        name = "period" if slot == "date" and kind == "tally" else slot
        if name in claim["words"]:
            words[slot] = _pieces(window, claim["words"][name])
        else:
            words[slot] = None if name in claim["filled"] else []
    event = kind in ("incident", "tally")
    bases = [labels.BASES.index(b) for b in claim["basis"]] if event else None
    return Asked(
        kind=labels.KINDS.index(kind),
        sentences=here,
        words=words,
        act=labels.ACTS.index(claim.get("act") or "none") if event else -1,
        status=labels.STATUSES.index(claim.get("victim_status") or "none") if event else -1,
        verification=labels.VERIFICATIONS.index(claim.get("verification") or "none")
        if kind == "incident"
        else -1,
        bases=bases,
        weight=0.5 if claim["optional"] else 1.0,
    )


def chosen(asked: Asked, random_: random.Random) -> list[int]:
    """The sentences a claim is asked by: all of it or, as often, one: in use not all are found."""
    if len(asked.sentences) > 1 and random_.random() < 0.5:
        return [random_.choice(asked.sentences)]
    return asked.sentences

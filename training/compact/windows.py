"""Documents cut into overlapping windows of pieces, with the answers expected of them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import labels
import torch

from corrobora.extract.compact.pieces import BEGIN, END, Vocabulary
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
    events: list[set[str]]  # incident ids of each sentence
    asked: list[Asked] = field(default_factory=list)
    hidden: torch.Tensor | None = None


def examples(documents: list[dict[str, Any]], vocabulary: Vocabulary) -> list[Example]:
    """Every window of every document."""
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
    example = Example(number, window, torch.tensor(window.ids), truth, weight, pieces, events)
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
            label = next((n for n in (f"{kind}.{slot}", slot) if n in labels.PIECE), None)
            if label:
                pieces[_pieces(window, places), labels.PIECE.index(label)] = 1.0
        if any(window.owns(s) for s in claim["sentences"]):
            example.asked.append(_asked(claim, window, list(here)))
    weight[truth > 0] = 1.0
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


__all__ = ["BEGIN", "END", "Asked", "Example", "chosen", "examples"]

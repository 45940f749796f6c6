"""MUC-4's five slots of GTT (perpetrators, organisations, targets, victims, weapons) by the product's marks.

    python scripts/measure_muc4.py SHARED/yardsticks/muc4/test.json

One template is read from each article that tells of a deed: noun phrases beside words for deeds and
doers, as the parse puts them. It is compared with the annotated template it fits best; what the others
hold counts as missed. A filler is right if it equals one of the annotated mentions, articles left out.
The product has no weapons and reads no 1980s teletype; nothing is fitted on the corpus.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

from corrobora.extract.analysis import analyse_all
from corrobora.extract.forces import find_forces
from corrobora.extract.main_event.marks import Marks, marks_of
from corrobora.extract.rules.reading import read_mentions
from corrobora.model.document import Document, Source, Text

SLOTS = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
DEEDS = ("killing", "kidnapping", "assault")
DOERS = ("armed_group", "troops", "suspect", "police")
Template = dict[str, list[set[str]]]


def bare(words: str) -> str:
    """A phrase without its article."""
    return words.strip().removeprefix("the ").removeprefix("a ").removeprefix("an ")


def document(row: dict[str, Any]) -> Document:
    content = row["doctext"]
    digest = hashlib.sha256(content.encode()).hexdigest()
    text = Text(sha256=digest, reader="muc4", content=content, language="en")
    return Document(text=text, source=Source(path=row["docid"]))


def annotated(row: dict[str, Any]) -> list[Template]:
    return [
        {slot: [{bare(mention[0]) for mention in entity} for entity in t.get(slot, ())] for slot in SLOTS}
        for t in row["templates"]
    ]


def found_in(marks: Marks) -> Template:
    """The fillers the marks give."""
    template: Template = {slot: [] for slot in SLOTS}
    analysis = marks.reading.analysis
    doc = analysis.doc
    assert doc is not None
    deeds = [m for m in marks.violations if m.value in DEEDS]
    heads = {t.idx: t for t in doc}
    for deed in deeds:
        verb = heads.get(deed.start)
        if verb is None or verb.pos_ != "VERB":
            continue
        for child in verb.children:
            passive = child.dep_ == "nsubjpass"
            agents = [c for c in child.children if c.dep_ == "pobj"] if child.dep_ == "agent" else []
            doer = child if child.dep_ == "nsubj" else agents[0] if agents else None
            if doer is not None and marks.perpetrators.within(doer.left_edge.idx, doer.idx + 1):
                _add(template, "PerpInd", doc[doer.left_edge.i : doer.i + 1].text)
            if passive or child.dep_ == "dobj":
                people = marks.reading.family("people").within(child.left_edge.idx, child.idx + 1)
                slot = "Victim" if people or child.pos_ == "PROPN" or deed.value != "assault" else "Target"
                _add(template, slot, doc[child.left_edge.i : child.i + 1].text)
    if deeds:
        for force in find_forces(analysis):
            _add(template, "PerpOrg", analysis.text[force.start : force.end])
    return template


def _add(template: Template, slot: str, words: str) -> None:
    if {bare(words)} not in template[slot]:
        template[slot].append({bare(words)})


def hits(ours: Template, theirs: Template) -> int:
    return sum(any(x & y for y in theirs[slot]) for slot in SLOTS for x in ours[slot])


def size(template: Template) -> int:
    return sum(map(len, template.values()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    rows = [json.loads(line) for line in parser.parse_args().file.read_text(encoding="utf-8").splitlines()]
    both = found = there = 0
    for row, analysis in zip(rows, analyse_all(map(document, rows)), strict=True):
        ours, gold = found_in(marks_of(read_mentions(analysis))), annotated(row)
        both += max((hits(ours, g) for g in gold), default=0)
        found += size(ours)
        there += sum(map(size, gold))
    precision, recall = both / max(1, found), both / max(1, there)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"{len(rows)} articles; precision {precision:.3f}, recall {recall:.3f}, micro-F1 {f1:.3f}")


if __name__ == "__main__":
    main()

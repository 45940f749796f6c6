"""Checking a codebook: every pattern parses, every entry is found in its own examples."""

from __future__ import annotations

from collections.abc import Iterator

from corrobora.codebook import entries as codebook
from corrobora.codebook.bodies import load_bodies
from corrobora.codebook.conflicts import load_conflicts
from corrobora.codebook.entries import LANGUAGES, BadCodebook, Entry, read_entries
from corrobora.codebook.overlay import BODIES, CUES, Codebook, using
from corrobora.extract.analysis import analyse
from corrobora.extract.bodies import find_bodies
from corrobora.extract.rules.cues import Matcher
from corrobora.model.document import Document, Source, Text


def check(overlay: Codebook) -> Iterator[str]:
    """What is wrong with an overlay, or without one with the shipped codebook, one line each."""
    with using(overlay):
        yield from _check(overlay)


def _check(overlay: Codebook) -> Iterator[str]:
    own = dict(overlay.under(CUES))
    for family in codebook.families():
        name = f"{CUES}/{family}.yaml"
        text = own.pop(name, None)
        if overlay.files and text is None:
            continue
        try:
            stated = (
                read_entries(text, family=family, file=name) if text is not None else codebook.load(family)
            )
            yield from _entries(family, stated, codebook.load(family), name)
        except BadCodebook as error:
            yield str(error)
    for name in own:
        yield f"{name}: no such family of cues; there are {', '.join(codebook.families())}"
    try:
        load_conflicts()
        bodies = load_bodies()
    except BadCodebook as error:
        yield str(error)
        return
    if overlay.text(BODIES) is not None or not overlay.files:
        for body in bodies.values():
            for language, names in body.names.items():
                document = _document(f"{names[0]}.", language)
                if not any(m.value.body for m in find_bodies(analyse(document))):
                    yield f"{BODIES} ({body.id}): {names[0]!r} is not found as a body"


def _entries(family: str, stated: tuple[Entry, ...], merged: tuple[Entry, ...], file: str) -> Iterator[str]:
    whole = {entry.id: entry for entry in merged}
    for entry in stated:
        for language in LANGUAGES:
            where = f"{file} ({entry.id}), {language}"
            if entry.cues.get(language) and not entry.examples.get(language):
                yield f"{where}: has cues and no example in which they are to be found"
            example = entry.examples.get(language)
            if example is None:
                continue
            try:
                matcher = Matcher([whole[entry.id]], language)
            except BadCodebook as error:
                yield f"{file}: {error}"
                continue
            mentions = matcher.find(analyse(_document(example, language))).get(family, [])
            if entry.id not in {m.value for m in mentions}:
                yield f"{where}: is not found in its example {example!r}"


def _document(words: str, language: str) -> Document:
    text = Text(sha256="0" * 64, reader="codebook/1", content=words, language=language)
    return Document(text=text, source=Source(path="example"))

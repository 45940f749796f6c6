"""Every name of the codebook is found in a sentence of its language."""

import pytest

from corrobora.codebook.bodies import load_bodies
from corrobora.codebook.conflicts import load_conflicts
from corrobora.codebook.countries import load_countries
from corrobora.extract.analysis import analyse
from corrobora.extract.countries import find_countries
from corrobora.extract.names import NameFinder
from corrobora.model.document import Document, Source, Text

SENTENCES = {"en": "Yesterday {} was named .", "uk": "Учора {} згадали .", "ru": "Вчера {} упомянули ."}


def read(names, language):
    """One line a name; the analysis and where each name begins."""
    lines = [SENTENCES[language].format(name) for name in names]
    content, starts = "", []
    for line, name in zip(lines, names, strict=True):
        starts.append(len(content) + line.index(name))
        content += line + "\n"
    text = Text(sha256="0" * 64, reader="test/1", content=content, language=language)
    return analyse(Document(text=text, source=Source(path="t.txt"))), starts


def entries(language):
    for body in load_bodies().values():
        for name in (*body.names.get(language, ()), *body.titles.get(language, ())):
            yield body.id, name
    for conflict in load_conflicts():
        for force in conflict.forces:
            for name in force.names.get(language, ()):
                yield force.id, name
        for words in (conflict.evidence, *(day.phrases for day in conflict.days), *conflict.words.values()):
            for name in words.get(language, ()):
                yield conflict.id, name


@pytest.mark.parametrize("language", SENTENCES)
def test_names_of_bodies_forces_and_days_are_found(language):
    known = list(dict.fromkeys(entries(language)))
    finder = NameFinder([(id, [name]) for id, name in known], language)
    analysis, starts = read([name for _, name in known], language)
    found = {(n.start, n.end, n.id) for n in finder.find(analysis)}
    missed = [
        name for (id, name), at in zip(known, starts, strict=True) if (at, at + len(name), id) not in found
    ]
    assert missed == []


@pytest.mark.parametrize("language", SENTENCES)
def test_names_adjectives_and_people_of_countries_are_found(language):
    known = [
        (country.code, form)
        for country in load_countries().values()
        for forms in ("names", "adjectives", "people")
        for form in getattr(country.words[language], forms)
    ]
    analysis, starts = read([form for _, form in known], language)
    found = {(m.start, m.value) for m in find_countries(analysis)}
    missed = [(code, form) for (code, form), at in zip(known, starts, strict=True) if (at, code) not in found]
    assert missed == []

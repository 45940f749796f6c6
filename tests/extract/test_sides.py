import pytest

from corrobora.extract.analysis import analyse
from corrobora.extract.sides import find_sides
from corrobora.model.document import Document, Source, Text


def sides(text, language="en"):
    document = Document(
        text=Text(sha256="0" * 64, reader="test/1", content=text, language=language),
        source=Source(path="t.txt"),
    )
    return [(m.value, text[m.start : m.end]) for m in find_sides(analyse(document))]


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Ukrainian soldiers met Russians.", "en", [("UA", "Ukrainian"), ("RU", "Russians")]),
        ("The South Sudanese army left Sudan.", "en", [("SS", "South Sudanese"), ("SD", "Sudan")]),
        ("Moscow denied it.", "en", [("RU", "Moscow")]),
        ("Російські військові вбили двох українців.", "uk", [("RU", "Російські"), ("UA", "українців")]),
        ("Российские военные убили двух украинцев.", "ru", [("RU", "Российские"), ("UA", "украинцев")]),
    ],
)
def test_countries_are_read_in_any_form(text, language, found):
    assert sides(text, language) == found

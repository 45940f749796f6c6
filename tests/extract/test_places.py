import pytest

from corrobora.extract.analysis import analyse
from corrobora.extract.places import find_places
from corrobora.model.document import Document, Source, Text
from corrobora.model.where import PlaceLevel
from corrobora.places.gazetteer import Gazetteer


def read(text, language="en"):
    document = Document(
        text=Text(sha256="0" * 64, reader="test/1", content=text, language=language),
        source=Source(path="t.txt"),
    )
    return [(m, text[m.start : m.end]) for m in find_places(analyse(document), Gazetteer.embedded())]


def names(text, language="en"):
    return [m.value.name for m, _ in read(text, language)]


def test_a_name_inside_a_wider_place_is_one_mention():
    ((mention, words),) = read("Two men were found near Irpin, Kyiv oblast.")
    assert words == "Irpin, Kyiv oblast"
    assert mention.value.name == "Irpin"
    assert mention.value.within == ("Kyiv oblast",)
    assert mention.value.best is not None
    assert mention.value.best.country == "UA"


def test_a_region_is_no_city():
    ((mention, _),) = read("It happened in the Kherson region last year.")
    assert mention.value.name == "Kherson region"
    assert mention.value.best is not None
    assert mention.value.best.level is PlaceLevel.FIRST


def test_a_name_no_gazetteer_has_is_kept_without_candidates():
    ((mention, _),) = read("They were shot outside the village of Qwxzvanka.")
    assert mention.value.name == "Qwxzvanka"
    assert mention.value.candidates == ()


@pytest.mark.parametrize(
    "text",
    [
        "The Kyiv Independent reported it.",
        "This breaches the Geneva Conventions.",
        "Ukrainian soldiers spoke Russian.",
        "In March the court sat again.",
        "Men in Sri Lankan uniform were filmed.",
        "It ended on Jan. 23.",
        "In Room 12 they found a rope.",
        "He asked Colonel Kherson for help.",
    ],
)
def test_what_only_looks_like_a_place_is_none(text):
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "language", "country"),
    [
        ("Двох людей убили біля Ізюма.", "uk", "UA"),
        ("Тіла знайшли в Херсонській області.", "uk", "UA"),
        ("Двоих убили под Мелитополем.", "ru", "UA"),
        ("Это было в Курской области.", "ru", "RU"),
    ],
)
def test_inflected_names_in_ukrainian_and_russian(text, language, country):
    ((mention, _),) = read(text, language)
    assert mention.value.best is not None
    assert mention.value.best.country == country


def test_a_village_called_new_is_none_of_the_towns_of_that_name():
    ((mention, _),) = read("В посёлке Новые Брындяны убили двоих; о Новых Брындянах писали и раньше.", "ru")
    assert mention.value.name == "Новые Брындяны"


def test_an_empty_text_has_no_places():
    assert read("") == []

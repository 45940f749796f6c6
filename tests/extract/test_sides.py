import pytest

from corrobora.extract.analysis import analyse
from corrobora.extract.rules.engine import RulesEngine
from corrobora.extract.rules.opponents import candidates, ground
from corrobora.extract.rules.reading import read_mentions
from corrobora.extract.sides import find_sides
from corrobora.model.document import Document, Source, Text
from corrobora.model.vocabulary import Kind


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
        (
            "Після того, як мали змогу, здалися у Малі. До того часу рф мовчала.",
            "uk",
            [("ML", "Малі"), ("RU", "рф")],
        ),
        ("Столиця Того досі мовчить; влада того заперечує.", "uk", [("TG", "Того"), ("TG", "того")]),
        ("Военные россии ушли, пишет российское издание.", "ru", [("RU", "россии"), ("RU", "российское")]),
    ],
)
def test_countries_are_read_in_any_form(text, language, found):
    assert sides(text, language) == found


@pytest.mark.parametrize(
    "text",
    [
        # the gazetteer knows the name in several countries
        "Soldiers of the Varsk army shot nine captured Ostranian soldiers near Belna on 2 March 2031.",
        # an agency is called as far-off towns are
        "Six soldiers who had surrendered were shot near the border town of Lesk on Tuesday, the council "
        "said.\nRestated after Meridian, 15 March 2031.",
    ],
)
def test_a_name_that_may_be_another_place_s_makes_no_country_a_side(text):
    document = Document(
        text=Text(sha256="0" * 64, reader="test/1", content=text, language="en"), source=Source(path="t.txt")
    )
    reading = read_mentions(analyse(document))
    assert any(m.value.candidates for m in reading.places)
    assert candidates(ground(reading)) == []
    (claim,) = [c for c in RulesEngine().propose(document) if c.kind is Kind.INCIDENT]
    assert (claim.victim_side, claim.perpetrator_side) == (None, None)


@pytest.mark.parametrize(
    ("text", "victims", "doers"),
    [
        ("Prosecutors of Azerbaijan look at a video. In it Azerbaijani soldiers shot seven captured Armenian "
         "soldiers near Jermuk on 13 September 2022.", "AM", "AZ"),
        ("Prosecutors of Armenia look at a video. In it Armenian soldiers shot seven captured Azerbaijani "
         "soldiers near Jermuk on 13 September 2022.", "AZ", "AM"),
    ],
)  # fmt: skip
def test_whose_people_the_grammar_makes_the_victims_they_are(text, victims, doers):
    document = Document(
        text=Text(sha256="0" * 64, reader="test/1", content=text, language="en"), source=Source(path="t.txt")
    )
    (claim,) = [c for c in RulesEngine().propose(document) if c.kind is Kind.INCIDENT]
    assert (claim.victim_side.value, claim.perpetrator_side.value) == (victims, doers)


def test_a_word_of_the_text_is_no_place_for_the_capital_of_its_sentence():
    text = (
        "Border town council says six soldiers were shot\n\n"
        "Six soldiers who had surrendered were shot near the border town of Lesk on Tuesday, it said."
    )
    document = Document(
        text=Text(sha256="0" * 64, reader="test/1", content=text, language="en"), source=Source(path="t.txt")
    )
    names = [m.value.name for m in read_mentions(analyse(document)).places]
    assert names == ["Lesk"]


def test_the_seat_of_a_court_is_no_side() -> None:
    text = "Eleven guards who gave up their post at Tesk were found shot. They will be tried in The Hague."
    assert sides(text) == []
    document = Document(
        text=Text(sha256="0" * 64, reader="test/1", content=text, language="en"), source=Source(path="t.txt")
    )
    assert "NL" not in candidates(ground(read_mentions(analyse(document))))


def test_a_country_in_the_name_of_a_group_is_no_side() -> None:
    text = "Fighters of the Islamic State of Iraq and the Levant shot captured soldiers."
    assert sides(text) == []

import datetime

import pytest

from corrobora.extract.analysis import analyse
from corrobora.extract.bodies import find_bodies
from corrobora.extract.conflicts import conflicts_in, inflected, known_days
from corrobora.extract.forces import find_forces
from corrobora.extract.sides import find_sides
from corrobora.model.actor import ActorSort
from corrobora.model.document import Document, Source, Text


def read(text, language="en", published=None):
    return analyse(
        Document(
            text=Text(sha256="0" * 64, reader="test/1", content=text, language=language),
            source=Source(path="t.txt", published=published),
        )
    )


def test_the_conflict_a_text_is_about_comes_first():
    text = "Fighters of the Rapid Support Forces entered El Geneina in West Darfur, Sudan."
    (first, *_) = conflicts_in(read(text))
    assert first.conflict.id == "sudan"
    assert first.weight > 0.5


def test_a_text_older_than_a_conflict_is_not_about_it():
    text = "Russian and Ukrainian ministers met in Kyiv."
    assert all(
        f.conflict.id != "russia-ukraine"
        for f in conflicts_in(read(text, published=datetime.date(2005, 1, 1)))
    )


def test_a_text_about_no_war_has_no_conflict():
    assert conflicts_in(read("The bakery on the corner closes at six.")) == ()


def test_days_with_a_name_are_known_in_every_case():
    analysis = read("Українські військові та росіяни. Від початку вторгнення.", "uk")
    days = known_days(conflicts_in(analysis), "uk")
    assert days["повномасштабного вторгнення"] == datetime.date(2022, 2, 24)
    assert days["великої війни"] == datetime.date(2022, 2, 24)
    assert known_days(conflicts_in(analysis), "uk", datetime.date(2020, 1, 1)).get("великої війни") is None


def test_inflection_keeps_complements():
    assert "гражданской войны в стране" in inflected("гражданская война в стране", "ru")


@pytest.mark.parametrize(
    ("text", "language", "name", "side"),
    [
        ("He joined the Rapid Support Forces.", "en", "Rapid Support Forces", None),
        ("An RSF fighter filmed it.", "en", "RSF", None),
        ("Its M23 rebels left.", "en", "M23", None),
        ("The FARDC withdrew.", "en", "FARDC", "CD"),
        ("Троє бійців Збройних Сил України загинули.", "uk", "Збройних Сил України", "UA"),
        ("Двое военнослужащих ВСУ погибли.", "ru", "ВСУ", "UA"),
    ],
)
def test_forces_are_read_with_and_without_a_country(text, language, name, side):
    found = [m for m in find_forces(read(text, language)) if m.value.name == name]
    assert [m.value.side for m in found] == [side]
    assert found[0].value.sort is ActorSort.FORCE
    assert find_sides(read(text, language))[:1] == [] or side is not None


def test_what_one_side_calls_the_other_counts_only_in_its_conflict():
    war = "Україна, росіяни, ЗСУ. Окупанти вбили двох полонених."
    assert [m.value for m in find_sides(read(war, "uk"))][-1] == "RU"
    elsewhere = "Окупанти вбили двох полонених."
    assert find_sides(read(elsewhere, "uk")) == []


@pytest.mark.parametrize(
    ("text", "language", "body", "side"),
    [
        ("Human Rights Watch said so.", "en", "hrw", None),
        ("The Armenian defence ministry denied it.", "en", "defence-ministry", "AM"),
        (
            "Ukraine fights Russia, Ukrainian towns burn; the ombudsman wrote to Geneva.",
            "en",
            "ua-ombudsperson",
            "UA",
        ),
        ("В Минобороны РФ это отрицают.", "ru", "ru-mod", "RU"),
        ("У Моніторинговій місії ООН це підтвердили.", "uk", "un-hrmmu", None),
        ("В Генпрокуратуре Азербайджана пообещали проверить.", "ru", "prosecutor-general", "AZ"),
    ],
)
def test_bodies_are_read_in_any_case_with_their_country(text, language, body, side):
    found = [(m.value.body, m.value.side) for m in find_bodies(read(text, language))]
    assert (body, side) in found

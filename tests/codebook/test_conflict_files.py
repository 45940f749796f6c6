import datetime

import pytest

from corrobora.codebook.bodies import load_bodies, read_bodies
from corrobora.codebook.conflicts import load_conflicts, read_conflict
from corrobora.codebook.countries import load_countries
from corrobora.codebook.entries import BadCodebook
from corrobora.codebook.place_words import load_place_words


def test_shipped_files_load_and_ids_are_unique():
    conflicts = load_conflicts()
    assert len(conflicts) >= 20
    forces = [force.id for conflict in conflicts for force in conflict.forces]
    assert len(forces) == len(set(forces))
    assert all(conflict.end is None or conflict.start < conflict.end for conflict in conflicts)
    assert len(load_bodies()) > 100
    assert set(load_place_words()) == {"en", "uk", "ru"}


def test_every_country_in_war_is_named_in_all_three_languages():
    for conflict in load_conflicts():
        for code in {*conflict.countries, *conflict.sides}:
            for language, words in load_countries()[code].words.items():
                assert words.names, (code, language)
                assert words.adjectives, (code, language)
                assert words.people, (code, language)


def test_a_force_can_come_to_belong_to_a_country():
    (taliban,) = [f for c in load_conflicts() for f in c.forces if f.side_since]
    assert taliban.side_on(datetime.date(2015, 1, 1)) is None
    assert taliban.side_on(datetime.date(2023, 1, 1)) == "AF"


HEAD = "id: x\nname: {en: X}\ncountries: [UA]\nsides: [UA]\nstart: 2020-01-01\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id: x\n", "expected id, name"),
        (HEAD + "surprise: 1\n", "no field but"),
        (HEAD.replace("[UA]\nsides", "[QQ]\nsides"), "'QQ' is no country"),
        (HEAD.replace("2020-01-01", "soon"), "'soon' is no day"),
        (HEAD + "forces: [{id: f, name: F, side: ZZ, names: {en: [F]}}]\n", "side 'ZZ'"),
        (HEAD + "evidence: {de: [Krieg]}\n", "by language"),
        (HEAD + "evidence: {en: [no]}\n", "quote what YAML reads otherwise"),
        ("id: [\n", "not valid YAML"),
    ],
)
def test_a_wrong_conflict_file_is_refused_by_name(text, message):
    with pytest.raises(BadCodebook, match=message) as refused:
        read_conflict(text, "x.yaml")
    assert "x.yaml" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {id: a, sort: club, names: {en: [A]}}", "the sort 'club'"),
        (
            "- {id: a, sort: ngo, names: {en: [A]}}\n- {id: a, sort: ngo, names: {en: [A]}}",
            "stands there twice",
        ),
        ("- {id: a, sort: ngo, country: QQ, names: {en: [A]}}", "'QQ' is no country"),
        ("- {id: a, sort: ngo, office: none, names: {en: [A]}}", "the office 'none'"),
    ],
)
def test_a_wrong_body_is_refused_by_name(text, message):
    with pytest.raises(BadCodebook, match=message):
        read_bodies(text, "b.yaml")

import sqlite3
import threading

import pytest

from corrobora.model.where import PlaceLevel, Where
from corrobora.places.context import PlaceContext
from corrobora.places.errors import GazetteerError
from corrobora.places.gazetteer import EMBEDDED, Gazetteer
from corrobora.places.geometry import contains, distance_km

UKRAINE = PlaceContext(countries={"UA": 1.0})


def best(name, language="en", context=UKRAINE):
    return Where(name=name, candidates=Gazetteer.embedded().lookup(name, language, context)).best


@pytest.mark.parametrize(
    ("name", "language", "country"),
    [
        ("Kyiv", "en", "UA"), ("Kiev", "en", "UA"), ("Zaporizhzhia", "en", "UA"),
        ("Zaporizhzhya", "en", "UA"),
        ("Kharkov", "en", "UA"), ("Paris", "en", "FR"), ("Mosul", "en", "IQ"), ("El Fasher", "en", "SD"),
    ],
)  # fmt: skip
def test_a_large_city_wins_by_population_when_nothing_else_speaks(name, language, country):
    found = best(name, language, PlaceContext())
    assert found is not None
    assert (found.country, found.level) == (country, PlaceLevel.SETTLEMENT)
    assert found.population > 100_000


@pytest.mark.parametrize(
    ("form", "language", "name"),
    [
        ("Полтаві", "uk", "Poltava"), ("Полтавою", "uk", "Poltava"), ("Харкова", "uk", "Kharkiv"),
        ("Кривого Рогу", "uk", "Kryvyy Rih"), ("Сумах", "uk", "Sumy"), ("Олешок", "uk", "Oleshky"),
        ("Мелитополем", "ru", "Melitopol"), ("Харькове", "ru", "Kharkiv"),
        ("Симферополя", "ru", "Simferopol"),
    ],
)  # fmt: skip
def test_inflected_forms_meet_their_nominative(form, language, name):
    found = best(form, language)
    assert found is not None
    assert found.name == name


def test_old_names_lead_to_the_place():
    assert best("Artemivsk").name == "Bakhmut"


def test_a_shared_village_name_stays_ambiguous_without_context():
    where = Where(name="Mykhailivka", candidates=Gazetteer.embedded().lookup("Mykhailivka", "en", UKRAINE))
    assert where.ambiguous
    assert len(where.candidates) > 5


def test_the_wider_place_decides_between_villages():
    gazetteer = Gazetteer.embedded()
    anywhere = gazetteer.lookup("Kurylivka", "en", UKRAINE)
    (kharkiv, *_) = gazetteer.lookup("Харківська область", "uk", UKRAINE)
    inside = gazetteer.lookup("Kurylivka", "en", PlaceContext(countries={"UA": 1.0}, within=(kharkiv,)))
    assert Where(name="Kurylivka", candidates=anywhere).ambiguous
    decided = Where(name="Kurylivka", candidates=inside).best
    assert decided is not None
    assert contains(kharkiv, decided)
    assert not contains(decided, kharkiv)


def test_crimea_is_ukraine():
    gazetteer = Gazetteer.embedded()
    for name in ("Simferopol", "Sevastopol", "Kerch", "Yalta", "Yevpatoriya"):
        assert gazetteer.lookup(name)[0].country == "UA", name
    with sqlite3.connect(f"file:{EMBEDDED}?mode=ro", uri=True) as db:
        rows = db.execute(
            "SELECT name FROM place WHERE country <> 'UA' AND lat BETWEEN 4430000 AND 4610000"
            " AND lon BETWEEN 3250000 AND 3660000"
        ).fetchall()
    assert rows == []


def test_a_name_nobody_has_gives_nothing():
    assert Gazetteer.embedded().lookup("Qwxzvburg") == ()
    assert Gazetteer.embedded().lookup("") == ()


def test_distance_is_the_great_circle():
    kyiv, kharkiv = best("Kyiv"), best("Kharkiv")
    assert distance_km(kyiv, kharkiv) == pytest.approx(411, abs=5)


def test_threads_share_one_gazetteer():
    gazetteer = Gazetteer(EMBEDDED)
    found = []
    workers = [
        threading.Thread(target=lambda: found.append(gazetteer.lookup("Odesa")[0].country)) for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert found == ["UA"] * 4


def test_what_is_no_gazetteer_is_refused_by_name(tmp_path):
    missing, broken = tmp_path / "none.sqlite", tmp_path / "broken.sqlite"
    broken.write_bytes(b"not a database at all" * 100)
    with pytest.raises(GazetteerError, match=r"none\.sqlite is missing"):
        Gazetteer(missing)
    with pytest.raises(GazetteerError, match=r"broken\.sqlite"):
        Gazetteer(broken)

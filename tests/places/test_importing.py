import zipfile

import pytest

from corrobora.places.context import PlaceContext
from corrobora.places.errors import GazetteerError
from corrobora.places.gazetteer import EMBEDDED, Gazetteer
from corrobora.places.importing import import_geonames, import_table


def line(id, name, names, lat, lon, sort, code, country, first, second, population=0):
    cells = [str(id), name, name, names, str(lat), str(lon), sort, code, country, "", first, second]
    return "\t".join([*cells, "", "", str(population), "", "0", "Europe/Kyiv", "2024-01-01"])


DUMP = [
    line(1, "Invented Oblast", "Вигадана область", 50, 30, "A", "ADM1", "UA", "99", ""),
    line(2, "Invented Raion", "", 50.1, 30.1, "A", "ADM2", "UA", "99", "9902"),
    line(3, "Qwexburg", "Квексбург,Qweksburh", 50.2, 30.2, "P", "PPL", "UA", "99", "9902", 900),
    line(4, "Invented River", "", 50.2, 30.2, "H", "STM", "UA", "99", "9902"),
]


def test_a_geonames_dump_adds_places_with_their_divisions(tmp_path):
    dump, target = tmp_path / "XX.txt", tmp_path / "more.sqlite"
    dump.write_text("\n".join(DUMP) + "\n", encoding="utf-8")
    assert import_geonames(dump, target).places == 3
    gazetteer = Gazetteer(EMBEDDED, target)
    (found,) = gazetteer.lookup("Квексбургом", "uk")
    assert (found.id, found.lat, found.admin) == ("geonames:3", 50.2, ("Invented Oblast", "Invented Raion"))
    assert found.admin_ids == ("geonames:UA.99", "geonames:UA.99.9902")
    assert gazetteer.lookup("Kyiv")[0].population > 1_000_000


def test_a_zipped_dump_is_read_too(tmp_path):
    archive = tmp_path / "XX.zip"
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("XX.txt", "\n".join(DUMP))
        out.writestr("readme.txt", "about")
    assert import_geonames(archive, tmp_path / "more.sqlite").places == 3


def test_a_point_from_a_dump_replaces_the_guess_at_one(tmp_path):
    gazetteer = Gazetteer.embedded()
    kharkiv = gazetteer.lookup("Харківська область", "uk")[0]
    inexact = next(
        c
        for c in gazetteer.lookup("Stepove", "en", PlaceContext(within=(kharkiv,)), most=40)
        if c.radius_km and kharkiv.id in c.admin_ids
    )
    raion = inexact.admin_ids[1].removeprefix("geonames:")
    _, first, second = raion.split(".")
    dump, target = tmp_path / "XX.txt", tmp_path / "more.sqlite"
    rows = [
        line(90, "A", "", 49, 36, "A", "ADM1", "UA", first, ""),
        line(91, "B", "", 49, 36, "A", "ADM2", "UA", first, second),
        line(92, "Stepove", "", 49.5, 36.5, "P", "PPL", "UA", first, second),
    ]
    dump.write_text("\n".join(rows), encoding="utf-8")
    import_geonames(dump, target)
    both = Gazetteer(EMBEDDED, target).lookup("Stepove", "en", PlaceContext(within=(kharkiv,)), most=40)
    assert inexact.id not in {c.id for c in both}
    assert "geonames:92" in {c.id for c in both}


def test_a_table_of_ones_own_places(tmp_path):
    table, target = tmp_path / "mine.csv", tmp_path / "mine.sqlite"
    table.write_text(
        "name,names,country,lat,lon,level\n"
        "Qwexa camp,Табір Квекса|Camp Qwexa,SY,33.5,36.3,feature\n"
        ",,SY,1,1,\nNowhere,,QQ,1,1,\nHalf,,SY,1,,\nFar,,SY,123,1,\n",
        encoding="utf-8",
    )
    made = import_table(table, target)
    assert made.places == 1
    assert [r.split(":")[0] for r in made.refused] == [f"mine.csv, line {n}" for n in (3, 4, 5, 6)]
    (found,) = Gazetteer(EMBEDDED, target).lookup("Camp Qwexa")
    assert (found.country, found.id) == ("SY", "user:mine-2")


def test_what_cannot_be_imported_is_said_by_name(tmp_path):
    empty, wrong, binary = tmp_path / "e.txt", tmp_path / "w.csv", tmp_path / "b.txt"
    empty.write_text("one\ttwo\n")
    wrong.write_text("place,where\nx,y\n")
    binary.write_bytes(b"\xff\xfe\x00\x01" * 50)
    with pytest.raises(GazetteerError, match=r"e\.txt: no place to take; e\.txt, line 1: 2 columns"):
        import_geonames(empty, tmp_path / "o.sqlite")
    with pytest.raises(GazetteerError, match=r"w\.csv: needs the columns name and country"):
        import_table(wrong, tmp_path / "o.sqlite")
    with pytest.raises(GazetteerError, match=r"b\.txt: is not UTF-8"):
        import_geonames(binary, tmp_path / "o.sqlite")
    with pytest.raises(GazetteerError, match=r"none\.csv"):
        import_table(tmp_path / "none.csv", tmp_path / "o.sqlite")

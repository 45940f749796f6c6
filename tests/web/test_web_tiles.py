"""Tiles an operator brings: which files are taken, how parts are given out, what the map draws of them."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image
from test_web_map_moving import MOVING, browser, case, move, opened, pytestmark  # noqa: F401 - fixtures
from typer.testing import CliRunner
from web_server import serving_app

from corrobora.case import Case
from corrobora.cli.main import app as command
from corrobora.web.app import create_app
from corrobora.web.tiles import HEADER, MOST, BadTiles, Tiles
from pmtiles_files import directory, vector_tile, write

WHOLE = ((0, 0), (4096, 0), (4096, 4096), (0, 4096))
#: A tile of the whole world in both schemas' terms: a lake, a road, two towns, a border and a country's name.
WORLD = vector_tile(
    {
        "water": [(((2600, 1200), (2700, 1200), (2700, 1300), (2600, 1300)), {"kind": "lake"}, 3)],
        "roads": [(((2300, 1400), (2500, 1400)), {"kind": "highway"}, 2)],
        "places": [
            (((2440, 1380),), {"kind": "locality", "name": "Town", "name:uk": "Місто"}, 1),
            (((2450, 1400),), {"kind": "country", "name": "Land"}, 1),
        ],
        "boundaries": [(((2300, 1300), (2600, 1500)), {"kind": "country"}, 2)],
    }
)
LAYERS = {"vector_layers": [{"id": n} for n in ("water", "roads", "places", "boundaries")], "attribution": ""}


def vectors(path: Path, **more: object) -> Path:
    return write(path / "world.pmtiles", {(0, 0, 0): WORLD}, metadata={**LAYERS, **more})


def changed(path: Path, at: int, to: bytes) -> Path:
    data = bytearray(path.read_bytes())
    data[at : at + len(to)] = to
    path.write_bytes(bytes(data))
    return path


@pytest.mark.parametrize(
    ("at", "to", "reason"),
    [
        (0, b"SQLite", "does not begin with"), (7, b"\x02", "version 3"), (99, b"\x00", "sort 0"),
        (99, b"\x09", "sort 9"), (97, b"\x03", "gzip"), (98, b"\x04", "gzip"), (100, b"\x09\x01", "bounds"),
        (101, b"\xff", "bounds"), (102, b"\xff\xff\xff\x7f", "bounds"), (16, b"\x00" * 8, "first 16384"),
        (8, b"\x00" * 8, "first 16384"), (16, b"\xff" * 8, "cut off: its root directory"),
        (32, b"\xff" * 7, "cut off: its metadata"), (64, b"\xff\xff\xff\xff", "cut off: its tiles"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_archive_is_named_with_the_reason(
    tmp_path: Path, at: int, to: bytes, reason: str
) -> None:
    file = changed(vectors(tmp_path), at, to)
    with pytest.raises(BadTiles, match=reason) as said:
        Tiles.read(file)
    assert str(file) in str(said.value)
    assert "\n" not in str(said.value)


def test_what_is_cut_off_empty_missing_or_a_folder_is_named_too(tmp_path: Path) -> None:
    whole = vectors(tmp_path).read_bytes()
    cut = tmp_path / "cut.pmtiles"
    for length in (0, 6, 7, 8, HEADER - 1, HEADER, len(whole) - 1):
        cut.write_bytes(whole[:length])
        with pytest.raises(BadTiles, match=r"cut\.pmtiles: "):
            Tiles.read(cut)
    for missing in (tmp_path / "none.pmtiles", tmp_path):
        with pytest.raises(BadTiles, match="cannot be read"):
            Tiles.read(missing)


def test_serving_with_a_bad_file_ends_at_once_with_one_line(case: Case, tmp_path: Path) -> None:  # noqa: F811
    bad = tmp_path / "bad.pmtiles"
    bad.write_text("no tiles")
    folder = tmp_path / "case"
    Case.create(folder, actor="ann").close()
    done = CliRunner().invoke(command, ["serve", "--case", str(folder), "--tiles", str(bad)])
    assert done.exit_code == 2
    assert done.stderr.strip().count("\n") == 0
    assert "bad.pmtiles: not a PMTiles archive" in done.stderr


@pytest.fixture
def served(case: Case, tmp_path: Path) -> Iterator[tuple[Path, httpx.Client]]:  # noqa: F811
    file = vectors(tmp_path)
    with (
        serving_app(create_app(case, tiles=file)) as where,
        httpx.Client(base_url=where, timeout=30) as client,
    ):
        yield file, client


def test_one_range_is_given_out_and_nothing_else(served: tuple[Path, httpx.Client]) -> None:
    file, client = served
    data = file.read_bytes()
    answer = client.get("/map/tiles", headers={"Range": f"bytes=0-{len(data) + 99}"})
    assert (answer.status_code, answer.content) == (206, data)
    assert answer.headers["content-range"] == f"bytes 0-{len(data) - 1}/{len(data)}"
    assert answer.headers["cache-control"] == "no-store"
    answer = client.get("/map/tiles", headers={"Range": "bytes=5-9"})
    assert answer.content == data[5:10]
    tag = answer.headers["etag"]
    for asked in (
        None, "bytes=5-", "bytes=-5", "bytes=9-5", "bytes=0-1,3-4", "items=0-5", "bytes=x-y",
        "bytes=0-" + "9" * 30, f"bytes=0-{MOST}", f"bytes={len(data)}-{len(data) + 5}",
    ):  # fmt: skip
        answer = client.get("/map/tiles", headers={"Range": asked} if asked else {})
        assert answer.status_code == 416, asked
        assert answer.headers["content-range"] == f"bytes */{len(data)}"
    for path in (
        "/map/tiles/../tiles",
        "/map/tiles/%2e%2e/x",
        "/map/tiles?file=/etc/passwd",
        "/map/tiles/0/0/0",
    ):
        answer = client.get(path, headers={"Range": "bytes=0-99"})
        assert answer.content == data[:100] or answer.status_code == 404, path
    file.write_bytes(data + b"x")
    assert client.get("/map/tiles", headers={"Range": "bytes=5-9"}).headers["etag"] != tag
    file.unlink()
    assert client.get("/map/tiles", headers={"Range": "bytes=5-9"}).status_code == 404
    assert client.get("/map").status_code == 200


def test_without_a_file_there_are_no_tiles(case: Case) -> None:  # noqa: F811
    with serving_app(create_app(case)) as where:
        assert httpx.get(f"{where}/map/tiles", headers={"Range": "bytes=0-99"}).status_code == 404
        assert "data-tiles" not in httpx.get(f"{where}/map").text


DRAWN = f"""{MOVING}.then(map => new Promise(done => map.once('idle', () => done(
    map.queryRenderedFeatures().filter(f => f.source === 'tiles').map(f => f.sourceLayer).sort()
)).jumpTo({{center: [35, 50], zoom: 3}})))"""


@pytest.mark.slow
def test_vector_tiles_lie_below_the_outlines_without_borders_or_names_of_countries(
    browser, case: Case, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    file = vectors(
        tmp_path, attribution='© <a href="https://maps.example">Map makers</a><img src=x onerror=alert(1)>'
    )
    with serving_app(create_app(case, tiles=file)) as where, opened(browser) as (page, wrong):
        move(page, where)
        drawn = page.evaluate(DRAWN.replace("zoom: 3", "zoom: 5.5"))
        assert set(drawn) <= {"water", "roads", "places"}
        assert {"roads", "places"} <= set(drawn)
        assert drawn.count("places") == 1, "of the two names that of the town"
        order = page.evaluate(f"{MOVING}.then(map => map.getStyle().layers.map(l => l.id))")
        tiles = [n for n, id in enumerate(order) if id.startswith("tiles")]
        lines = [id for n, id in enumerate(order) if n > max(tiles)]
        assert order.index("land") < min(tiles)
        assert {"units", "borders"} <= {*lines, *order[order.index("ground") :]}
        assert "© Map makers" in page.locator("[data-credit]").inner_text()
        assert page.locator("[data-credit] *").count() == 0
        assert wrong == []


@pytest.mark.slow
def test_images_lie_below_the_outlines(browser, case: Case, tmp_path: Path) -> None:  # noqa: F811
    held = BytesIO()
    Image.new("RGB", (256, 256), (200, 30, 30)).save(held, "PNG")
    file = write(tmp_path / "images.pmtiles", {(0, 0, 0): held.getvalue()}, sort=2)
    with serving_app(create_app(case, tiles=file)) as where, opened(browser) as (page, wrong):
        move(page, where)
        page.evaluate(DRAWN)
        shot = Image.open(BytesIO(page.locator("[data-canvas] canvas").screenshot()))
        reds = sum(
            n for n, (r, g, b, *_) in shot.convert("RGBA").getcolors(1 << 24) or [] if r > 150 > max(g, b)
        )
        assert reds > 0.5 * shot.width * shot.height
        assert "painted" in page.locator("figcaption").inner_text()
        assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "root",
    [
        b"no gzip at all", gzip.compress(b""), gzip.compress(b"\xff" * 30), gzip.compress(bytes(1 << 22)),
        gzip.compress(directory([(0, 1 << 40, 100)])), gzip.compress(directory([(0, 0, 1 << 40)])),
        gzip.compress(b"\x01\x00\x00\x05\x01"),
    ],
    ids=["no gzip", "empty", "no end", "bomb", "beyond", "huge tile", "leads to itself"],
)  # fmt: skip
def test_an_archive_made_to_do_harm_leaves_the_map_with_its_outlines(
    browser, case: Case, tmp_path: Path, root: bytes  # noqa: F811
) -> None:  # fmt: skip
    file = write(tmp_path / "bad.pmtiles", {(0, 0, 0): WORLD}, metadata=LAYERS, root=root)
    with serving_app(create_app(case, tiles=file)) as where, opened(browser) as (page, _):
        move(page, where)
        assert page.evaluate(DRAWN) == []
        page.locator(".pin").first.wait_for()
        assert httpx.get(f"{where}/map").status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("tile", [b"", b"\xff" * 40, bytes(1 << 20), gzip.compress(bytes(1 << 25))], ids=len)
def test_a_tile_made_to_do_harm_is_left_out(browser, case: Case, tmp_path: Path, tile: bytes) -> None:  # noqa: F811
    file = write(tmp_path / "bad.pmtiles", {(0, 0, 0): tile}, metadata=LAYERS)
    with serving_app(create_app(case, tiles=file)) as where, opened(browser) as (page, _):
        move(page, where)
        assert page.evaluate(DRAWN) == []
        page.locator(".pin").first.wait_for()

"""The map that moves, in a real browser with WebGL; and the drawn one wherever that cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from web_browser import launched, violations, with_axe, with_chromium
from web_server import serving_app

from corrobora.case import Case
from corrobora.model.claim import Claim
from corrobora.model.document import Document
from corrobora.model.where import Candidate, PlaceLevel, Where
from corrobora.web.app import create_app
from corrobora.web.pages import where
from corrobora.web.security import POLICY
from corrobora.web.templating import folder
from line_engine import LineEngine

SOFTWARE_GL = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
#: The module the page loaded, as it came; it gives the map once it moves.
MOVING = "import(document.querySelector('script[src*=\"map.js\"]').src).then(m => m.moving)"

#: A small window: software draws every pixel of every step.
VIEW = {"width": 900, "height": 620}

pytestmark = [
    with_chromium,
    pytest.mark.skipif(
        not (folder("static") / "vendor/maplibre-gl.mjs").is_file(),
        reason="MapLibre is not there: scripts/build_assets.py could not bring it",
    ),
]


def place(
    name: str, *points: tuple[float, float], km: float = 0.0, level: PlaceLevel = PlaceLevel.SETTLEMENT
) -> Where:
    candidates = tuple(
        Candidate(id=f"{name}:{n}", name=name, level=level, country="UA", admin=(f"Shire {n}",), lat=lat,
                  lon=lon, radius_km=km, score=0.8)
        for n, (lat, lon) in enumerate(points)
    )  # fmt: skip
    return Where(name=name, candidates=candidates)


#: Invented places, on real ground since outlines are of it: five near each other, one known within 12 km, one
#: name of two places, one where no more than the region is known.
PLACES = {
    **{f"Hamlet{n}": place(f"Hamlet{n}", (48.0 + n / 100, 35.0)) for n in range(5)},
    "Nearby": place("Nearby", (49.5, 34.0), km=12),
    "Greyford": place("Greyford", (47.0, 32.0), (50.5, 28.0)),
    # a name that would be a tag, and turn its line around
    "Odd": place("<img src=x onerror=alert(1)>\u202egnp", (51.0, 26.0)),
    "Eastshire": place("Eastshire", (48.9, 39.0), km=150, level=PlaceLevel.FIRST),
}


class PlacedEngine(LineEngine):
    """Reads the lines of `LineEngine`, and knows where `PLACES` are."""

    def propose(self, document: Document) -> Iterable[Claim]:
        for claim in super().propose(document):
            slot = claim.place
            yield replace(claim, place=replace(slot, value=PLACES[slot.value.name])) if slot else claim


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    at = tmp_path_factory.mktemp("moving")
    lines = [f"{n + 2} prisoners were shot at {name} on 2031-0{n + 1}-11." for n, name in enumerate(PLACES)]
    (at / "report.txt").write_text("\n\n".join(lines))
    with Case.create(at / "case", actor="ann", engine=PlacedEngine()) as opened:
        opened.add([at / "report.txt"])
        assert len(opened.incidents()) == len(PLACES)
        yield opened


@pytest.fixture(scope="module")
def address(case: Case) -> Iterator[str]:
    with serving_app(create_app(case)) as where:
        yield where


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched(*SOFTWARE_GL) as browser:
        yield browser


@contextmanager
def opened(browser: Browser, **how: Any) -> Iterator[tuple[Page, list[str]]]:
    """A page, and everything that went wrong on it, broke its policy or left this machine."""
    wrong: list[str] = []
    context = browser.new_context(viewport=VIEW, reduced_motion="reduce", **how)
    page = context.new_page()
    page.on(
        "console",
        lambda m: (
            wrong.append(f"{m.type}: {m.text}")
            if m.type in ("error", "warning") and "GL Driver Message" not in m.text  # of software rendering
            else None
        ),
    )
    page.on("pageerror", lambda e: wrong.append(f"error: {e}"))
    page.on(
        "request",
        lambda r: wrong.append(f"left: {r.url}") if urlsplit(r.url).hostname != "127.0.0.1" else None,
    )
    yield page, wrong
    context.close()


def move(page: Page, address: str, query: str = "") -> None:
    """Open the map and wait until it moves and its marks stand."""
    page.goto(f"{address}/map{query}")
    assert page.evaluate(f"{MOVING}.then(map => map !== null)")
    page.locator(".pin").first.wait_for()


def until(page: Page, condition: str) -> None:
    """Wait until something holds; the policy keeps Playwright's own way of it out of the page."""
    for _ in range(150):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(200)
    pytest.fail(f"never: {condition}")


def names(page: Page) -> list[str]:
    return sorted(page.locator(".pin").evaluate_all("all => all.map(e => e.getAttribute('aria-label'))"))


def test_it_moves_within_its_policy_and_asks_nobody_else(browser: Browser, address: str) -> None:
    with opened(browser) as (page, wrong):
        move(page, address)
        assert page.locator("[data-canvas] canvas").is_visible()
        assert not page.locator("svg.map").first.is_visible()
        workers = [urlsplit(worker.url) for worker in page.workers]
        assert workers
        assert {w.path for w in workers} == {"/static/vendor/maplibre-gl-worker.mjs"}
        page.locator("[data-closer]").click()
        page.mouse.move(600, 500)
        page.mouse.down()
        page.mouse.move(500, 450)
        page.mouse.up()
        page.evaluate(
            f"{MOVING}.then(map => new Promise(done => map.once('idle', () => done()).triggerRepaint()))"
        )
        drawn = f"{MOVING}.then(map => new Promise(done => {{ let n = 0; map.on('render', () => n++); "
        drawn += "setTimeout(() => done(n), 1500); }))"
        assert page.evaluate(drawn) < 5, "a map that stands still is not drawn over and over"
        assert wrong == []


def test_the_package_s_own_files_are_kept_by_a_browser_and_no_other_cache(address: str) -> None:
    with httpx.Client(base_url=address) as client:
        first = client.get("/static/vendor/maplibre-gl.mjs")
        assert first.headers["cache-control"] == "private, no-cache"
        again = client.get(first.request.url, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get("/map").headers["cache-control"] == "no-store"


def test_only_its_page_may_ask_for_anything_and_its_worker_may_not(address: str) -> None:
    with httpx.Client(base_url=address) as client:
        assert client.get("/map").headers["content-security-policy"] == f"{POLICY}; connect-src 'self'"
        worker = client.get("/static/vendor/maplibre-gl-worker.mjs")
        assert worker.headers["content-security-policy"] == POLICY
        assert worker.headers["content-type"].startswith("text/javascript")
        for other in ("/", "/incidents", "/static/map.js", "/api/v1/map", "/map/none"):
            assert client.get(other).headers["content-security-policy"] == POLICY
    assert "default-src 'none'" in POLICY
    assert not any(loose in POLICY for loose in ("unsafe", "blob:", "data:", "*", "connect-src"))


@pytest.mark.slow
def test_marks_say_what_the_drawn_ones_say_and_near_ones_are_one_until_one_comes_closer(
    browser: Browser, address: str
) -> None:
    with opened(browser) as (page, wrong):
        move(page, address)
        drawn = page.locator("svg.map a").evaluate_all(
            "all => all.map(a => a.getAttribute('aria-label') || a.querySelector('title').textContent)"
        )
        near = [name for name in drawn if "Hamlet" in name]
        assert len(near) == 5
        together = "Places here: 5; incidents: 5. Come closer"
        others = ["Luhansk 1. " * name.endswith("(only the region is known)") + name for name in drawn]
        assert names(page) == sorted([*(name for name in others if name not in near), together])
        assert page.locator(".pin.maybe").count() == 2
        assert [name for name in names(page) if "<img" in name and "⟨U+202E⟩" in name]
        page.get_by_role("button", name="<img").click()
        assert page.locator(".maplibregl-popup a").inner_text().startswith("INC-")
        assert page.locator(".moving img").count() == 0
        page.keyboard.press("Escape")
        assert page.locator(".pin.region").inner_text().startswith("Luhansk")
        zoom = f"{MOVING}.then(map => map.getZoom())"
        before = page.evaluate(zoom)
        page.get_by_role("button", name="Come closer").click()
        until(page, f"{zoom}.then(now => now > {before})")
        page.evaluate(f"{MOVING}.then(map => void map.jumpTo({{center: [35, 48.02], zoom: 11}}))")
        expect(page.locator(".pin.point")).to_have_count(5)
        assert set(names(page)) == set(near)
        assert wrong == []


@pytest.mark.slow
def test_of_many_places_those_in_sight_come_when_one_comes_closer(
    browser: Browser, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(where, "MOST_SPOTS", 2)
    with serving_app(create_app(case)) as served, opened(browser) as (page, wrong):
        move(page, served)
        assert not [name for name in names(page) if "Nearby" in name]
        page.evaluate(f"{MOVING}.then(map => void map.jumpTo({{center: [34, 49.5], zoom: 8}}))")
        page.locator(".pin.area").wait_for()
        (name,) = names(page)
        assert "Nearby" in name
        assert wrong == []


@pytest.mark.slow
def test_what_is_known_within_some_kilometres_is_ground_of_that_size(browser: Browser, address: str) -> None:
    with opened(browser) as (page, _):
        move(page, address, "?q=Nearby")
        assert page.locator(".pin").count() == 1
        look = f"""{MOVING}.then(map => new Promise(done => {{
            const east = (km) => map.project([34 + km / (111.32 * Math.cos(49.5 * Math.PI / 180)), 49.5]);
            const at = (km) => map.queryRenderedFeatures(east(km), {{layers: ['within']}}).length;
            map.once('idle', () => done([at(0), at(11), at(13)])).jumpTo({{center: [34, 49.5], zoom: 9}});
        }}))"""
        assert page.evaluate(look) == [1, 1, 0]
        page.locator(".pin.wide").wait_for()
        assert page.locator(".pin span").is_hidden(), "no ring about the middle"


@pytest.mark.slow
def test_crimea_is_drawn_in_ukraine(browser: Browser, address: str) -> None:
    towns = {
        "Simferopol": (34.1, 44.95), "Yalta": (34.14, 44.53), "Kerch": (36.4, 45.33), "Kyiv": (30.5, 50.45),
        "Rostov": (39.7, 47.25), "Krasnodar": (38.98, 45.04),
    }  # fmt: skip
    with opened(browser) as (page, _):
        move(page, address)
        for name, (lon, lat) in towns.items():
            found = page.evaluate(
                f"""at => {MOVING}.then(map => new Promise(done => map.once('idle', () => done(
                    map.queryRenderedFeatures(map.project(at), {{layers: ['land']}})
                        .map(f => f.properties.code)
                )).jumpTo({{center: at, zoom: 7}})))""",
                [lon, lat],
            )
            assert set(found) == {"RU" if name in ("Rostov", "Krasnodar") else "UA"}, name


def test_the_keyboard_opens_a_mark_follows_it_and_comes_back(browser: Browser, address: str) -> None:
    with opened(browser) as (page, wrong):
        move(page, address)
        page.locator(".moving canvas").focus()
        for _ in range(12):
            page.keyboard.press("Tab")
            if "12 km" in (page.evaluate("document.activeElement.getAttribute('aria-label')") or ""):
                break
        name = page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert "somewhere within 12 km" in name
        page.keyboard.press("Enter")
        link = page.locator(".maplibregl-popup a")
        expect(link).to_be_focused()
        assert link.inner_text() == name
        page.keyboard.press("Escape")
        expect(page.locator(".maplibregl-popup")).to_have_count(0)
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == name
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        page.wait_for_url("**/incidents/INC-*")
        assert wrong == []


@pytest.mark.slow
def test_who_would_have_less_motion_gets_steps(browser: Browser, address: str) -> None:
    with opened(browser) as (page, _):
        move(page, address)
        before = page.evaluate(f"{MOVING}.then(map => map.getZoom())")
        after, moving = page.evaluate(
            f"{MOVING}.then(map => {{ document.querySelector('[data-closer]').click();"
            "return [map.getZoom(), map.isMoving()] })"
        )
        assert (after, moving) == (pytest.approx(before + 1), False)


@pytest.mark.slow
def test_it_can_be_had_drawn_which_is_remembered_and_is_what_is_printed(
    browser: Browser, address: str
) -> None:
    with opened(browser) as (page, wrong):
        move(page, address)
        page.emulate_media(media="print")
        assert page.locator("svg.map").first.is_visible()
        assert not page.locator(".moving").is_visible()
        page.emulate_media(media="screen")
        page.get_by_role("button", name="Show the drawn map").click()
        assert page.locator("svg.map").first.is_visible()
        page.reload()
        assert page.evaluate(f"{MOVING}.then(map => map === null)")
        assert page.locator("svg.map").first.is_visible()
        assert not page.workers
        page.get_by_role("button", name="Show the map that moves").click()
        page.locator(".pin").first.wait_for()
        assert not page.locator("svg.map").first.is_visible()
        assert wrong == []


@pytest.mark.slow
def test_a_system_that_turns_dark_turns_the_map_dark(browser: Browser, address: str) -> None:
    with opened(browser, color_scheme="light") as (page, _):
        move(page, address)
        sea = f"{MOVING}.then(map => map.getPaintProperty('sea', 'background-color'))"
        assert page.evaluate(sea) == "#edf1f0"
        page.emulate_media(color_scheme="dark")
        until(page, f"{sea}.then(colour => colour === '#121a1d')")


def drawn_alone(page: Page, address: str) -> None:
    page.goto(f"{address}/map")
    page.wait_for_load_state("networkidle")
    assert page.locator("svg.map").first.is_visible()
    assert not page.locator(".moving").is_visible()
    assert not page.locator("[data-change]").is_visible()
    page.locator("svg.map a.spot.area").click()
    page.wait_for_url("**/incidents/INC-*")


@pytest.mark.slow
def test_the_drawn_map_stays_without_javascript_webgl_or_one_of_the_files(
    browser: Browser, address: str
) -> None:
    with opened(browser, java_script_enabled=False) as (page, wrong):
        drawn_alone(page, address)
        assert wrong == []
    for missing in (
        "**/maplibre-gl.mjs*",
        "**/maplibre-gl-worker.mjs*",
        "**/outlines.json*",
        "**/api/v1/map*",
    ):
        with opened(browser) as (page, _):
            page.route(missing, lambda route: route.abort())
            drawn_alone(page, address)


def test_the_drawn_map_stays_on_a_machine_without_webgl(address: str, browser: Browser) -> None:
    with opened(browser) as (page, wrong):
        page.add_init_script(
            "HTMLCanvasElement.prototype.getContext = new Proxy(HTMLCanvasElement.prototype.getContext,"
            "{apply: (f, self, given) => given[0].includes('webgl') ? null : Reflect.apply(f, self, given)});"
        )
        drawn_alone(page, address)
        assert wrong == []


@pytest.mark.slow
@with_axe
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_it(browser: Browser, address: str, theme: str) -> None:
    with opened(browser, bypass_csp=True, color_scheme=theme) as (page, _):
        move(page, address)
        for opens in (False, True):
            if opens:
                page.locator(".pin.area").click()
            assert violations(page) == []


@pytest.mark.slow
def test_it_is_no_wider_than_a_phone(browser: Browser, address: str) -> None:
    with opened(browser) as (page, _):
        page.set_viewport_size({"width": 320, "height": 640})
        move(page, address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        for mark in page.locator(".pin").all():
            box = mark.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 24, "WCAG 2.2, 2.5.8"

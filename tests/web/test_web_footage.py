"""The pages of footage: blurred until asked for, without JavaScript, and the asking is journalled."""

from __future__ import annotations

import hashlib
import html
import io
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image
from web_server import serving

from clips import frames, picture, write_clip
from corrobora.case import Case, NotThere
from corrobora.case.custody import CustodyEvent
from line_engine import LineEngine
from telegram_export import export, message


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """A case with a posted clip, a copy of it and a photo marked sensitive."""
    folder = tmp_path_factory.mktemp("footage")
    clip = write_clip(folder / "clip.mp4", frames(1, 5))
    posted = folder / "posted"
    posted.mkdir()
    write_clip(posted / "v.mp4", frames(1, 5), options={"crf": "36"})
    export(posted, message(1, "9 prisoners were shot at Oldmill on 2031-03-04", file="v.mp4"))
    Image.fromarray(picture(5)).save(folder / "photo.png")
    with Case.create(folder / "case", actor="ann", engine=LineEngine()) as case:
        case.add([clip, posted])
        case.add([folder / "photo.png"], sensitive=True)
        yield case


@pytest.fixture(scope="module")
def client(footage: Case) -> Iterator[httpx.Client]:
    with serving(footage) as where, httpx.Client(base_url=where, timeout=30) as opened:
        yield opened


def item_named(case: Case, name: str) -> str:
    return next(r.item.sha256 for r in case.footage() if r.item.name == name)


def csrf(page: str) -> str:
    match = re.search(r'name="csrf" value="([^"]+)"', page)
    assert match
    return match[1]


def test_the_list_names_every_item_and_shows_no_picture(client: httpx.Client, footage: Case) -> None:
    page = client.get("/footage").text
    assert all(f"/footage/{r.item.sha256}" in page for r in footage.footage())
    assert "<img" not in page


def test_the_list_is_walked_by_its_links_in_both_directions(
    client: httpx.Client, footage: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corrobora.web.pages.footage.SIZE", 1)
    newest_first = [r.item.sha256 for r in reversed(footage.footage())]

    def walk(path: str, edge: str) -> list[str]:
        seen = []
        while path:
            page = client.get(path).text
            seen += re.findall(r'<td><a href="/footage/(\w+)"', page)
            link = re.search(rf'rel="{edge}" href="([^"]+)"', page)
            last, path = path, html.unescape(link[1]) if link else ""
        assert len(seen) > 2
        return [*seen, last]

    *forth, last = walk("/footage", "next")
    assert forth == newest_first
    assert "3–3 of 3" in client.get(last).text
    assert walk(last, "prev")[:-1] == newest_first[::-1]


def test_pictures_are_blurred_until_asked_for_and_asking_is_journalled(
    client: httpx.Client, footage: Case
) -> None:
    sha256 = item_named(footage, "clip.mp4")
    page = client.get(f"/footage/{sha256}").text
    pictures = re.findall(r'<img src="([^"]+)"', page)
    assert len(pictures) == 6
    assert all(href.endswith("/blurred.jpg") for href in pictures)
    assert "<script" not in page.split("<main", 1)[1].split("</main>", 1)[0]
    clear = [href.replace("blurred", "clear") for href in pictures]
    assert client.get(clear[1]).status_code == 403
    before = len([e for e in footage.custody(sha256) if e.act == "custody"])
    answer = client.post(
        f"/footage/{sha256}/show", data={"csrf": csrf(page)}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 303
    assert clear[0] in client.get(f"/footage/{sha256}").text
    viewed = [e for e in footage.custody(sha256) if e.act == "custody"]
    assert len(viewed) == before + 1
    assert (viewed[-1].actor, viewed[-1].payload["event"]) == ("ann", "view")
    shown = Image.open(io.BytesIO(client.get(clear[1]).content))
    hidden = Image.open(io.BytesIO(client.get(pictures[1]).content)).resize(shown.size)
    assert detail(shown) > 3 * detail(hidden), "what is blurred has hardly any detail left"


def test_a_recording_is_played_in_ranges_for_who_asked_and_begins_by_itself_nowhere(
    client: httpx.Client, footage: Case
) -> None:
    video, photo = item_named(footage, "clip.mp4"), item_named(footage, "photo.png")
    copied = item_named(footage, "v.mp4")
    for sha256, status in ((copied, 403), (photo, 403), ("0" * 64, 404)):
        for path in (f"/footage/{sha256}/recording", f"/api/v1/footage/{sha256}/recording"):
            assert client.get(path).status_code == status, path
    page = client.get(f"/footage/{copied}").text
    assert "<video" not in page
    footage.record_custody(video, CustodyEvent.VIEW, reason="asked for")
    page = client.get(f"/footage/{video}").text
    (tag,) = re.findall("<video[^>]*>", page)
    assert {"muted", "controls", 'preload="none"'} <= set(tag[:-1].split())
    assert "autoplay" not in tag
    whole = client.get(f"/footage/{video}/recording")
    assert hashlib.sha256(whole.content).hexdigest() == video
    assert (whole.headers["content-type"], whole.headers["cache-control"]) == ("video/mp4", "no-store")
    part = client.get(f"/api/v1/footage/{video}/recording", headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    footage.record_custody(photo, CustodyEvent.VIEW, reason="asked for")
    assert client.get(f"/footage/{photo}/recording").status_code == 404, "a photo is not played"


def detail(picture_: Image.Image) -> float:
    """What of a picture is lost when it is made very small."""
    grey = picture_.convert("L")
    coarse = grey.resize((14, 14), Image.Resampling.BOX).resize(grey.size, Image.Resampling.BICUBIC)
    return float((np.asarray(grey, dtype=float) - np.asarray(coarse, dtype=float)).std())


def test_the_page_tells_where_else_it_appears_and_who_posted_first(
    client: httpx.Client, footage: Case
) -> None:
    page = client.get(f"/footage/{item_named(footage, 'clip.mp4')}").text
    assert "Posted first, by what this case holds" in page
    assert "Border Watch, message 1" in page
    assert f"/footage/{item_named(footage, 'v.mp4')}" in page
    assert "says nothing about how the file was made" in page


def test_only_working_copies_of_the_item_are_served(client: httpx.Client, footage: Case) -> None:
    sha256 = item_named(footage, "clip.mp4")
    other = hashlib.sha256(b"nothing").hexdigest()
    assert client.get(f"/footage/{sha256}/{sha256}/blurred.jpg").status_code == 404
    assert client.get(f"/footage/{sha256}/{other}/blurred.jpg").status_code == 404
    assert client.get(f"/footage/{other}").status_code == 404


def test_a_show_button_of_another_site_is_refused(client: httpx.Client, footage: Case) -> None:
    sha256 = item_named(footage, "v.mp4")
    answer = client.post(f"/footage/{sha256}/show", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert not footage.viewed(sha256)


def test_sensitive_footage_is_for_those_who_may_see_it(footage: Case, tmp_path: Path) -> None:
    from corrobora.model.rights import Person, Role

    sha256 = item_named(footage, "photo.png")
    assert footage.about(sha256).sensitive
    seen = footage.acting(Person(name="eve", role=Role.VIEWER))
    assert {r.item.name for r in seen.footage()} == {"clip.mp4", "v.mp4"}
    assert {r.item.name for _, r in seen.shown.footage(limit=9).items} == {"clip.mp4", "v.mp4"}
    assert (footage.shown.footage_size(), seen.shown.footage_size()) == (3, 2)
    with pytest.raises(NotThere):
        seen.footage_item(sha256)
    assert seen.similar(item_named(footage, "clip.mp4"))
    from corrobora.web.pages.footage import footage_page

    record = footage.footage_item(sha256)
    assert not Person(name="eve", role=Role.VIEWER).may("sensitive")
    page = footage_page(record, footage.about(sha256), (), (), clear=False, allowed=False)
    assert page.pictures == ()
    assert "marked sensitive" in page.withheld

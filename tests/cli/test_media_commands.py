"""Commands about footage and feeds, as a user runs them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from clips import frames, write_clip
from corrobora.case import Case
from websites import website

Run = Callable[..., Any]


@pytest.fixture
def footage(tmp_path: Path, run: Run) -> Path:
    """A case with a clip, a coarse copy of it and another clip."""
    folder = tmp_path / "clips"
    folder.mkdir()
    write_clip(folder / "a.mp4", frames(1, 4), metadata={"location": "+10.5000+020.2500/"})
    write_clip(folder / "b.webm", frames(1, 4), options={"crf": "40", "b": "0"})
    write_clip(folder / "c.mp4", frames(2, 3))
    made = run("add", "--case", tmp_path / "case", folder)
    assert made.code == 0, made.err
    assert "3 kept" in made.out
    return tmp_path / "case"


def test_footage_is_listed_shown_and_compared(footage: Path, run: Run) -> None:
    listed = {r["name"]: r for r in run("media", "list", "--case", footage, "--json").json["footage"]}
    assert set(listed) == {"a.mp4", "b.webm", "c.mp4"}
    assert [listed["a.mp4"][key] for key in ("hashes", "has_place")] == [4, True]
    first = listed["a.mp4"]["sha256"][:10]
    similar = run("media", "similar", first, "--case", footage, "--json").json
    assert [s["name"] for s in similar["similar"]] == ["b.webm"]
    assert similar["posted_first"] is None, "nothing says when either was posted"
    assert len(run("media", "groups", "--case", footage, "--json").json["groups"]) == 1
    assert "look at both" in run("media", "similar", first, "--case", footage).out
    other = listed["c.mp4"]["sha256"][:10]
    assert "nothing in this case looks like it" in run("media", "similar", other, "--case", footage).out
    assert run("media", "similar", "ffff", "--case", footage).code == 2


def test_a_picture_without_detail_is_said_to_be_beyond_comparison(tmp_path: Path, run: Run) -> None:
    Image.new("RGB", (64, 64), "grey").save(tmp_path / "grey.png")
    case = tmp_path / "case"
    run("add", tmp_path / "grey.png", "--case", case)
    (item,) = run("media", "list", "--json", "--case", case).json["footage"]
    said = run("media", "similar", item["sha256"], "--case", case)
    assert said.code == 2
    assert "enough detail" in said.err


def test_embedded_metadata_is_printed_only_when_asked_and_that_is_journalled(footage: Path, run: Run) -> None:
    item = run("media", "list", "--case", footage, "--json").json["footage"][0]["sha256"]
    hidden = run("media", "show", item, "--case", footage)
    assert "20.25" not in hidden.out
    assert "not shown" in hidden.out
    assert run("media", "show", item, "--case", footage, "--json").json["embedded_hidden"] is True
    shown = run("media", "show", item, "--embedded", "--case", footage, "--actor", "ann")
    assert "20.25" in shown.out
    with Case.open(footage) as case:
        (viewed,) = [e for e in case.custody(item) if e.act == "custody"]
        assert (viewed.actor, viewed.payload["event"]) == ("ann", "view")


def test_a_feed_is_watched_once_and_wrong_options_are_named(tmp_path: Path, run: Run) -> None:
    case = tmp_path / "case"
    assert "no address of the web" in run("watch", "news", "--once", "--case", case).err
    assert "--every" in run("watch", "https://x.example/f", "--every", "5s", "--case", case).err
    with website() as site:
        words = " ".join(["The council met in the evening and spoke of it at length."] * 15)
        page = site.html("/one", f"<html><title>One</title><article><p>{words}</article></html>")
        item = f"<item><link>{page}</link></item>"
        feed = site.file("/f", f'<rss version="2.0"><channel>{item}</channel></rss>'.encode(), "text/xml")
        options = ("--once", "--case", case, "--delay", "0", "--capture", "http", "--json")
        refused = run("watch", feed, *options)
        assert (refused.code, refused.json["answered"]) == (1, "failed")
        assert "--allow-private" in refused.err
        done = run("watch", feed, *options, "--allow-private")
        assert (done.code, done.json["answered"], done.json["new"]) == (0, "read", [page])
        assert run("watch", feed, *options, "--allow-private").json["answered"] == "not due"

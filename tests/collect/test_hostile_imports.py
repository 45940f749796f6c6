"""Damaged and invented containers: a problem is named, nothing breaks, nothing outside is read."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corrobora.collect.feeds.entries import BadFeed, read_feed
from corrobora.collect.imports import Container, Opened, Piece, Told, pieces
from corrobora.collect.imports.digests import compared
from corrobora.collect.imports.http_body import BadBodyError, dechunked, response, unpacked
from corrobora.collect.imports.kinds import container
from corrobora.collect.problem import Problem
from corrobora.collect.spreadsheet import UnreadableSheet, read_sheet
from corrobora.read.archived import read_archived
from corrobora.read.errors import UnreadableItem
from corrobora.read.footage.video import look_at_video
from corrobora.read.reader import read
from corrobora.read.telegram import read_telegram
from telegram_export import export, message
from web_archives import PAGE, chunked, packed, wacz, warc

FOUND = Path(__file__).parent / "hostile"
EXAMPLES = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
NAMES = {
    Container.TELEGRAM: "result.json", Container.ARCHIVER: "metadata.json", Container.WARC: "a.warc.gz",
    Container.WACZ: "a.wacz",
}  # fmt: skip

numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | numbers | st.text(max_size=20)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def taken(
    kind: Container, data: bytes, folder: Path, name: str | None = None
) -> list[Piece | Told | Problem | str]:
    """Everything an importer makes of some bytes, with each relation and finding made, as a case would."""
    path = folder / (name or NAMES[kind])
    path.write_bytes(data)
    container(path)
    found = list(pieces(kind, Opened(path=path, kept=path, sha256="0" * 64)))
    assert isinstance(found[0], Piece), "the container itself comes first"
    assert found[0].content == path, "and is kept whole"
    for piece in found:
        if isinstance(piece, Piece | Told):
            for finding in piece.findings:
                json.dumps(dict(finding.of("1" * 64).data), allow_nan=False).encode()
        if isinstance(piece, Piece):
            for tie in piece.ties:
                tie.of("1" * 64)
            if isinstance(piece.content, Path):
                assert piece.content.resolve().is_relative_to(folder.resolve())
            elif piece.reads:
                _read(piece)
    return found


def _read(piece: Piece) -> None:
    assert isinstance(piece.content, bytes)
    for head, reader in ((b'{"format":"tele', read_telegram), (b'{"format":"arch', read_archived)):
        if piece.content.startswith(head):
            with suppress(UnreadableItem):
                reader(piece.content, piece.name)


FIELDS = [
    "id", "type", "date_unixtime", "edited_unixtime", "text", "photo", "file", "from", "forwarded_from",
    "poll", "reply_to_message_id", "media_type", "location_information", "width", "action",
]  # fmt: skip


@given(fields=st.dictionaries(st.sampled_from(FIELDS), values), whole=st.booleans())
@EXAMPLES
def test_any_message_of_an_export_is_a_piece_or_a_problem(
    tmp_path: Path, fields: dict[str, Any], whole: bool
) -> None:
    data = message(1, "words") | fields
    chat: dict[str, Any] = {"id": 1, "name": fields.get("from"), "messages": [data, message(2, "more")]}
    export = {"chats": {"list": [chat]}} if whole else chat
    found = taken(Container.TELEGRAM, json.dumps(export).encode(), tmp_path)
    assert any(isinstance(p, Piece) and p.name.endswith("-1-2.json") for p in found), (
        "the next one comes along"
    )


@given(record=values, status=values, media=values)
@EXAMPLES
def test_any_record_of_the_archiver_is_a_piece_or_a_problem(
    tmp_path: Path, record: Any, status: Any, media: Any
) -> None:
    data = {"status": status, "metadata": record, "media": media}
    taken(Container.ARCHIVER, json.dumps(data).encode(), tmp_path)


@pytest.mark.parametrize(
    "path", ["../x", "/etc/passwd", "a\0b", "link", "folder", "x" * 5000, "..\\x", "C:\\x"]
)
def test_files_outside_a_container_are_never_taken(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (tmp_path / "x").write_text("secret")
    (folder / "link").symlink_to(tmp_path / "x")
    (folder / "folder").mkdir()
    data = json.dumps({"id": 1, "messages": [message(1, "a", photo=path)]}).encode()
    found = taken(Container.TELEGRAM, data, folder)
    assert len([p for p in found if isinstance(p, Piece)]) == 2
    assert any("not in the export" in p for p in found if isinstance(p, str))


def broken(whole: bytes) -> st.SearchStrategy[bytes]:
    """Whole files with bytes changed, cut out, doubled or cut off."""

    def change(seed: tuple[int, int, bytes, str]) -> bytes:
        at, length, new, how = seed
        at %= len(whole)
        end = min(len(whole), at + length)
        match how:
            case "change":
                return whole[:at] + new + whole[at + len(new) :]
            case "cut out":
                return whole[:at] + whole[end:]
            case "double":
                return whole[:end] + whole[at:]
            case _:
                return whole[:at]

    parts = st.tuples(
        st.integers(0, 1 << 20), st.integers(1, 200), st.binary(min_size=1, max_size=6),
        st.sampled_from(["change", "cut out", "double", "cut off"]),
    )  # fmt: skip
    return parts.map(change)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole")
    return {
        "warc": warc(folder / "a.warc", packed=False).read_bytes(),
        "warc.gz": warc(folder / "b.warc.gz").read_bytes(),
        "wacz": wacz(folder / "c.wacz").read_bytes(),
        "telegram": export(folder, message(1, ["a", {"type": "bold", "text": "b"}])).read_bytes(),
    }


@given(data=st.data())
@pytest.mark.parametrize(
    ("kind", "which"),
    [
        (Container.WARC, "warc"), (Container.WARC, "warc.gz"), (Container.WACZ, "wacz"),
        (Container.TELEGRAM, "telegram"),
    ],
)  # fmt: skip
@EXAMPLES
def test_a_damaged_file_is_kept_and_what_is_wrong_is_named(
    tmp_path: Path, whole: dict[str, bytes], kind: Container, which: str, data: st.DataObject
) -> None:
    taken(kind, data.draw(broken(whole[which])), tmp_path, f"a.{which}" if which != "telegram" else None)


@given(data=broken(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
                   + chunked(packed(b"words " * 40))))  # fmt: skip
@EXAMPLES
def test_a_response_is_read_or_refused(data: bytes) -> None:
    with suppress(BadBodyError):
        assert 0 <= response(data).status <= 999


@given(body=st.binary(max_size=300), size=st.integers(1, 50))
@EXAMPLES
def test_what_was_put_into_chunks_and_packed_comes_out_the_same(body: bytes, size: int) -> None:
    assert dechunked(chunked(body, size)) == body
    assert unpacked(packed(body), "gzip") == body


@given(stated=st.text(max_size=80))
@EXAMPLES
def test_no_invented_digest_holds(stated: str) -> None:
    assert not compared(stated, ("file", b"words")).startswith("holds")


@given(data=st.binary(max_size=200) | broken(
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item><link>https://x.example/</link>'
    b"<pubDate>Thu, 06 Mar 2031 10:00:00 GMT</pubDate></item></channel></rss>"))  # fmt: skip
@EXAMPLES
def test_anything_is_a_feed_or_none(data: bytes) -> None:
    with suppress(BadFeed):
        feed = read_feed(data, "https://news.example/")
        assert all(entry.url.startswith(("http://", "https://")) for entry in feed.entries)


@pytest.mark.parametrize("squeezed", [True, False])
def test_wherever_an_archive_is_cut_what_was_lost_is_named(tmp_path: Path, squeezed: bool) -> None:
    whole = warc(tmp_path / "whole", packed=squeezed).read_bytes()
    for end in range(1, len(whole)):
        found = taken(Container.WARC, whole[:end], tmp_path)
        pages = [piece for piece in found if isinstance(piece, Piece) and piece.reads]
        assert pages or any(isinstance(each, Problem) for each in found), end
        assert all(piece.content == PAGE for piece in pages), end


def findings() -> list[Path]:
    return sorted(FOUND.glob("*")) if FOUND.is_dir() else []


@pytest.mark.parametrize("path", findings(), ids=lambda p: p.name)
def test_what_fuzzing_found_stays_mended(tmp_path: Path, path: Path) -> None:
    kind, _, _ = path.name.partition("-")
    if kind == "feed":
        with suppress(BadFeed):
            read_feed(path.read_bytes(), "https://news.example/")
    elif kind == "video":
        with suppress(UnreadableItem):
            look_at_video(path, path.name, "mp4")
    elif kind == "read":
        with suppress(UnreadableItem):
            read(path.read_bytes(), sha256="0" * 64, name=f"a{path.suffix}", row=None, path=path.name)
    elif kind == "sheet":
        with suppress(UnreadableSheet):
            read_sheet(Path("a.xlsx"), path.read_bytes())
    else:
        taken(Container[kind.upper()], path.read_bytes(), tmp_path)

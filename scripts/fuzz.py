"""Throw damaged and invented bytes at every parser of what other people's tools wrote, guided by coverage.

    PYTHONPATH=src:tests/support:DIR_OF_ATHERIS python scripts/fuzz.py TARGET [--seconds 200] [--keep DIR]

Needs atheris, which is no dependency: `pip install --target DIR atheris`. A parser may name a problem; any
other exception, a hang of 20 seconds or 2 GB of memory is a finding, and its bytes are left in DIR.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["corrobora", "warcio", "feedparser"]):
    from corrobora.collect.feeds.entries import BadFeed, read_feed
    from corrobora.collect.feeds.schedule import Schedule, ScheduleUnusable
    from corrobora.collect.imports import Container, Opened, archiver, pieces, telegram, wacz, warc
    from corrobora.collect.imports.http_body import BadBodyError, response
    from corrobora.collect.imports.kinds import container
    from corrobora.read.archived import read_archived
    from corrobora.read.errors import UnreadableItem
    from corrobora.read.footage.picture import look_at_picture
    from corrobora.read.footage.video import look_at_video
    from corrobora.read.telegram import read_telegram

Target = Callable[[bytes, Path], None]
#: Loaded here, while imports are watched; `pieces` would load them later.
WATCHED = (archiver, telegram, wacz, warc)


def importing(kind: Container, name: str) -> Target:
    """Take a container apart; every piece's relations and findings are made, too."""

    def one(data: bytes, folder: Path) -> None:
        path = folder / name
        path.write_bytes(data)
        container(path)
        for piece in pieces(kind, Opened(path=path, kept=path, sha256="0" * 64)):
            for finding in getattr(piece, "findings", ()):
                json.dumps(finding.of("1" * 64).data, allow_nan=False).encode("utf-8", "strict")
            for tie in getattr(piece, "ties", ()):
                tie.of("1" * 64)
            if getattr(piece, "reads", False) and isinstance(piece.content, bytes):
                for reader in (read_telegram, read_archived):
                    if piece.content.startswith((b'{"format":"tele', b'{"format":"arch')):
                        allowing(UnreadableItem, lambda r=reader, p=piece: r(p.content, p.name))

    return one


def allowing(error: type[Exception], act: Callable[[], object]) -> None:
    with contextlib.suppress(error):
        act()


def feed(data: bytes, folder: Path) -> None:
    allowing(BadFeed, lambda: read_feed(data, "https://news.example/feed"))


def memory_of_feeds(data: bytes, folder: Path) -> None:
    (folder / "feeds.json").write_bytes(data)
    allowing(ScheduleUnusable, lambda: Schedule(folder / "feeds.json").state("x"))


def body(data: bytes, folder: Path) -> None:
    allowing(BadBodyError, lambda: response(data))


def picture(data: bytes, folder: Path) -> None:
    path = folder / "picture"
    path.write_bytes(data)
    allowing(UnreadableItem, lambda: look_at_picture(path, "picture"))


def video(data: bytes, folder: Path) -> None:
    path = folder / "video"
    path.write_bytes(data)
    demuxer = "matroska" if data[:4] == b"\x1a\x45\xdf\xa3" else "mp4"
    allowing(UnreadableItem, lambda: look_at_video(path, "video", demuxer, patience=5))


TARGETS: dict[str, Target] = {
    "telegram": importing(Container.TELEGRAM, "result.json"),
    "archiver": importing(Container.ARCHIVER, "metadata.json"),
    "archiver-csv": importing(Container.ARCHIVER, "table.csv"),
    "warc": importing(Container.WARC, "a.warc"),
    "warc-gz": importing(Container.WARC, "a.warc.gz"),
    "wacz": importing(Container.WACZ, "a.wacz"),
    "http-body": body,
    "feed": feed,
    "feed-memory": memory_of_feeds,
    "picture": picture,
    "video": video,
}


def seeds(target: str, folder: Path) -> None:
    """Whole files to start from."""
    from PIL import Image

    import clips
    import telegram_export
    import web_archives

    folder.mkdir(parents=True, exist_ok=True)
    seed = folder / "a"
    match target:
        case "telegram":
            shot = telegram_export.message(
                1, ["a ", {"type": "bold", "text": "b"}], forwarded_from="x", photo="p"
            )
            telegram_export.export(folder, shot, shot | {"id": 2, "reply_to_message_id": 1})
        case "warc" | "warc-gz":
            web_archives.warc(seed, packed=target == "warc-gz")
        case "wacz":
            web_archives.wacz(seed)
        case "archiver":
            said = {"url": "https://x.example", "title": "t", "content": "c", "timestamp": "2031-03-04"}
            media = [{"filename": "a.png", "properties": {"hash": "SHA-256:00"}}]
            seed.write_text(json.dumps({"status": "success", "metadata": said, "media": media}))
        case "archiver-csv":
            seed.write_text("link,archive status,upload title,text content\nhttps://x.example,success,t,c\n")
        case "http-body":
            head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
            seed.write_bytes(head + web_archives.chunked(web_archives.packed(b"words" * 50)))
        case "feed":
            item = (
                "<item><link>https://x.example</link><pubDate>Thu, 06 Mar 2031 10:00:00 GMT</pubDate></item>"
            )
            seed.write_text(f'<?xml version="1.0"?><rss version="2.0"><channel>{item}</channel></rss>')
        case "feed-memory":
            state = {"etag": "", "modified": "", "failures": 0, "due": None, "done": ["a"], "tried": {"b": 1}}
            seed.write_text(json.dumps({"x": state}))
        case "picture":
            small = Image.fromarray(clips.picture(1, size=(40, 30)))
            exif = Image.Exif()
            exif[0x010F] = "Camera"
            exif[0x8825] = {1: "N", 2: (1.0, 2.0, 3.0), 3: "E", 4: (4.0, 5.0, 6.0)}
            for kind in ("jpeg", "png", "webp"):
                small.save(folder / f"a.{kind}", exif=exif)
            small.save(folder / "a.gif")
        case "video":
            for kind in ("mp4", "webm", "mkv"):
                clips.write_clip(folder / f"a.{kind}", clips.frames(1, 1, 2, (64, 48)))


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("target", choices=TARGETS)
    options.add_argument("--seconds", type=int, default=200)
    options.add_argument("--keep", type=Path, default=Path("findings"))
    given = options.parse_args()
    given.keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work, tempfile.TemporaryDirectory() as corpus:
        seeds(given.target, Path(corpus))
        act, folder = TARGETS[given.target], Path(work)

        def one(data: bytes) -> None:
            act(data, folder)

        arguments = [
            sys.argv[0], corpus, f"-max_total_time={given.seconds}", "-timeout=20", "-rss_limit_mb=2048",
            "-max_len=20000", f"-artifact_prefix={given.keep}/{given.target}-", "-verbosity=1",
        ]  # fmt: skip
        atheris.Setup(arguments, one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()

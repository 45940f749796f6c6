"""Throw damaged and invented bytes at every parser of what others wrote, guided by coverage.

    PYTHONPATH=src:tests/support:DIR_OF_ATHERIS python scripts/fuzz.py TARGET [--seconds 200] [--corpus DIR]

Needs atheris, which is no dependency: `pip install --target DIR atheris`. A parser may name a problem; any
other exception, a hang of 200 seconds or 2 GB of memory is a finding, and its bytes are left in
``findings`` (``--keep``). What a run came upon is kept in ``--corpus`` for the next.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import sys
import tempfile
import zipfile
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import atheris
import docx
import openpyxl

import authority
import web_archives

with atheris.instrument_imports(
    include=["corrobora", "warcio", "feedparser", "docx", "openpyxl", "htmldate"]
):
    from corrobora.collect.capture.address import web_address
    from corrobora.collect.capture.capture import file_name
    from corrobora.collect.capture.errors import CaptureError
    from corrobora.collect.capture.fetch import unpack
    from corrobora.collect.capture.page_links import page_links, style_links
    from corrobora.collect.capture.verdict import Seen, judge
    from corrobora.collect.capture.warc import surt
    from corrobora.collect.feeds.entries import BadFeed, read_feed
    from corrobora.collect.feeds.schedule import Schedule, ScheduleUnusable
    from corrobora.collect.imports import Container, Opened, archiver, pieces, telegram, wacz, warc
    from corrobora.collect.imports.http_body import BadBodyError, response
    from corrobora.collect.imports.kinds import container
    from corrobora.collect.manifest import Manifest, ManifestError
    from corrobora.collect.spreadsheet import UnreadableSheet, read_sheet
    from corrobora.read import docx as word
    from corrobora.read import html, mail, pdf
    from corrobora.read.archived import read_archived
    from corrobora.read.errors import UnreadableItem
    from corrobora.read.footage.picture import look_at_picture
    from corrobora.read.footage.video import look_at_video
    from corrobora.read.reader import read
    from corrobora.read.telegram import read_telegram
    from corrobora.vault.checkpoint import Checkpoint
    from corrobora.vault.note import BadNote, Signer
    from corrobora.vault.timestamp import TimestampError, verify

Target = Callable[[bytes, Path], None]
#: Loaded here, while imports are watched; `pieces` and `read` would load them later.
WATCHED = (archiver, telegram, wacz, warc, html, mail, pdf, word)


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


def reading(name: str) -> Target:
    """A document's text, its regions and facts."""

    def one(data: bytes, folder: Path) -> None:
        allowing(UnreadableItem, lambda: read(data, sha256="0" * 64, name=name, row=None, path=name))

    return one


def manifest(data: bytes, folder: Path) -> None:
    (folder / "m.csv").write_bytes(data)
    allowing(ManifestError, lambda: Manifest.read(folder / "m.csv").row_for("a.txt"))


def packed_part(part: str, read_it: Target) -> Target:
    """The bytes as one part of a package that is whole: damage to a package hardly ever gets that far."""
    made = PACKAGES[part]

    def one(data: bytes, folder: Path) -> None:
        changed = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(changed, "w") as new:
            for name in old.namelist():
                new.writestr(name, data if name == part else old.read(name))
        read_it(changed.getvalue(), folder)

    return one


def workbook() -> bytes:
    made, book = io.BytesIO(), openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append([1.5, datetime(2031, 3, 4)])  # noqa: DTZ001  # a cell has no zone
    book.save(made)
    return made.getvalue()


def word_document() -> bytes:
    made, words = io.BytesIO(), docx.Document()
    words.add_heading("H")
    words.add_paragraph("words").add_run("more").bold = True
    words.add_table(1, 1).cell(0, 0).text = "cell"
    words.save(made)
    return made.getvalue()


def web_package() -> bytes:
    """A signed WACZ: damage to it as a whole hardly ever gets past its checksums."""
    return web_archives.wacz(Path(tempfile.mkdtemp()) / "a.wacz").read_bytes()


def sheet(name: str) -> Target:
    def one(data: bytes, folder: Path) -> None:
        allowing(UnreadableSheet, lambda: read_sheet(Path(name), data))

    return one


def note(data: bytes, folder: Path) -> None:
    words = data.decode("utf-8", "surrogateescape")
    allowing(BadNote, lambda: Checkpoint.open(words, KEY.public))


def timestamp(data: bytes, folder: Path) -> None:
    allowing(TimestampError, lambda: verify(data, b"words", ROOT))


def packed_body(data: bytes, folder: Path) -> None:
    def one() -> None:
        assert len(unpack(data, "deflate" if len(data) % 2 else "gzip", LIMIT, BASE)) <= LIMIT

    allowing(CaptureError, one)


def links(data: bytes, folder: Path) -> None:
    words = data.decode("utf-8", "replace")
    for url in (*page_links(words, BASE), *style_links(words, BASE)):
        assert web_address(url).url == url, url


def page_verdict(data: bytes, folder: Path) -> None:
    words = data.decode("utf-8", "replace")
    seen = Seen(
        url=BASE, final_url=BASE + words[:9], status=len(words) % 600, text=words, markup=words, own=9
    )
    judge(seen)


def address(data: bytes, folder: Path) -> None:
    words = data.decode("utf-8", "replace")
    try:
        found = web_address(words, base=BASE if len(words) % 2 else None)
    except CaptureError:
        return
    assert web_address(found.url) == found  # it reads the same the second time
    surt(found.url)
    name = file_name(found.url, "text/html", ".wacz")
    assert name
    assert "/" not in name


#: What captured bytes are said to come from, and what packed ones may unpack to.
BASE, LIMIT = "http://h.test/a/", 5000
KEY = Signer("fuzz.example", bytes(32))
#: No token leads to it: what is fuzzed is reading what an authority sent.
ROOT = authority.make(Path(tempfile.mkdtemp()) / "authority")
PACKAGES = {
    "word/document.xml": word_document(), "xl/worksheets/sheet1.xml": workbook(),
    "datapackage.json": web_package(), "datapackage-digest.json": web_package(),
}  # fmt: skip


TARGETS: dict[str, Target] = {
    "telegram": importing(Container.TELEGRAM, "result.json"),
    "archiver": importing(Container.ARCHIVER, "metadata.json"),
    "archiver-csv": importing(Container.ARCHIVER, "table.csv"),
    "warc": importing(Container.WARC, "a.warc"),
    "wacz": importing(Container.WACZ, "a.wacz"),
    "wacz-description": packed_part("datapackage.json", importing(Container.WACZ, "a.wacz")),
    "wacz-signature": packed_part("datapackage-digest.json", importing(Container.WACZ, "a.wacz")),
    "http-body": body,
    "feed": feed,
    "feed-memory": memory_of_feeds,
    "picture": picture,
    "video": video,
    "capture-body": packed_body,
    "capture-links": links,
    "capture-verdict": page_verdict,
    "capture-address": address,
    "read-html": reading("a.html"),
    "read-mail": reading("a.eml"),
    "read-docx": reading("a.docx"),
    "read-pdf": reading("a.pdf"),
    "read-docx-body": packed_part("word/document.xml", reading("a.docx")),
    "read-text": reading("a.md"),
    "manifest": manifest,
    "sheet-csv": sheet("a.csv"),
    "sheet-xlsx": sheet("a.xlsx"),
    "sheet-xlsx-cells": packed_part("xl/worksheets/sheet1.xml", sheet("a.xlsx")),
    "note": note,
    "timestamp": timestamp,
}


def seeds(target: str, folder: Path) -> None:
    """Whole files to start from."""
    from PIL import Image
    from reportlab.pdfgen import canvas
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    import clips
    import telegram_export

    folder.mkdir(parents=True, exist_ok=True)
    seed = folder / "a"
    match target:
        case "telegram":
            shot = telegram_export.message(
                1, ["a ", {"type": "bold", "text": "b"}], forwarded_from="x", photo="p"
            )
            telegram_export.export(folder, shot, shot | {"id": 2, "reply_to_message_id": 1})
        case "warc":  # packed or not is told from the bytes
            web_archives.warc(seed, packed=False)
            web_archives.warc(folder / "b", packed=True)
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
        case "capture-body":
            seed.write_bytes(web_archives.packed(b"words" * 50))
        case "capture-links":
            seed.write_text('<base href="/b/"><img srcset="a.png 2x, b.png"><style>@import "x.css";</style>')
        case "capture-verdict":
            seed.write_text("Please sign in to read this. We value your privacy: accept all cookies?")
        case "capture-address":
            for n, url in enumerate(("https://User@b\u00fccher.example:443/a/../%7e?q#f", "http://0x7f.1/")):
                (folder / str(n)).write_text(url)
        case "read-html":
            head = (
                '<html lang=en><meta property="article:published_time" content="2031-03-04"><title>T</title>'
            )
            data = "<script type='application/ld+json'>{\"datePublished\": 1}</script>"
            body = "<article><h1>H</h1><p>Five men were shot.</p><table><tr><td>1</table></article>"
            seed.write_text(head + data + body)
        case "read-mail":
            inner = EmailMessage()
            inner["Subject"], inner["Date"] = (
                "\u0421\u043b\u043e\u0432\u0430",
                "Thu, 06 Mar 2031 10:00:00 +0200",
            )
            inner.set_content("words")
            inner.add_alternative("<p>words", subtype="html")
            inner.add_attachment(b"x", maintype="image", subtype="png", filename="a.png")
            seed.write_bytes(bytes(inner))
        case "read-docx":
            seed.write_bytes(word_document())
        case "sheet-xlsx":
            seed.write_bytes(workbook())
        case "read-docx-body" | "sheet-xlsx-cells" | "wacz-description" | "wacz-signature":
            part = {
                "read-docx-body": "word/document.xml", "sheet-xlsx-cells": "xl/worksheets/sheet1.xml",
                "wacz-description": "datapackage.json", "wacz-signature": "datapackage-digest.json",
            }[target]  # fmt: skip
            with zipfile.ZipFile(io.BytesIO(PACKAGES[part])) as package:
                seed.write_bytes(package.read(part))
        case "read-pdf":
            page = canvas.Canvas(str(seed), pageCompression=0)
            page.drawString(9, 9, "words")
            page.bookmarkPage("b")
            page.save()
        case "read-text":
            seed.write_text("# Title\n\nwords [link](https://x.example)\n\n- one\n- two\n")
        case "manifest":
            seed.write_text(
                "path;publisher;published;url;language\na.txt;P;2031-02-03;https://x.example;uk-UA\n"
            )
        case "sheet-csv":
            seed.write_text('a,b\n1,"x\ny"\n')
        case "note":
            checkpoint = Checkpoint(origin=KEY.name, size=9, root=bytes(32))
            seed.write_text(checkpoint.signed(KEY))
        case "timestamp":
            place = Path(tempfile.mkdtemp())
            authority.make(place / "authority")
            asked = TimestampRequestBuilder().data(b"words").hash_algorithm(HashAlgorithm.SHA256).build()
            seed.write_bytes(authority.reply(place / "authority", asked.as_bytes()))


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("target", choices=TARGETS)
    options.add_argument("--seconds", type=int, default=200)
    options.add_argument("--keep", type=Path, default=Path("findings"))
    options.add_argument("--corpus", type=Path, help="kept from run to run, a folder a target")
    given = options.parse_args()
    given.keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work, tempfile.TemporaryDirectory() as passing:
        corpus = str(given.corpus / given.target if given.corpus else Path(passing))
        seeds(given.target, Path(corpus))
        act, folder = TARGETS[given.target], Path(work)

        def one(data: bytes) -> None:
            act(data, folder)

        arguments = [
            sys.argv[0], corpus, f"-max_total_time={given.seconds}", "-timeout=200", "-rss_limit_mb=2048",
            "-max_len=20000", f"-artifact_prefix={given.keep}/{given.target}-", "-verbosity=1",
        ]  # fmt: skip
        atheris.Setup(arguments, one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()

"""WARC and WACZ become items and documents; what their digests and signatures say is checked and told."""

from __future__ import annotations

import gzip
import hashlib
import io
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from warcio.warcwriter import WARCWriter

from corrobora.case import Case
from corrobora.collect.capture.capture import CaptureSettings
from corrobora.collect.capture.guard import Guard
from corrobora.collect.capture.networks import EVERYWHERE
from corrobora.model.capture import Mode, Role
from corrobora.model.examination import ExaminationSort
from corrobora.model.relation import RelationSort
from line_engine import LineEngine
from web_archives import PAGE, SHOT, URL, chunked, packed, response, wacz, warc
from websites import website

PNG = b"\x89PNG\r\n\x1a\n" + bytes(9_000)


@pytest.mark.parametrize("gz", [True, False])
def test_a_page_in_an_archive_is_read_with_address_time_and_headers(
    case: Case, tmp_path: Path, gz: bool
) -> None:
    path = warc(tmp_path / ("a.warc.gz" if gz else "a.warc"), packed=gz, headers=(("Server", "nginx"),))
    report = case.add([path])
    assert report.problems == ()
    (head,) = case.documents()
    assert (head.source.url, head.source.origins["url"]) == (URL, "web archive")
    assert case.stats().incidents == 1
    about = case.about(head.sha256)
    (told,) = about.findings
    assert told.subject == URL
    assert told.moment is not None
    assert told.moment.isoformat() == "2031-03-06T10:00:00+00:00"
    assert ["Server", "nginx"] in told.data["headers"]
    assert told.data["digests"] == {
        "block": "holds over the block",
        "payload": "holds over the payload as stored",
    }
    assert about.relations[0].sort is RelationSort.PART_OF
    assert case.unread() == ()
    assert case.verify().clean
    assert case.add([path]).added == ()


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (packed(PAGE), (("Content-Encoding", "gzip"),)),
        (chunked(packed(PAGE)), (("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"))),
        (chunked(PAGE), (("Transfer-Encoding", "chunked"),)),
        (PAGE, (("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"))),
    ],
)
def test_codings_are_undone_and_left_where_an_archiver_undid_them(
    case: Case, tmp_path: Path, body: bytes, headers: tuple[tuple[str, str], ...]
) -> None:
    assert case.add([warc(tmp_path / "a.warc", body=body, headers=headers)]).problems == ()
    (head,) = case.documents()
    assert head.sha256 == hashlib.sha256(PAGE).hexdigest()


def test_a_digest_that_does_not_hold_is_named(case: Case, tmp_path: Path) -> None:
    path = warc(tmp_path / "a.warc", packed=False)
    path.write_bytes(path.read_bytes().replace(b"9 prisoners", b"3 prisoners"))
    report = case.add([path])
    assert [p.place for p in report.problems] == ["record at byte 0"] * 2
    assert "its payload was changed" in report.problems[1].reason
    (head,) = case.documents()
    assert case.about(head.sha256).findings[0].data["digests"]["block"] == "differs"


def test_pictures_come_along_while_scripts_errors_and_redirects_stay(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        response(writer)
        response(writer, "https://news.example/p.png", PNG, kind="image/png")
        response(writer, "https://news.example/dot.png", PNG[:50], kind="image/png")
        response(writer, "https://news.example/a.js", b"1", kind="text/javascript")
        response(writer, "https://news.example/no", b"<html>gone</html>", status="404 Not Found")
    report = case.add([path])
    assert case.stats().items == 3
    assert any("3 left in the archive" in notice for notice in report.notices)


def test_a_later_capture_of_an_address_is_a_version_of_the_earlier_one(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    later = PAGE.replace(b"9 prisoners", b"11 prisoners")
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        response(writer, body=later, date="2031-03-07T10:00:00Z")
        response(writer)
    case.add([path])
    relations = case.about(hashlib.sha256(later).hexdigest()).relations
    assert (RelationSort.VERSION_OF, hashlib.sha256(PAGE).hexdigest()) in [
        (r.sort, r.other) for r in relations
    ]


def test_a_revisit_says_that_the_page_stood_there_again(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        response(writer)
        digest = "sha1:" + __import__("base64").b32encode(hashlib.sha1(PAGE).digest()).decode()
        again = writer.create_revisit_record(
            URL, digest, URL, "2031-03-06T10:00:00Z", warc_headers_dict={"WARC-Date": "2031-03-09T10:00:00Z"}
        )
        writer.write_record(again)
    case.add([path])
    (head,) = case.documents()
    seen = [f.moment for f in case.about(head.sha256).findings]
    assert [m.isoformat()[:10] for m in seen if m] == ["2031-03-06", "2031-03-09"]


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_an_archive_that_was_cut_short_is_kept_and_named(case: Case, tmp_path: Path, cut: float) -> None:
    path = warc(tmp_path / "a.warc.gz")
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * cut)])
    report = case.add([path])
    assert report.problems
    assert case.stats().items >= 1
    assert case.verify().clean


def test_a_line_without_end_and_a_bomb_are_refused_within_bounds(case: Case, tmp_path: Path) -> None:
    line = tmp_path / "line.warc.gz"
    line.write_bytes(gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\nX: " + b"a" * 50_000_000))
    bomb = warc(
        tmp_path / "bomb.warc", body=packed(bytes(120_000_000)), headers=(("Content-Encoding", "gzip"),)
    )
    report = case.add([line, bomb])
    assert {Path(p.path).name for p in report.problems} == {"line.warc.gz", "bomb.warc"}
    assert any("unpacks to more than" in p.reason for p in report.problems)


def test_a_package_is_checked_and_says_what_was_verified(case: Case, tmp_path: Path) -> None:
    path = wacz(tmp_path / "a.wacz")
    report = case.add([path])
    assert report.problems == ()
    assert SHOT in case.document(case.documents()[0].sha256).document.text.content
    (told,) = case.about(hashlib.sha256(path.read_bytes()).hexdigest()).findings
    assert told.sort is ExaminationSort.EXPORT
    assert told.data["digest"] == "holds"
    assert told.data["signature"].startswith("holds for an unnamed key")
    assert told.data["resources"] == {"archive/data.warc.gz": "holds"}
    assert any("1 of 1 hashes hold" in notice for notice in report.notices)


def test_a_package_whose_archive_was_replaced_is_found_out(case: Case, tmp_path: Path) -> None:
    out = io.BytesIO()
    response(WARCWriter(out, gzip=True), body=PAGE.replace(b"9 prisoners", b"3 prisoners"))
    report = case.add([wacz(tmp_path / "a.wacz", swap=out.getvalue())])
    assert [p.place for p in report.problems] == ["archive/data.warc.gz"]
    assert len(case.documents()) == 1, "what is in it is read all the same, with the problem told"


def test_a_signature_of_another_key_is_found_out_and_an_unsigned_package_is_no_problem(
    case: Case, tmp_path: Path
) -> None:
    other = ec.generate_private_key(ec.SECP384R1()).public_key()
    forged = wacz(
        tmp_path / "a.wacz", key=other.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )
    report = case.add([forged, wacz(tmp_path / "b.wacz", sign=False)])
    assert [p.reason.partition(":")[0] for p in report.problems] == ["signature does not hold"]
    assert any("signature absent" in notice for notice in report.notices)


def test_a_broken_package_is_kept_and_named(case: Case, tmp_path: Path) -> None:
    path = wacz(tmp_path / "a.wacz")
    path.write_bytes(path.read_bytes()[:-200])
    assert "no whole WACZ" in case.add([path]).problems[0].reason
    assert case.stats().items == 1


def test_nothing_of_a_broken_archive_reaches_the_terminal(
    case: Case, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = warc(tmp_path / "a.warc", packed=False)
    path.write_bytes(path.read_bytes().replace(URL.encode(), URL.replace("/2031", " \x1b[2J").encode()))
    case.add([path])
    captured = capfd.readouterr()
    assert "\x1b" not in captured.err + captured.out


def test_a_package_this_program_captured_can_be_taken_apart_in_another_case(
    case: Case, tmp_path: Path
) -> None:
    filler = " ".join(["The council met again in the evening and spoke of it at length."] * 12)
    settings = CaptureSettings(mode=Mode.HTTP, guard=Guard(allowed=EVERYWHERE))
    with website() as site:
        url = site.html("/news", f"<html><title>N</title><article><p>{SHOT}. {filler}</article></html>")
        case.add([url], capture=settings)
    (captured,) = case.captures()
    archive = captured.capture.part(Role.ARCHIVE)
    assert archive is not None
    package = tmp_path / "captured.wacz"
    with case.vault.open(archive) as file:
        package.write_bytes(file.read())
    with Case.create(tmp_path / "other", actor="bob", engine=LineEngine()) as other:
        report = other.add([package])
        assert report.problems == ()
        assert [d.source.url for d in other.documents()] == [url]
        assert other.documents()[0].sha256 == captured.capture.page


def test_a_record_whose_address_is_none_is_kept_without_it_and_named(case: Case, tmp_path: Path) -> None:
    report = case.add([warc(tmp_path / "a.warc.gz", url="https://ann:secret@news.example/1")])
    (problem,) = report.problems
    assert problem.place.startswith("record at byte")
    assert "user name or password" in problem.reason
    (head,) = case.documents()
    assert head.source.url is None
    assert "secret" not in case.about(head.sha256).item.origin

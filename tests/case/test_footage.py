"""Photos and video in a case: looked at, hashed, compared; originals never change."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, TiffImagePlugin

from clips import Picture, frames, picture, resized, write_clip
from corrobora.case import Case
from corrobora.case.errors import NotThere
from corrobora.case.showings import first_posted
from corrobora.model.examination import Examination, ExaminationSort
from corrobora.model.relation import RelationSort
from credentials import sign
from telegram_export import export, message


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def finding(case: Case, item: str, sort: ExaminationSort) -> Examination:
    return next(f for f in case.about(item).findings if f.sort is sort)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    return write_clip(folder / "clip.mp4", frames(1, 8), metadata={"location": "+10.5000+020.2500/"})


def test_a_video_is_looked_at_and_its_copies_name_their_parent(any_case: Case, clip: Path) -> None:
    before = sha256_of(clip)
    report = any_case.add([clip])
    assert (report.problems, report.kept) == ((), (str(clip),))
    technical = finding(any_case, before, ExaminationSort.TECHNICAL)
    assert technical.tool.startswith("PyAV ")
    assert (technical.data["width"], technical.data["height"], technical.data["codec"]) == (192, 144, "h264")
    assert technical.data["duration_seconds"] == 8.0
    hashes = finding(any_case, before, ExaminationSort.PDQ).data["hashes"]
    assert [second for second, _, _ in hashes] == list(range(8))
    assert all(len(hex) == 64 and quality > 50 for _, hex, quality in hashes)
    copies = any_case.footage_item(before).copies
    assert sum(what.startswith("frame") for _, what in copies) == 8
    sheet = next(sha for sha, what in copies if what.startswith("contact sheet"))
    with any_case.vault.open(sheet) as file, Image.open(file) as opened:
        assert opened.width > 900
    made = finding(any_case, sheet, ExaminationSort.DERIVATIVE)
    assert made.data["parent"] == before
    assert any_case.about(sheet).relations[0].sort is RelationSort.DERIVED_FROM
    assert any_case.vault.verify(before) is None
    assert any_case.unread() == ()
    assert any_case.verify().clean


def test_adding_it_again_looks_no_second_time(case: Case, clip: Path) -> None:
    case.add([clip])
    entries = case.stats().entries
    assert case.add([clip]).unchanged == (str(clip),)
    assert case.stats().entries == entries


def test_a_place_in_metadata_is_found_and_kept_out_of_the_journal(case: Case, clip: Path) -> None:
    report = case.add([clip])
    assert any("names a place" in notice for notice in report.notices)
    embedded = finding(case, sha256_of(clip), ExaminationSort.EMBEDDED)
    assert embedded.data["place"] == {"lat": 10.5, "lon": 20.25, "from": "location"}
    assert not any("20.25" in entry.line for entry in case.journal(limit=1000))


def test_a_photo_has_its_exif_and_is_hashed_upright(case: Case, tmp_path: Path) -> None:
    upright = Image.fromarray(picture(5))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned to the right
    exif[0x010F] = "Imaginary Cameras"
    third = TiffImagePlugin.IFDRational(1800, 100)
    exif[0x8825] = {1: "S", 2: (10.0, 30.0, third), 3: "E", 4: (20.0, 15.0, 0.0)}
    path = tmp_path / "photo.jpg"
    upright.rotate(90, expand=True).save(path, exif=exif, quality=95)
    upright.save(tmp_path / "straight.png")
    case.add([path, tmp_path / "straight.png"])
    embedded = finding(case, sha256_of(path), ExaminationSort.EMBEDDED).data
    assert embedded["exif"]["Make"] == "Imaginary Cameras"
    assert embedded["place"] == {"lat": -10.505, "lon": 20.25, "from": "EXIF GPS"}
    assert len(case.similar(sha256_of(path))) == 1
    provenance = finding(case, sha256_of(path), ExaminationSort.PROVENANCE).data
    assert provenance["state"] == "unknown"
    assert "says nothing" in provenance["reason"]


@pytest.mark.slow
def test_a_trimmed_and_repacked_copy_is_found_and_another_clip_is_not(
    case: Case, tmp_path: Path, clip: Path
) -> None:
    copy = write_clip(
        tmp_path / "copy.webm", (p for i, p in enumerate(frames(1, 8)) if i >= 12),
        change=lambda p: resized(p, 160, 120), options={"crf": "40", "b": "0"},
    )  # fmt: skip
    other = write_clip(tmp_path / "other.mp4", frames(2, 6))
    case.add([clip, copy, other])
    (alike,) = case.similar(sha256_of(clip))
    assert alike.item.sha256 == sha256_of(copy)
    assert alike.likeness.shift == 3
    (group,) = case.footage_groups()
    assert {s.sha256 for s in group} == {sha256_of(clip), sha256_of(copy)}
    with pytest.raises(NotThere):
        case.similar("ffff")


@pytest.mark.slow
def test_what_was_posted_first_is_told_by_the_times_that_are_held(
    case: Case, tmp_path: Path, clip: Path
) -> None:
    folder = tmp_path / "later"
    (folder / "video_files").mkdir(parents=True)
    (folder / "video_files" / "v.mp4").write_bytes(clip.read_bytes())
    early = write_clip(tmp_path / "early" / "v.mp4" if (tmp_path / "early").mkdir() is None else clip,
                       frames(1, 8), options={"crf": "35"})  # fmt: skip
    shot = "9 prisoners were shot at Oldmill on 2031-03-04"
    export(folder, message(2, shot, file="video_files/v.mp4", date_unixtime="1930500000"), name="Late", id=2)
    export(early.parent, message(1, shot, file="v.mp4", date_unixtime="1930417800"), name="Early", id=1)
    case.add([folder, early.parent])
    (group,) = case.footage_groups()
    first = first_posted(group)
    assert first is not None
    assert first.where == "Early, message 1"
    found = case.origins(1)
    assert found.independent == (1, 1), "two channels that show one recording are one origin"
    assert any(p.how.value == "footage" for p in found.passed)


def test_content_credentials_are_read_with_the_state_of_their_validation(case: Case, tmp_path: Path) -> None:
    Image.fromarray(picture(3)).save(tmp_path / "plain.jpg", quality=95)
    signed = sign(tmp_path / "plain.jpg", tmp_path / "signed.jpg")
    changed = bytearray(signed.read_bytes())
    changed[-2_000] ^= 1
    (tmp_path / "changed.jpg").write_bytes(changed)
    case.add([tmp_path])
    told = finding(case, sha256_of(signed), ExaminationSort.PROVENANCE).data
    assert (told["state"], told["actions"]) == ("valid", ["c2pa.created"])
    assert told["generator"][0]["name"] == "Imaginary Camera"
    assert [remark["code"] for remark in told["validation"]] == ["signingCredential.untrusted"]
    told = finding(case, sha256_of(tmp_path / "changed.jpg"), ExaminationSort.PROVENANCE).data
    assert told["state"] == "invalid"
    assert "assertion.dataHash.mismatch" in [remark["code"] for remark in told["validation"]]


def bomb() -> bytes:
    """A PNG of 60,000 × 60,000 pixels in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1_000_000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def test_hostile_footage_is_kept_named_and_stops_nothing(case: Case, tmp_path: Path, clip: Path) -> None:
    good = io.BytesIO()
    Image.fromarray(picture(4)).save(good, "PNG")
    files = {
        "bomb.png": bomb(),
        "cut.mp4": clip.read_bytes()[:3_000],
        "empty.mp4": b"",
        "noise.mkv": b"\x1a\x45\xdf\xa3" + bytes(range(256)) * 40,
        "playlist.mp4": b"#EXTM3U\nfile:///etc/passwd\n",
        "half.jpg": b"\xff\xd8\xff\xe0" + bytes(500),
        "fine.png": good.getvalue(),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    report = case.add([tmp_path])
    named = {Path(p.path).name for p in report.problems}
    assert named == {"bomb.png", "cut.mp4", "noise.mkv", "half.jpg", "empty.mp4", "playlist.mp4"}
    assert any("60,000 × 60,000" in p.reason for p in report.problems)
    assert case.stats().items == 8, "seven files and one working copy"
    assert case.verify().clean


def test_a_copy_with_its_edges_cut_off_is_found(case: Case, tmp_path: Path, clip: Path) -> None:
    def cut(pixels: Picture) -> Picture:
        height, width = pixels.shape[:2]
        return pixels[round(0.03 * height) : round(0.95 * height), round(0.06 * width) : round(0.98 * width)]

    copy = write_clip(tmp_path / "copy.mp4", frames(1, 8), change=cut)
    other = write_clip(tmp_path / "other.mp4", frames(2, 5), change=cut)
    case.add([clip, copy, other])
    (alike,) = case.similar(sha256_of(copy))
    assert alike.item.sha256 == sha256_of(clip)
    assert alike.likeness.cut
    assert alike.likeness.shift == 0
    (group,) = case.footage_groups()
    assert {s.sha256 for s in group} == {sha256_of(clip), sha256_of(copy)}

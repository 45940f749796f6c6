"""What auto-archiver wrote becomes items and documents, its hashes recomputed."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from clips import picture
from corrobora.case import Case
from corrobora.model.examination import ExaminationSort
from corrobora.model.relation import RelationSort

SHOT = "9 prisoners were shot at Oldmill on 2031-03-04"
URL = "https://posts.example/17"


def photo() -> bytes:
    out = io.BytesIO()
    Image.fromarray(picture(7)).save(out, "PNG")
    return out.getvalue()


def record(media: bytes | None = None, **more: Any) -> dict[str, Any]:
    digest = hashlib.sha256(media or b"").hexdigest()
    return {
        "status": "wayback: success", "metadata": {
            "url": URL, "title": "From the village", "content": f"{SHOT}.\nMore follows.",
            "timestamp": "2031-03-04 23:30:00+00:00", "_processed_at": "2031-03-06 10:00:00+00:00", **more,
        },
        "media": [
            {"filename": "/home/other/machine/photo.png", "_mimetype": "image/png",
             "properties": {"hash": f"SHA-256:{digest}", "thumbnails": [{"filename": "/tmp/thumb.png"}]}}
        ] if media else [],
    }  # fmt: skip


def test_a_record_becomes_a_document_with_its_media(case: Case, tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(photo())
    data = record(photo())
    (tmp_path / "metadata.json").write_text(json.dumps(data))
    report = case.add([tmp_path])
    assert report.problems == ()
    assert any("1 files are not beside it (thumb.png)" in notice for notice in report.notices)
    (head,) = case.documents()
    assert (head.source.url, head.title) == (URL, "From the village")
    assert head.source.published == date(2031, 3, 4)
    assert head.source.origins["published"] == "auto-archiver timestamp, zone not sure"
    assert case.stats().incidents == 1
    about = case.about(hashlib.sha256(photo()).hexdigest())
    assert (RelationSort.ATTACHED_TO, head.sha256) in [(r.sort, r.other) for r in about.relations]
    said = next(f for f in about.findings if f.sort is ExaminationSort.ARCHIVING)
    assert said.data["digest"] == "holds over the file"
    told = next(f for f in case.about(head.sha256).findings if f.sort is ExaminationSort.ARCHIVING)
    assert told.data["timestamp"] == "2031-03-04 23:30:00+00:00"
    assert case.verify().clean
    assert case.add([tmp_path]).added == ()


def test_a_file_that_is_not_the_one_recorded_is_named(case: Case, tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(photo() + b"changed")
    (tmp_path / "metadata.json").write_text(json.dumps(record(photo())))
    report = case.add([tmp_path / "metadata.json"])
    assert "is not the file whose hash" in report.problems[0].reason


@pytest.mark.parametrize("table", [True, False])
def test_both_tables_of_the_tool_are_read_and_failures_left_out(
    case: Case, tmp_path: Path, table: bool
) -> None:
    path = tmp_path / "out.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        if table:
            writer.writerow(["Link", "Archive Status", "Archive Location", "Upload Title", "Text Content"])
            writer.writerow([URL, "success: telegram", "https://store.example/1.html", "Title", SHOT])
            writer.writerow(["https://posts.example/18", "no archiver", "", "", ""])
        else:
            writer.writerow(["status", "metadata", "media"])
            whole = record()
            writer.writerow(["success", json.dumps(whole["metadata"]), "[]"])
            writer.writerow(["nothing archived", json.dumps({"url": "https://posts.example/18"}), "[]"])
    report = case.add([path])
    assert report.problems == ()
    assert any("1 links of which the tool archived nothing" in notice for notice in report.notices)
    assert [h.source.url for h in case.documents()] == [URL]


@pytest.mark.parametrize(
    "data", ['{"status": "success", "metadata": ', '["metadata", "status"]', '{"status": 1, "metadata": NaN}']
)
def test_a_broken_record_is_kept_and_named(case: Case, tmp_path: Path, data: str) -> None:
    (tmp_path / "metadata.json").write_text(data)
    report = case.add([tmp_path / "metadata.json"])
    assert "is no record of auto-archiver" in report.problems[0].reason
    assert case.stats().items == 1


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://ann:secret@posts.example/17", "user name or password"),
        ("https://posts.example\\@other.example/", "backslashes"),
        ("javascript:alert(1)", "only addresses of http and https"),
    ],
)
def test_a_post_whose_address_is_none_is_kept_without_it_and_named(
    case: Case, tmp_path: Path, url: str, why: str
) -> None:
    (tmp_path / "metadata.json").write_text(json.dumps(record(url=url)))
    report = case.add([tmp_path / "metadata.json"])
    (problem,) = report.problems
    assert problem.place == "record 1"
    assert why in problem.reason
    assert "secret" not in problem.reason
    (head,) = case.documents()
    assert head.source.url is None
    (told,) = case.about(head.sha256).findings
    assert told.data["url"] == url, "what was stated stays in the record"

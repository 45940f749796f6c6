"""Telegram exports become items, documents and claims, each message once."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from corrobora.case import Case
from corrobora.model.examination import ExaminationSort
from corrobora.model.relation import RelationSort
from line_engine import LineEngine
from telegram_export import CHANNEL, export, message

SHOT = "9 prisoners were shot at Oldmill on 2031-03-04"
JPEG = b"\xff\xd8\xff\xe0 a picture that cannot be decoded"


def test_a_channel_becomes_one_document_a_message_with_its_time_in_utc(
    any_case: Case, tmp_path: Path
) -> None:
    path = export(
        tmp_path / "e", message(17, ["Report: ", {"type": "bold", "text": SHOT}, "."]), message(18, "")
    )
    report = any_case.add([path])
    assert report.problems == ()
    assert report.added == (f"{path}#{CHANNEL}/17",)
    assert report.kept == (str(path), f"{path}#{CHANNEL}/18")
    (head,) = any_case.documents()
    assert head.source.publisher == "Border Watch"
    assert head.source.published == date(2031, 3, 4), "not the day its zone-less date names"
    assert head.source.url == f"https://t.me/c/{CHANNEL}/17"
    assert head.source.origins["publisher"] == "Telegram export"
    assert any_case.document(head.sha256).document.text.content == f"Report: {SHOT}."
    assert [c.document.sha256 for c in any_case.claims()] == [head.sha256]
    assert any_case.unread() == ()
    assert any_case.verify().clean


def test_the_export_itself_is_kept_byte_for_byte(case: Case, tmp_path: Path) -> None:
    path = export(tmp_path / "e", message(17, SHOT))
    case.add([path])
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert case.vault.verify(sha256) is None
    about = case.about(sha256)
    assert [f.sort for f in about.findings] == [ExaminationSort.EXPORT]
    assert [(r.sort, r.place) for r in about.others] == [(RelationSort.PART_OF, f"message {CHANNEL}/17")]


def test_a_later_export_adds_what_is_new_and_links_an_edited_message_to_what_it_was(
    case: Case, tmp_path: Path
) -> None:
    case.add([export(tmp_path / "one", message(17, SHOT), message(18, "Nothing else."))])
    edited = message(
        17,
        SHOT.replace("9", "11"),
        edited_unixtime="1930421400",
        reactions=[{"count": 3}],
        **{"from": "Renamed"},
    )
    unchanged = message(18, "Nothing else.", reactions=[{"count": 90}])
    report = case.add([export(tmp_path / "two", edited, unchanged, message(19, "New."))])
    assert [p.rpartition("/")[2] for p in report.added] == ["17", "19"]
    assert [p.rpartition("/")[2] for p in report.unchanged] == ["18"]
    older, newer = sorted((d.sha256 for d in case.documents() if "shot" in _text(case, d.sha256)),
                          key=lambda s: "11" in _text(case, s))  # fmt: skip
    assert [(r.sort, r.other) for r in case.about(newer).relations if r.sort is RelationSort.VERSION_OF] == [
        (RelationSort.VERSION_OF, older)
    ]
    before = case.stats().entries
    assert case.add([tmp_path / "two"]).added == ()
    assert case.stats().entries == before
    assert case.verify().clean


def test_an_older_export_added_later_is_still_the_older_version(case: Case, tmp_path: Path) -> None:
    edited = message(17, SHOT, edited_unixtime="1930421400")
    case.add([export(tmp_path / "new", edited)])
    case.add([export(tmp_path / "old", message(17, "Something was heard."))])
    newer = next(d.sha256 for d in case.documents() if SHOT in _text(case, d.sha256))
    older = next(d.sha256 for d in case.documents() if d.sha256 != newer)
    assert (RelationSort.VERSION_OF, older) in [(r.sort, r.other) for r in case.about(newer).relations]


def test_media_are_items_attached_to_their_message_and_missing_ones_are_named(
    case: Case, tmp_path: Path
) -> None:
    folder = tmp_path / "e"
    (folder / "photos").mkdir(parents=True)
    (folder / "photos" / "photo_1.jpg").write_bytes(JPEG)
    (tmp_path / "secret.jpg").write_bytes(b"\xff\xd8\xff not in the export")
    missing = "(File not included. Change data exporting settings to download.)"
    path = export(
        folder,
        message(1, SHOT, photo="photos/photo_1.jpg", width=10, height=10),
        message(2, "", file=missing, media_type="video_file", mime_type="video/mp4"),
        message(3, "", photo="../secret.jpg"),
        message(4, "", photo=str(tmp_path / "secret.jpg")),
    )
    report = case.add([folder])
    assert any("3 files are not in the export" in n for n in report.notices)
    about = case.about(hashlib.sha256(JPEG).hexdigest())
    (tie,) = about.relations
    assert (tie.sort, tie.place) == (RelationSort.ATTACHED_TO, "photo")
    (told,) = case.about(tie.other).findings
    assert told.data["media"]["state"] == "included"
    assert told.data["media"]["sent_as"] == "compressed by Telegram"
    second = next(e for e in _messages(case) if e["message"] == 2)
    assert second["media"]["state"] == f"missing: Telegram says {missing}"
    assert hashlib.sha256((tmp_path / "secret.jpg").read_bytes()).hexdigest() not in case.vault.all()
    assert str(path) in report.kept


def test_two_channels_that_forward_one_message_are_one_origin(case: Case, tmp_path: Path) -> None:
    passed_on = message(5, SHOT, forwarded_from="Village Voice")
    case.add([export(tmp_path / "a", passed_on, name="Border Watch", id=11)])
    case.add([export(tmp_path / "b", passed_on, name="Morning Post", id=12)])
    case.add([export(tmp_path / "c", message(6, SHOT), name="Village Voice", id=13)])
    found = case.origins(1)
    assert len(case.incident(1).claims) == 3
    assert found.independent == (1, 1)
    names = {source.id: source.name for source in found.sources}
    passed = {(names[p.giver], names[p.taker], p.how.value) for p in found.passed}
    assert passed == {
        ("Village Voice", "Border Watch", "forwarded"), ("Village Voice", "Morning Post", "forwarded")
    }  # fmt: skip


def test_a_reply_is_related_to_what_it_answers(case: Case, tmp_path: Path) -> None:
    case.add([export(tmp_path / "e", message(1, SHOT), message(2, "Is that so?", reply_to_message_id=1))])
    by_text = {_text(case, d.sha256): d.sha256 for d in case.documents()}
    relations = case.about(by_text["Is that so?"]).relations
    assert (RelationSort.REPLY_TO, by_text[SHOT]) in [(r.sort, r.other) for r in relations]


def test_an_account_export_gives_every_chat_its_own_publisher(case: Case, tmp_path: Path) -> None:
    chats = [
        {"name": "Border Watch", "type": "public_channel", "id": 1, "messages": [message(1, SHOT)]},
        {"name": None, "type": "personal_chat", "id": 2, "messages": [message(1, "Hello there, who is it?")]},
    ]
    data = {"about": "…", "personal_information": {}, "chats": {"about": "…", "list": chats}}
    (tmp_path / "result.json").write_text(json.dumps(data), "utf-8")
    report = case.add([tmp_path / "result.json"])
    assert len(report.added) == 2
    assert {d.source.publisher for d in case.documents()} == {"Border Watch", None}
    assert any("contacts" in notice for notice in report.notices)


def test_control_characters_as_telegram_writes_them_are_read(case: Case, tmp_path: Path) -> None:
    path = export(tmp_path, message(1, "one AND two"))
    path.write_text(path.read_text().replace("AND", "\\\\x0B \\x0B"))
    case.add([path])
    (head,) = case.documents()
    assert _text(case, head.sha256) == "one \\x0B \n two"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"messages": [', "is no JSON"),
        ('{"messages": 5}', "no chat in it"),
        ('{"messages": ' + "[" * 100_000, "nested too deeply"),
        ('{"id": NaN, "messages": []}', "NaN"),
        ('{"messages": [], "id": 1' + "0" * 5000 + "}", "number"),
    ],
)
def test_a_broken_export_is_kept_and_named(case: Case, tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "result.json"
    path.write_text(content)
    report = case.add([path])
    assert len(report.problems) == 1
    assert reason in report.problems[0].reason
    assert case.stats().items == 1
    assert case.verify().clean


def test_a_broken_message_does_not_stop_the_others(case: Case, tmp_path: Path) -> None:
    broken = [
        {"id": "x"}, message(2, SHOT, date_unixtime="99999999999999999"), message(3, {"a": 1}),
        message(4, [{"text": 5}, None, "\ud800 half"]), {"id": 5, "type": "unsupported"},
        message(7, SHOT + " Again.", date_unixtime="yesterday"),
    ]  # fmt: skip
    report = case.add([export(tmp_path, *broken, message(6, SHOT))])
    assert [p.rpartition("/")[2] for p in report.added] == ["2", "4", "7", "6"]
    reasons = {p.place.rpartition("/")[2]: p.reason for p in report.problems}
    assert len(reasons) == 4
    assert reasons["2"] == "date_unixtime '99999999999999999' is no time; the message is kept without it"
    assert reasons["7"].startswith("date_unixtime 'yesterday' is no time")


def _text(case: Case, sha256: str) -> str:
    return case.document(sha256).document.text.content


def _messages(case: Case) -> list[dict[str, object]]:
    hashes = {e.payload["sha256"] for e in case.journal(limit=1000) if e.act == "examine"}
    found = [f for h in hashes for f in case.about(h).findings if f.sort is ExaminationSort.MESSAGE]
    return [dict(f.data) for f in found]


def test_an_import_that_was_cut_short_is_completed_by_the_next(tmp_path: Path) -> None:
    class Breaks(LineEngine):
        def propose(self, document: object) -> object:  # type: ignore[override]
            raise KeyboardInterrupt

    path = export(tmp_path / "e", message(1, SHOT), message(2, "Nothing."))
    with (
        Case.create(tmp_path / "case", actor="ann", engine=Breaks()) as cut,
        pytest.raises(KeyboardInterrupt),
    ):
        cut.add([path])
    with Case.open(tmp_path / "case", actor="ann", engine=LineEngine()) as case:
        case.add([path])
        assert (len(case.documents()), case.stats().incidents) == (2, 1)
        assert case.verify().clean


def test_a_first_line_in_bold_is_the_title(case: Case, tmp_path: Path) -> None:
    bold = {"type": "bold", "text": "News from Oldmill"}
    case.add([export(tmp_path, message(1, [bold, f"\n{SHOT}."]), message(2, [bold, " and no line end."]))])
    assert sorted(str(head.title) for head in case.documents()) == ["News from Oldmill", "None"]

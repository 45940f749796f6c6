import hashlib
from datetime import date

import pytest

from corrobora.collect.manifest import ManifestRow
from corrobora.model.document import Document
from corrobora.read.reader import UnreadableItem, read


def load(data: bytes, name: str, row: ManifestRow | None = None) -> Document:
    digest = hashlib.sha256(data).hexdigest()
    return read(data, sha256=digest, name=name, row=row, path=f"reports/{name}")


def test_plain_text_stays_as_it_stands() -> None:
    words = "“Rock’n’roll” — naïve\u00a0e\u0301 …\n\n  indented\tline\u00ad\n"
    assert load(words.encode(), "a.txt").text.content == words


def test_line_ends_and_the_byte_order_mark_are_taken_off() -> None:
    assert load(b"\xef\xbb\xbfone\r\ntwo\rthree\n", "a.txt").text.content == "one\ntwo\nthree\n"


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("The bridge of the town fell on Sunday, and nobody was hurt.", "en"),
        ("Міст упав у неділю вночі, ніхто не постраждав, сказали у міській раді.", "uk"),
        ("Мост упал в воскресенье ночью, никто не пострадал, сказали в городском совете.", "ru"),
        ("Die Brücke der Stadt ist am Sonntag eingestürzt, und niemand wurde dabei verletzt.", None),
        ("Most w mieście zawalił się w niedzielę i nikt nie został ranny, bo ruch był mały.", None),
        ("12 34 56", None),
    ],
)
def test_the_language_is_told_from_the_words(words: str, language: str | None) -> None:
    assert load(words.encode(), "a.txt").text.language == language


def test_the_manifest_comes_first_and_a_conflict_is_told() -> None:
    row = ManifestRow(
        path="a.html", line=2, publisher="Harbour Post", published=date(2024, 5, 7),
        url="https://harbour.example/2024/05/06/bridge",
    )  # fmt: skip
    page = (
        b"<html><head><meta property='article:published_time' content='2024-05-05T23:00:00Z'></head>"
        b"<body><p>The bridge of the town fell on Sunday night, and nobody was hurt.</p></body></html>"
    )
    source = load(page, "a.html", row).source
    assert source.published == date(2024, 5, 7)
    assert source.origins["published"] == (
        "manifest (meta article:published_time says 2024-05-05; url says 2024-05-06)"
    )
    assert source.origins["publisher"] == source.origins["url"] == "manifest"
    assert source.path == "reports/a.html"


def test_without_any_day_the_day_stays_unknown() -> None:
    source = load(b"KYIV, Monday - The bridge fell on Sunday.", "a.txt").source
    assert source.published is None
    assert "published" not in source.origins


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.txt", "is empty"),
        (b" \n\n", "a.txt", "holds no text"),
        (b"x" * 50_000_000, "a.txt", "line 1: is 50,000,000 bytes long"),
        (b"one\n" + b"x" * 300_000, "a.txt", "line 2: is 300,000 characters long"),
        (b"the bridge \xff\xfe fell", "a.txt", "byte 11: is not valid UTF-8"),
        (b"the\0bridge", "a.txt", "byte 3: a NUL byte"),
        (b"\x89PNG\r\n\x1a\n1234", "a.txt", "is image/png; no reader"),
        (b"PK\x03\x04 cut short", "a.docx", "damaged or cut short"),
        (b"%PDF-1.7 nothing more", "a.pdf", "damaged or cut short"),
        (b"no mail at all", "a.eml", "none of a mail's headers"),
        (b"\xff\xfea", "a.txt", "no UTF-16"),
    ],
)
def test_bad_input_is_one_clear_line(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(UnreadableItem) as caught:
        load(data, name)
    line = str(caught.value)
    assert line.startswith(f"{name}: ")
    assert reason in line
    assert "\n" not in line


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-u", "cp866", "utf-16"])
def test_old_encodings_of_cyrillic_are_recognised(encoding: str) -> None:
    words = "Мост через реку упал в воскресенье ночью. Никто не пострадал, и это не все, сказали в совете."
    document = load(words.encode(encoding), "a.txt")
    assert document.text.content == words
    if encoding != "utf-16":
        assert "not UTF-8" in document.text.notices[0]


def test_windows_quotes_are_recognised_in_western_text() -> None:
    document = load(b"It\x92s the \x93old bridge\x94 of the town, na\xefve as it is.", "a.txt")
    assert document.text.content == "It’s the “old bridge” of the town, naïve as it is."


def test_control_characters_cannot_steer_a_terminal() -> None:
    document = load(b"the bridge \x1b[31mfell\x07", "a.txt")
    assert document.text.content == "the bridge \ufffd[31mfell\ufffd"
    assert "2 control characters" in document.text.notices[0]

from datetime import date
from email.message import EmailMessage

import pytest

from corrobora.model.document import Document, RegionSort
from corrobora.read.reader import UnreadableItem, read


def load(data: bytes, name: str = "a.eml") -> Document:
    return read(data, sha256="0" * 64, name=name, row=None, path=name)


def mail(words: str = "The bridge fell on Sunday.\n\nSeven houses are cut off.\n") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Міст упав: the bridge"
    message["From"] = "Oldford Council <press@oldford.example>"
    message["To"] = "desk@harbour.example"
    message["Date"] = "Mon, 06 May 2024 23:30:00 -0500"
    message.set_content(words)
    return message


def test_subject_body_sender_and_day_are_read() -> None:
    document = load(bytes(mail()))
    assert document.text.content.startswith(
        "Міст упав: the bridge\n\nThe bridge fell on Sunday.\n\nSeven houses"
    )
    (title,) = [r for r in document.text.regions if r.sort is RegionSort.TITLE]
    assert document.text.content[title.start : title.end] == document.text.title == "Міст упав: the bridge"
    assert document.source.published == date(2024, 5, 6)
    assert document.source.publisher == "Oldford Council"
    assert document.source.origins["published"] == "mail header Date"


def test_plain_text_is_taken_before_html() -> None:
    message = mail()
    message.add_alternative("<html><body><p>Other words.</p></body></html>", subtype="html")
    content = load(bytes(message)).text.content
    assert "The bridge fell" in content
    assert "Other words" not in content


def test_html_is_read_where_there_is_no_plain_text() -> None:
    message = mail()
    message.set_content("<html><body><p>The bridge fell on <b>Sunday</b>.</p></body></html>", subtype="html")
    assert "The bridge fell on Sunday." in load(bytes(message)).text.content


def test_attachments_are_named() -> None:
    message = mail()
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="звіт.pdf")
    message.add_attachment(b"x", maintype="image", subtype="png")
    (notice,) = load(bytes(message)).text.notices
    assert "2 attachments not read: звіт.pdf, image/png" in notice


def test_a_forwarded_mail_is_an_attachment_not_the_body() -> None:
    message = mail()
    message.add_attachment(mail("Forwarded words."))
    content = load(bytes(message)).text.content
    assert "Forwarded" not in content
    assert "The bridge fell" in content


@pytest.mark.parametrize("charset", ["koi8-u", "windows-1251", "utf-8"])
def test_the_body_s_charset_is_used(charset: str) -> None:
    words = "Міст упав у неділю вночі, і ніхто не постраждав."
    message = EmailMessage()
    message["Subject"] = "x"
    message.set_content(words, charset=charset)
    assert words in load(bytes(message)).text.content


@pytest.mark.parametrize("day", ["soon", "", "Mon, 99 May 2024 10:00", "Mon, 06 May 99999 10:00:00 +0000"])
def test_a_broken_day_stays_unknown(day: str) -> None:
    document = load(f"From: a@b.example\nDate: {day}\nSubject: x\n\nThe bridge fell.\n".encode())
    assert document.source.published is None


def test_a_mail_without_a_suffix_is_known_by_its_headers() -> None:
    assert load(bytes(mail()), "message").text.reader.startswith("mail/")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"Subject: x\n\n", "no text body"),
        (b"just words\n", "none of a mail's headers"),
        (b"Subject: x\nContent-Type: image/png\n\nxx", "no text body"),
    ],
)
def test_what_holds_no_words_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableItem, match=reason):
        load(data)


def test_an_odd_charset_parameter_is_survived() -> None:
    head = b"From: a@b.example\nContent-Type: text/plain; charset*=1\n\n"
    data = head + "The bridge fell – on Sunday.\n".encode()
    assert "fell – on Sunday" in load(data).text.content


def test_parts_nested_without_end_are_survived() -> None:
    data = b"Subject: x\n"
    for level in range(3000):
        data += b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (level, level)
    with pytest.raises(UnreadableItem):
        load(data + b"\nThe bridge fell.\n")

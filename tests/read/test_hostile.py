"""Whatever bytes come in, a document or an `UnreadableItem` comes out, and the same one each time."""

import hashlib
import time
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from functools import cache
from io import BytesIO

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen import canvas

from corrobora.model.document import Document
from corrobora.read.reader import UnreadableItem, read

BOUNDED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
NAMES = ["a.txt", "a.md", "a.html", "a.pdf", "a.docx", "a.eml", "a"]


def checked(data: bytes, name: str) -> Document | None:
    """The document, after checks that hold for every document; ``None`` for an unreadable item."""
    try:
        document = read(data, sha256=hashlib.sha256(data).hexdigest(), name=name, row=None, path=name)
    except UnreadableItem as error:
        line = str(error)
        assert line.startswith(name)
        assert "\n" not in line
        line.encode()
        return None
    text = document.text
    text.content.encode()
    assert not any(c in text.content for c in "\r\0\x1b\u2028")
    assert all(0 <= r.start < r.end <= len(text.content) for r in text.regions)
    assert list(text.regions) == sorted(text.regions, key=lambda r: (r.start, -r.end))
    assert list(text.pages) == sorted(text.pages)
    assert all(0 <= p <= len(text.content) for p in text.pages)
    assert text.language in ("en", "uk", "ru", None) or len(text.language or "") in (2, 3)
    assert all(
        value for value in (text.title, document.source.publisher, document.source.url) if value is not None
    )
    return document


@cache
def page() -> bytes:
    return (
        b'<html lang="en"><head><meta charset="utf-8">'
        b'<meta property="article:published_time" content="2024-05-06"><script type="application/ld+json">'
        b'{"@type":"NewsArticle","datePublished":"2024-05-06"}</script></head><body><article>'
        b"<h1>The bridge fell</h1><figure><img><figcaption>The bridge (Ann Lee/Pier)</figcaption></figure>"
        b'<p>The bridge of the town fell on <time datetime="2024-05-05">Sunday</time>.</p>'
        b"<ul><li>one<li>two</ul><table><tr><td>1<td>2</table>"
        b"<blockquote>We will build it.</blockquote></article>"
        b"<aside>More</aside></body></html>"
    )


@cache
def portable() -> bytes:
    buffer = BytesIO()
    made = canvas.Canvas(buffer, pageCompression=0)
    for number in range(3):
        made.drawString(72, 800, "Harbour report")
        made.drawString(72, 700, "The bridge of the town fell on Sunday night.")
        made.drawString(72, 30, f"Page {number}")
        made.showPage()
    made.save()
    return buffer.getvalue()


@cache
def word() -> bytes:
    made = docx.Document()
    made.add_heading("The bridge fell", 0)
    made.add_paragraph("Seven houses are cut off.")
    made.add_table(1, 2).cell(0, 0).text = "x"
    buffer = BytesIO()
    made.save(buffer)
    return buffer.getvalue()


@cache
def mail() -> bytes:
    message = EmailMessage()
    message["Subject"] = "Міст упав"
    message["From"] = "Council <press@oldford.example>"
    message["Date"] = "Mon, 06 May 2024 10:00:00 +0000"
    message.set_content("The bridge fell.")
    message.add_alternative("<p>The bridge fell.</p>", subtype="html")
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="звіт.pdf")
    return bytes(message)


@BOUNDED
@given(data=st.binary(max_size=3000), name=st.sampled_from(NAMES))
def test_any_bytes(data: bytes, name: str) -> None:
    assert checked(data, name) == checked(data, name)


@BOUNDED
@given(words=st.text(max_size=2000), name=st.sampled_from(["a.txt", "a.md", "a.html", "a.eml"]))
def test_any_characters(words: str, name: str) -> None:
    checked(words.encode("utf-8", "surrogatepass"), name)


LINES = st.sampled_from(
    [
        "Show More",
        "News Feed",
        "The bridge fell.",
        "2 min read",
        "",
        " ",
        "(a/b)",
        "👁 1",
        "---",
        "# x",
        "> q",
        "| a |",
        "```",
        "Photo: x",
        "The bridge of Oldford fell on Sunday night, and nobody was hurt, the council said.",
        "title: x",
        "Source: https://a.example/2024/05/06/x",
        "©",
        "\u2028",
        "1.",
        "«»",
    ]
)


@BOUNDED
@given(lines=st.lists(LINES, max_size=40), name=st.sampled_from(["a.txt", "a.md"]))
def test_any_order_of_lines_leaves_the_text_whole(lines: list[str], name: str) -> None:
    text = "\n".join(lines)
    document = checked(text.encode(), name)
    if document:
        assert document.text.content == text.replace("\u2028", "\n")


@pytest.mark.parametrize(
    ("make", "name"), [(page, "a.html"), (portable, "a.pdf"), (word, "a.docx"), (mail, "a.eml")]
)
@settings(BOUNDED, max_examples=60)
@given(data=st.data())
def test_damaged_files(make: Callable[[], bytes], name: str, data: st.DataObject) -> None:
    whole = bytearray(make())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(whole) - 1))
        match data.draw(st.sampled_from(["flip", "cut", "drop", "double", "insert"])):
            case "flip":
                whole[at] ^= data.draw(st.integers(1, 255))
            case "cut":
                del whole[max(1, at) :]
            case "drop":
                del whole[at : at + data.draw(st.integers(1, 40))]
            case "double":
                whole[at:at] = whole[at : at + 200]
            case "insert":
                whole[at:at] = data.draw(st.binary(max_size=20))
        if not whole:
            break
    checked(bytes(whole), name)


TAGS = st.sampled_from(
    "p div span b table tr td li ul h1 h2 figure figcaption time article aside blockquote br title meta "
    "script head body html link svg template frameset select textarea plaintext pre dl dt".split()
)
ATTRIBUTES = st.sampled_from(
    [
        "",
        ' class="caption"',
        ' class="published"',
        ' datetime="2024-05-06"',
        ' content="x"',
        ' rel="canonical"',
        ' href="http://[::1"',
        ' property="og:url"',
        ' lang=""',
        ' itemprop="datePublished"',
        " type='application/ld+json'",
    ]
)


@st.composite
def markup(draw: st.DrawFn) -> str:
    pieces = []
    for _ in range(draw(st.integers(0, 40))):
        tag = draw(TAGS)
        pieces.append(
            draw(
                st.sampled_from(
                    [
                        f"<{tag}{draw(ATTRIBUTES)}>",
                        f"</{tag}>",
                        "The bridge fell. ",
                        "<!--",
                        "-->",
                        "&#0;",
                        "&#xd800;",
                        "<![CDATA[",
                        "\ue0c1",
                        "<",
                        "&nbsp;",
                        '{"@type":"NewsArticle","url":[]}',
                    ]
                )
            )
        )
    return "".join(pieces)


@BOUNDED
@given(page=markup())
def test_any_markup(page: str) -> None:
    checked(f"<html>{page}".encode("utf-8", "surrogatepass"), "a.html")


WORD = st.sampled_from(
    "p r t tbl tr tc sdt sdtContent ins del delText txbxContent hyperlink br pPr body".split()
)


@st.composite
def word_markup(draw: st.DrawFn, depth: int = 0) -> str:
    tag = draw(WORD)
    inner = draw(st.sampled_from(["", "x", " ", "міст", "\u00ad"]))
    if depth < 5:
        inner += "".join(draw(word_markup(depth=depth + 1)) for _ in range(draw(st.integers(0, 2))))
    return f"<w:{tag}>{inner}</w:{tag}>"


@BOUNDED
@given(xml=word_markup(), part=st.sampled_from(["document", "footnotes", "styles"]))
def test_any_word_markup(xml: str, part: str) -> None:
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr(f"word/{part}.xml", f"<w:document {namespace}><w:body>{xml}</w:body></w:document>")
        if part != "document":
            package.writestr(
                "word/document.xml", f"<w:document {namespace}><w:p><w:t>x</w:t></w:p></w:document>"
            )
    checked(buffer.getvalue(), "a.docx")


HEADERS = st.sampled_from(
    [
        "From: ",
        "Date: ",
        "Subject: ",
        "Content-Type: ",
        "Content-Transfer-Encoding: ",
        "Content-Disposition: ",
        "X: ",
    ]
)
VALUES = st.one_of(
    st.sampled_from(
        [
            "text/plain",
            "text/html; charset=koi8-u",
            "multipart/mixed; boundary=b",
            "text/plain; charset=rot13",
            "text/plain; charset=\0",
            "message/rfc822",
            "attachment; filename*=x'y'%ff",
            "=?utf-8?b?////?=",
            "base64",
            "=?zzz?q?x?=",
            "Mon, 06 May 2024 10:00:00 +9999",
            "quoted-printable",
            "uuencode",
            "text",
            "text/plain; charset*=1",
        ]
    ),
    st.text(st.characters(blacklist_categories=("Cs",)), max_size=30),
)


@BOUNDED
@given(
    headers=st.lists(st.tuples(HEADERS, VALUES), max_size=8),
    body=st.lists(
        st.sampled_from(["words", "--b", "--b--", "", "Content-Type: text/html", "=E2=80", "begin 644 x"]),
        max_size=12,
    ),
)
def test_any_mail(headers: list[tuple[str, str]], body: list[str]) -> None:
    message = "".join(f"{name}{value}\n" for name, value in headers) + "\n" + "\n".join(body)
    checked(message.encode(), "a.eml")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<html><body><p>a" + b"<br>a" * 10_000, "a.html"),
        (b"<html><body>" + b"<p>a bridge fell</p>" * 61_000, "a.html"),
        (b"<html><body>" + b"<table><tr><td>a" * 1_000, "a.html"),
        (b"# a\n- b\n" * 5_000, "a.md"),
        (b"Subject: " + b"=?utf-8?b?YQ==?= " * 20_000 + b"\n\nx", "a.eml"),
        (b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 5_000, "a.eml"),
        ((b"(a / " * 60 + b"\n") * 300, "a.txt"),
        (("ab → " * 70 + "\n").encode() * 300, "a.txt"),
        ("👁 1 👍 2\n".encode() * 3_000, "a.txt"),
        (b"News feed\nShow more\n" * 5_000, "a.txt"),
    ],
    ids=range(10),
)
def test_time_grows_with_size_and_no_faster(data: bytes, name: str) -> None:
    started = time.process_time()
    checked(data, name)
    assert time.process_time() - started < 30  # hours, were it quadratic


def test_elements_too_deep_to_read_are_told() -> None:
    document = checked(b"<html><body><p>The bridge fell.</p>" + b"<div>a" * 1000, "a.html")
    assert document
    assert any("too deeply" in notice for notice in document.text.notices)

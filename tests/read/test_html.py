import contextlib
from datetime import date

import pytest

from corrobora.model.document import Document, RegionSort
from corrobora.read.reader import UnreadableItem, read

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Oldford loses its bridge | Harbour Post</title>{head}</head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav><div class="counter">0 members on board</div>
<div id="cookie-banner"><p>We use cookies to make this page better. Accept all or manage them.</p></div>
<article>
<h1>Oldford loses its only bridge overnight</h1><span>2 min read</span>
<figure><img src="a.jpg" alt=""><figcaption>The bridge in May (Ann Lee/Picture House)</figcaption></figure>
<p>The only bridge of Oldford fell on Sunday night after a week of heavy rain, the district council said
on Monday&nbsp;morning in a statement.</p>
<h2>What is known</h2>
<p>Nobody was hurt. The council counted <b>seven</b> houses without power on
<time datetime="2024-05-05">May 5</time>,
and sent two engineers to look at the pillars of the bridge.</p>
<ul><li>Seven houses are cut off from the town</li>
<li>Two engineers are looking at the pillars</li></ul>
<blockquote>
<p>“We have to build it again before winter,” said the mayor, who lives across the river.</p>
</blockquote>
<table><tr><th>Day</th><th>Level</th></tr>
<tr><td>Sunday</td><td>4.2 m</td></tr></table>
<div class="newsletter-signup"><h3>Our newsletter</h3>
<p>Sign up and get the stories of the region each day.</p></div>
<p>A ferry starts on Wednesday<br>from the old pier, every half hour, the council said, and it is free for
everybody who lives on the far bank.</p>
<div class="share-bar"><a href="#">Share on Facebook</a></div>
</article>
<aside class="related"><h3>Related</h3>
<p>Six people were hurt when the brakes of a tram failed in Newhaven.</p></aside>
<footer><p>All rights reserved. Harbour Post, Pier 4.</p></footer></body></html>"""


def load(page: str | bytes, name: str = "a.html") -> Document:
    data = page if isinstance(page, bytes) else page.encode()
    return read(data, sha256="0" * 64, name=name, row=None, path=name)


def regions(document: Document, sort: RegionSort) -> list[str]:
    text = document.text
    return [text.content[r.start : r.end] for r in text.regions if r.sort is sort]


def running(document: Document) -> str:
    """What is left when all that is marked is taken away."""
    text = document.text
    return "".join(c for i, c in enumerate(text.content) if text.sort_at(i) is None)


def test_the_article_is_read_in_order_without_the_page_round_it() -> None:
    document = load(PAGE.format(head=""))
    words = running(document)
    assert "fell on Sunday night" in words
    assert "every half hour" in words
    for furniture in (
        "Home",
        "cookies",
        "members on board",
        "min read",
        "newsletter",
        "Share",
        "tram",
        "rights reserved",
    ):
        assert furniture not in words, furniture


def test_headings_lists_quotes_tables_and_captions_are_marked() -> None:
    document = load(PAGE.format(head=""))
    assert regions(document, RegionSort.TITLE) == ["Oldford loses its only bridge overnight"]
    assert regions(document, RegionSort.HEADING) == ["What is known"]
    assert regions(document, RegionSort.CAPTION) == ["The bridge in May (Ann Lee/Picture House)"]
    assert len(regions(document, RegionSort.LIST)) == 2
    assert regions(document, RegionSort.TABLE) == ["Day | Level", "Sunday | 4.2 m"]
    assert "before winter" in regions(document, RegionSort.QUOTE)[0]
    assert document.text.title == "Oldford loses its only bridge overnight"


def test_dates_in_time_elements_and_words_in_bold_stay_in_their_sentence() -> None:
    assert "counted seven houses without power on May 5, and sent" in load(PAGE.format(head="")).text.content


def test_a_line_break_within_a_sentence_does_not_end_it() -> None:
    assert "on Wednesday from the old pier" in load(PAGE.format(head="")).text.content


def test_every_region_lies_in_the_text() -> None:
    text = load(PAGE.format(head="")).text
    assert all(0 <= r.start < r.end <= len(text.content) for r in text.regions)
    assert [(r.start, -r.end) for r in text.regions] == sorted((r.start, -r.end) for r in text.regions)


def test_a_caption_outside_the_article_is_kept_as_a_caption() -> None:
    page = PAGE.format(head="").replace(
        "<article>",
        "<header><figure><img src=b><figcaption>The pier at noon</figcaption></figure></header><article>",
    )
    assert "The pier at noon" in regions(load(page), RegionSort.CAPTION)


def test_the_title_is_put_first_where_the_main_text_lacks_it() -> None:
    page = PAGE.format(head="").replace("<h1>Oldford loses its only bridge overnight</h1>", "")
    document = load(page.replace("Oldford loses its bridge | Harbour Post", "Oldford loses its bridge"))
    assert document.text.content.startswith("Oldford loses its bridge\n")
    assert regions(document, RegionSort.TITLE) == ["Oldford loses its bridge"]


LINKED = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
{"@type": "WebSite", "name": "Harbour"},
{"@type": ["NewsArticle"],
"headline": "Oldford loses its only bridge overnight",
"datePublished": "2024-05-06T23:30:00+03:00", "dateModified": "2024-05-09",
"publisher": {"@type": "Organization", "name": "Harbour Post"}, "mainEntityOfPage": {"@id": "https://harbour.example/bridge"}},
{"@type": "NewsArticle", "datePublished": "2020-01-01"}]}</script>"""


@pytest.mark.parametrize(
    ("head", "published", "origin"),
    [
        (LINKED, date(2024, 5, 6), "JSON-LD datePublished"),
        ('<meta property="article:published_time" content="2024-05-06T01:00:00Z">', date(2024, 5, 6),
         "meta article:published_time"),
        ('<meta name="DC.date.issued" content="2024-05-06">', date(2024, 5, 6), "meta DC.date.issued"),
        ('<link rel="canonical" href="https://harbour.example/2024/05/06/a.html">', date(2024, 5, 6), "url"),
        ('<link rel="canonical" href="https://harbour.example/w/2024/may/6/a">', date(2024, 5, 6), "url"),
        ('<link rel="canonical" href="https://harbour.example/2024/05/bridge">', None, None),
        ('<link rel="canonical" href="https://harbour.example/2024/13/45/bridge">', None, None),
        ('<meta property="article:modified_time" content="2024-05-06">', None, None),
        ('<meta property="article:published_time" content="1970-01-01">', date(1970, 1, 1),
         "meta article:published_time"),
        ('<meta property="article:published_time" content="0001-01-01">', None, None),
        ('<meta property="article:published_time" content="soon">', None, None),
        ("", None, None),
    ],
)  # fmt: skip
def test_the_day_of_publication_is_read_where_the_page_says_it(
    head: str, published: date | None, origin: str | None
) -> None:
    page = (
        PAGE.format(head="")
        .replace("</head>", head + "</head>")
        .replace('<time datetime="2024-05-05">', "<time>")
    )
    source = load(page).source
    assert source.published == published
    assert source.origins.get("published") == origin


def test_publisher_and_address_come_from_linked_data() -> None:
    page = PAGE.format(head="").replace("</head>", LINKED + "</head>")
    source = load(page).source
    assert (source.publisher, source.url) == ("Harbour Post", "https://harbour.example/bridge")
    assert source.origins["publisher"] == "JSON-LD publisher"


@pytest.mark.parametrize(
    "script",
    ["{", "[" * 100_000, '{"@type": "NewsArticle", "datePublished": 5, "publisher": [[]]}', "null", '"x"'],
)
def test_broken_linked_data_is_left_aside(script: str) -> None:
    page = PAGE.format(head="").replace(
        "</head>", f'<script type="application/ld+json">{script}</script></head>'
    )
    assert "fell on Sunday" in load(page).text.content


@pytest.mark.parametrize(
    ("encoding", "declared"), [("cp1251", "windows-1251"), ("utf-8", "utf-8"), ("koi8-u", "koi8-u")]
)
def test_the_declared_encoding_is_used(encoding: str, declared: str) -> None:
    words = "Міст упав у неділю вночі, і ніхто не постраждав, сказали в міській раді Олдфорда."
    page = (
        f"<html><head><meta charset={declared}></head><body><article><p>{words}</p></article></body></html>"
    )
    assert words in load(page.encode(encoding)).text.content


def test_a_wrong_declaration_is_left_aside() -> None:
    words = "<p>The bridge – “old” – fell on Sunday.</p>"
    page = f"<html><head><meta charset=no-such-code></head><body>{words}</body></html>"
    assert "The bridge – “old” – fell" in load(page).text.content


def test_a_page_without_an_article_is_read_whole_and_says_so_or_read() -> None:
    document = load("<html><body><div>The bridge fell.</div></body></html>")
    assert "The bridge fell." in document.text.content


@pytest.mark.parametrize(
    "page", ["<html></html>", "<html><body><script>1</script></body></html>", "<!-- -->"]
)
def test_a_page_without_words_is_unreadable(page: str) -> None:
    with pytest.raises(UnreadableItem):
        load(page)


def test_a_page_saved_as_text_is_read_as_a_page() -> None:
    document = load(PAGE.format(head=""), "a.txt")
    assert document.text.reader.startswith("html/")
    assert "<p>" not in document.text.content


def test_external_entities_and_scripts_are_never_text() -> None:
    page = (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body>'
        "<p>The bridge of the town &x; fell on Sunday night.</p><script>alert(1)</script></body></html>"
    )
    content = load(page).text.content
    assert "root:" not in content
    assert "alert" not in content


def test_deep_nesting_is_survived() -> None:
    page = "<html><body>" + "<div>" * 20_000 + "<p>The bridge fell on Sunday.</p>" + "</body></html>"
    with contextlib.suppress(UnreadableItem):  # to refuse it in words is as good
        assert "fell on Sunday" in load(page).text.content


@pytest.mark.parametrize(
    ("stamp", "published", "origin"),
    [
        ("2024-05-07T01:30:00Z", date(2024, 5, 6), "url (meta article:published_time says 2024-05-07)"),
        ("2024-05-09T01:30:00Z", date(2024, 5, 9), "meta article:published_time (url says 2024-05-06)"),
    ],
)
def test_the_day_in_the_address_beats_a_time_stamp_of_the_day_beside_it(
    stamp: str, published: date, origin: str
) -> None:
    head = (
        f'<meta property="article:published_time" content="{stamp}">'
        '<link rel="canonical" href="https://harbour.example/2024/05/06/bridge">'
    )
    source = load(PAGE.format(head=head)).source
    assert (source.published, source.origins["published"]) == (published, origin)


@pytest.mark.parametrize(
    ("shown", "published"),
    [
        ('<span class="published">6 May 2024</span>', date(2024, 5, 6)),
        ('<time class="entry-date" datetime="2024-05-06T10:00">Monday</time>', date(2024, 5, 6)),
        ('<span itemprop="datePublished" content="2024-05-06">x</span>', date(2024, 5, 6)),
        ('<span class="published">6 May 2024</span><span class="posted-on">8 May 2024</span>', None),
        ('<span class="published">05/06/2024</span>', None),
        ('<span class="published">May 2024</span>', None),
        ('<span class="last-updated published">6 May 2024</span>', None),
        ('<aside><span class="published">6 May 2024</span></aside>', None),
        ("<span>6 May 2024</span>", None),
    ],
)
def test_a_day_shown_for_readers_is_taken_if_it_is_beyond_doubt(shown: str, published: date | None) -> None:
    page = PAGE.format(head="").replace("<article>", f"<article><div>{shown}</div>")
    assert load(page).source.published == published


def test_one_broken_byte_in_a_page_is_replaced_and_told() -> None:
    words = "<p>Міст упав у неділю вночі, і ніхто не постраждав.</p>".encode()
    document = load(b"<html><body><article>" + words + b"<p>\xff end</p></article></body></html>")
    assert "Міст упав" in document.text.content
    assert "1 bytes are no UTF-8" in document.text.notices[0]

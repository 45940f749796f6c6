"""What a web page says about itself: JSON-LD, meta tags, canonical address, visible date."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import lxml.html
from htmldate import find_date
from lxml.html import HtmlElement

from corrobora.read.facts import Fact, Field, day_written

#: Script elements read, and characters of each: pages carry one or two of some kilobytes.
_MAX_SCRIPTS = 20
_MAX_SCRIPT = 500_000
_MAX_DEPTH = 12

# Classes of elements that show when a page came out, and when it was changed.
_PUBLISHED = re.compile(
    r"publi|posted|entry-date|post-date|article-date|article__date|date-time|timestamp|byline-date", re.I
)
_CHANGED = re.compile(r"updat|modif|edit|chang", re.I)
# With the month as a word: 5/6/2024 is two days, and which one is not for us to say.
_DATE = re.compile(r"(?=.*\b(?:19|20)\d\d\b)(?=.*\b\d{1,2}\b)(?=.*[^\W\d_]{3})|\b\d{4}-\d\d-\d\d\b")
_ELSEWHERE = frozenset(("p", "li", "aside", "nav", "footer"))

_ARTICLE = re.compile(
    r"(Article|Report|BlogPosting|NewsItem|LiveBlogPosting|SocialMediaPosting|PressRelease)$"
)

# Names of meta elements by field, most trustworthy first. Those of a last change are not among them.
_META: tuple[tuple[Field, tuple[str, ...]], ...] = (
    (
        "published",
        (
            "article:published_time", "og:published_time", "datepublished", "dcterms.issued",
            "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date", "citation_publication_date",
            "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date",
            "publication_date", "date",
        ),
    ),
    ("publisher", ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher")),
    ("url", ("og:url",)),
    ("title", ("og:title", "dc.title", "dcterms.title", "citation_title", "twitter:title")),
)  # fmt: skip


def page_facts(tree: HtmlElement) -> list[Fact]:
    """Facts in the order of trust: JSON-LD of the article, meta elements, the page's parts."""
    facts = [*_linked_data(tree), *_meta(tree)]
    for link in tree.xpath(
        "//link[contains(concat(' ', translate(@rel, 'CANONIL', 'canonil'), ' '), ' canonical ')]"
    ):
        facts.append(Fact(field="url", value=link.get("href") or "", origin="link canonical"))
    for heading in tree.xpath("//h1")[:1]:
        facts.append(Fact(field="title", value=heading.text_content(), origin="h1"))
    for title in tree.xpath("//head/title")[:1]:
        facts.append(Fact(field="title", value=title.text_content(), origin="title element"))
    if day := _shown_day(tree):
        facts.append(Fact(field="published", value=day, origin="date shown on the page", weak=True))
    if language := (tree.get("lang") or "").strip():
        facts.append(Fact(field="language", value=re.split("[-_]", language)[0].lower(), origin="html lang"))
    return [f for f in facts if f.value and f.value.strip()]


def _meta(tree: HtmlElement) -> Iterator[Fact]:
    named: dict[str, tuple[str, str]] = {}
    for element in tree.iter("meta"):
        content = (element.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop"):
            name = (element.get(attribute) or "").strip()
            if content and name and len(content) < 2_000:
                named.setdefault(name.lower(), (name, content))
    for field, names in _META:
        for name in names:
            if name in named:
                written, content = named[name]
                yield Fact(field=field, value=content, origin=f"meta {written}")


def _linked_data(tree: HtmlElement) -> Iterator[Fact]:
    scripts = tree.xpath("//script[@type='application/ld+json']")[:_MAX_SCRIPTS]
    for script in scripts:
        text = script.text or ""
        if len(text) > _MAX_SCRIPT:
            continue
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue  # broken by its maker; the page has other places
        articles = [node for node in _nodes(data, 0) if _is_article(node)]
        if articles:
            yield from _article(articles[0])
            return  # further articles are those the page links to


def _article(node: dict[str, Any]) -> Iterator[Fact]:
    publisher = node.get("publisher")
    if isinstance(publisher, list):
        publisher = publisher[0] if publisher else None
    if isinstance(publisher, dict):
        publisher = publisher.get("name")
    page = node.get("mainEntityOfPage")
    if isinstance(page, dict):
        page = page.get("@id")
    values: tuple[tuple[Field, str, Any], ...] = (
        ("published", "JSON-LD datePublished", node.get("datePublished")),
        ("publisher", "JSON-LD publisher", publisher),
        ("url", "JSON-LD url", node.get("url") or page),
        ("title", "JSON-LD headline", node.get("headline")),
    )
    for field, origin, value in values:
        if isinstance(value, str) and value.strip():
            yield Fact(field=field, value=value, origin=origin)


def _nodes(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(data, dict):
        yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _nodes(data.get(key), depth + 1)
    elif isinstance(data, list):
        for part in data:
            yield from _nodes(part, depth + 1)


def _is_article(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and _ARTICLE.search(kind) for kind in kinds)


def _shown_day(tree: HtmlElement) -> str | None:
    """The day in elements made to show when the page came out; ``None`` if they disagree.

    Free text is not searched: a date in it is the day of some event. A day of change is not taken either.
    """
    days: set[str] = set()
    for element in tree.xpath(
        "//time | //*[@itemprop='datePublished'] | //span[@class] | //div[@class] | //p[@class]"
    ):
        if not _shows_day(element) or any(a.tag in _ELSEWHERE for a in element.iterancestors()):
            continue
        machine = element.get("datetime") or element.get("content") or ""
        words = " ".join(element.text_content().split())
        if day_written(machine):
            days.add(machine[:10])
        elif len(words) <= 60 and _DATE.search(words) and (day := _parsed(words)):
            days.add(day)
    return days.pop() if len(days) == 1 else None


def _shows_day(element: HtmlElement) -> bool:
    if element.get("itemprop") == "datePublished" or element.get("pubdate") is not None:
        return True
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    return bool(_PUBLISHED.search(named)) and not _CHANGED.search(named)


def _parsed(words: str) -> str | None:
    page = lxml.html.document_fromstring("<html><body><time></time></body></html>")
    page.find(".//time").text = words
    try:
        # a fixed last day, so that the same page always reads the same
        return find_date(page, original_date=True, max_date="2100-01-01")
    except (ValueError, TypeError, AttributeError, OverflowError):
        return None  # htmldate stumbles over some broken dates

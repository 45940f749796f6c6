"""What a page is made of: the addresses its HTML and style sheets load, found without running anything.

Pages come from strangers, so nothing here nests, backtracks or grows faster than the page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from corrobora.collect.capture.address import web_address
from corrobora.collect.capture.errors import BadAddress

#: Bytes of a page or style sheet that are looked through.
LONGEST = 8 << 20

# after the name: attributes, in quotes where they hold '>'; possessive, so that a failed try costs one pass
_TAG = re.compile(
    r"<(img|link|script|source|video|audio|track|input|embed|object|iframe|frame|body|td|table|base|image|use)"
    r"((?=[\s/])(?:[^>\"']|\"[^\"]{0,20000}+\"|'[^']{0,20000}+'){0,4000}+)>",
    re.I,
)
_LEAST = 4_000
_ATTRIBUTE = re.compile(r"([a-z][\w:-]{0,40}+)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))", re.I)
_STYLE = re.compile(r"url\(\s{0,9}+(?:\"([^\"\n]{1,8000}+)\"|'([^'\n]{1,8000}+)'|([^\s\"')]{1,8000}+))", re.I)
_IMPORT = re.compile(r"@import\s{1,9}+(?:\"([^\"\n]{1,8000}+)\"|'([^'\n]{1,8000}+)')", re.I)
_CANDIDATE = re.compile(r"[\s,]*+([^\s,]\S*+)[^,]*+")

_LOADED = frozenset({"src", "poster", "background", "data", "data-src", "xlink:href"})
_SETS = frozenset({"srcset", "data-srcset", "imagesrcset"})
_LINKED = frozenset(
    {"stylesheet", "icon", "preload", "modulepreload", "apple-touch-icon", "manifest", "image_src"}
)


def page_links(page: str, url: str) -> Iterator[str]:
    """Addresses a page loads, each once, in the order of the page.

    Args:
        page: its HTML.
        url: its address; a ``<base>`` outranks it.
    """
    seen: set[str] = set()
    base = url
    page = page[:LONGEST]
    for name, attributes in _tags(page):
        if name == "base":
            base = _whole(attributes.get("href", ""), url) or base
            continue
        for found in (*_loaded(name, attributes), *_in_style(attributes.get("style", ""))):
            whole = _whole(found, base)
            if whole and whole not in seen:
                seen.add(whole)
                yield whole
    for found in _in_style(page):
        whole = _whole(html.unescape(found), base)
        if whole and whole not in seen:
            seen.add(whole)
            yield whole


def style_links(style: str, url: str) -> Iterator[str]:
    """Addresses a style sheet loads, each once, in its order."""
    seen: set[str] = set()
    for found in _in_style(style[:LONGEST]):
        whole = _whole(found, url)
        if whole and whole not in seen:
            seen.add(whole)
            yield whole


def _tags(page: str) -> Iterator[tuple[str, dict[str, str]]]:
    start = 0
    while (begin := page.find("<", start)) >= 0:
        match = _TAG.match(page, begin)
        if match:
            yield match.group(1).lower(), _attributes(match.group(2))
            start = match.end()
        elif _TAG_NAMES.match(
            page, begin
        ):  # one that never ends: passed over, or looking would take for ever
            start = begin + _LEAST
        else:
            start = begin + 1


_TAG_NAMES = re.compile(_TAG.pattern.partition("(?=")[0].removesuffix("(") + r"[\s/]", re.I)


def _attributes(written: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(written):
        value = next(v for v in match.groups()[1:] if v is not None)
        found.setdefault(match.group(1).lower(), html.unescape(value))
    return found


def _loaded(name: str, attributes: dict[str, str]) -> Iterator[str]:
    if name == "link":
        if _LINKED & set(attributes.get("rel", "").lower().split()):
            yield attributes.get("href", "")
    elif name in ("image", "use"):
        yield attributes.get("href", "") or attributes.get("xlink:href", "")
    else:
        for key in attributes.keys() & _LOADED:
            yield attributes[key]
    for key in sorted(attributes.keys() & _SETS):
        for match in _CANDIDATE.finditer(attributes[key]):
            yield match.group(1).rstrip(",")


def _in_style(style: str) -> Iterator[str]:
    for pattern in (_IMPORT, _STYLE):
        for match in pattern.finditer(style):
            yield next(v for v in match.groups() if v is not None)


def _whole(found: str, base: str) -> str | None:
    try:
        return web_address("".join(found.split()), base=base).url if found.strip() else None
    except BadAddress:  # data:, javascript:, about: and mistakes load nothing
        return None

"""Text that stands in a template as it is, and so is shown in one language only."""

from __future__ import annotations

import re

_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_QUIET = re.compile(r"<(code|kbd|script|style)\b.*?</\1>", re.DOTALL)
_READ_OUT = re.compile(r'\b(?:title|aria-label|placeholder|alt|data-term)="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")
_LETTERS = re.compile(r"[A-Za-zА-Яа-яЄєІіЇїҐґ]{2,}")
#: Words that are the same in every language.
NAMES = ("Corrobora", "SHA-256", "INC-0002")


def raw_text(source: str) -> list[str]:
    """Every text of a template that is not put into the reader's language."""
    plain = _JINJA.sub("\x00", _COMMENT.sub("", source))
    plain = _QUIET.sub("", plain)
    found = _READ_OUT.findall(plain) + _TAG.sub("\x01", plain).split("\x01")
    shown = [" ".join(part.replace("\x00", " ").split()) for part in found]
    for name in NAMES:
        shown = [part.replace(name, "") for part in shown]
    return [part for part in shown if _LETTERS.search(part)]

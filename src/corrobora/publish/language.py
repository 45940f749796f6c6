"""The language pages are shown in: English, Ukrainian or Russian, from catalogues in the package.

English is what the code says; the others are gettext catalogues (``locale/uk.po``, ``locale/ru.po``) that
translators edit with the usual tools. They are read as they are: nothing has to be compiled.
"""

from __future__ import annotations

import gettext as standard
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import resources
from types import MappingProxyType

#: Languages by code, each in its own words.
LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "English", "uk": "Українська", "ru": "Русский"})
ENGLISH = "en"

_speaking: ContextVar[str] = ContextVar("language", default=ENGLISH)


def spoken() -> str:
    """Code of the language in use here."""
    return _speaking.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within the block, pages are in this language; in English if it is none of `LANGUAGES`."""
    token = _speaking.set(language if language in LANGUAGES else ENGLISH)
    try:
        yield
    finally:
        _speaking.reset(token)


def gettext(message: str) -> str:
    """The message in the language in use."""
    return message if _speaking.get() == ENGLISH else catalogue(_speaking.get()).gettext(message)


def noop(message: str) -> str:
    """The message as it is: marks one that is put into the language in use where it is shown."""
    return message


def ngettext(one: str, many: str, count: int) -> str:
    """The form of a message that fits a count; ``%(num)s`` stands for the count."""
    if _speaking.get() == ENGLISH:
        return one if count == 1 else many
    return catalogue(_speaking.get()).ngettext(one, many, count)


def pgettext(context: str, message: str) -> str:
    """The message in the language in use, where one word means several things."""
    return message if _speaking.get() == ENGLISH else catalogue(_speaking.get()).pgettext(context, message)


def chosen(asked: str) -> str:
    """The best of `LANGUAGES` for an ``Accept-Language`` header; English where none is asked for."""
    wishes: list[tuple[float, int, str]] = []
    for position, part in enumerate(asked.split(",")[:20]):
        name, _, quality = part.partition(";")
        code = name.strip().lower()[:2]
        try:
            weight = float(quality.strip().removeprefix("q=")) if quality.strip() else 1.0
        except ValueError:
            continue
        if code in LANGUAGES and weight > 0:
            wishes.append((-weight, position, code))
    return min(wishes)[2] if wishes else ENGLISH


@cache
def catalogue(language: str) -> standard.GNUTranslations:
    """The catalogue of a language, compiled in memory."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source(language).encode()), locale=language))
    compiled.seek(0)
    return standard.GNUTranslations(compiled)


def source(language: str) -> str:
    """The catalogue of a language as it stands in the package."""
    return resources.files("corrobora.publish").joinpath(f"locale/{language}.po").read_text("utf-8")

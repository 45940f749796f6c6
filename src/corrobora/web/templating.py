"""The template environment: everything escaped, characters that deceive made visible."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from corrobora.publish import days, language, words
from corrobora.web.preferences import preferred


def folder(name: str) -> Path:
    """A folder of the installed package: ``templates`` or ``static``."""
    return Path(str(resources.files("corrobora.web").joinpath(name)))


def environment() -> Environment:
    """The environment all pages are rendered in."""
    env = Environment(
        loader=FileSystemLoader(folder("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(  # type: ignore[attr-defined] # given by the extension
        language.gettext, language.ngettext, newstyle=True, pgettext=language.pgettext
    )
    counted = env.globals["ngettext"]

    @pass_context
    def ngettext(context: Context, one: str, many: str, number: int, **values: Any) -> str:
        """The number itself as the language in use writes it, with its separators."""
        said: str = counted(context, one, many, number, **{"num": words.number(number), **values})  # type: ignore[operator]
        return said

    env.globals["ngettext"] = ngettext
    env.filters |= {
        "plural": words.plural,
        "number": words.number,
        "percent": words.percent,
        "capital": words.capital,
        "label": words.label,
        "short_hash": words.short_hash,
        "moment": days.moment,
        "day": days.day,
    }
    env.globals |= {
        "static": Static(folder("static")),
        "not_found": lambda: language.gettext(words.NOT_FOUND),
        "spoken": language.spoken,
        "languages": language.LANGUAGES,
        "preferred": preferred,
    }
    return env


class Static:
    """Addresses of the package's own files, which change when a file does.

    Args:
        root: the folder the files lie in.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._versions = {
            name: hashlib.sha256((root / name).read_bytes()).hexdigest()[:10] for name in self._present()
        }

    def _present(self) -> Iterator[str]:
        # what lies in vendor is there only where `make setup` could reach the npm registry
        own = ("style.css", "mark.svg", "review.js", "choose.js", "map.js")
        brought = ("fonts.css", "outlines.json", "maplibre-gl.mjs", "pmtiles.mjs")
        for name in (*own, *(f"vendor/{name}" for name in brought)):
            if (self._root / name).is_file():
                yield name

    def __contains__(self, name: str) -> bool:
        return name in self._versions

    def __call__(self, name: str) -> str:
        """The address of a file."""
        return f"/static/{name}?v={self._versions[name]}"


def _shown(value: Any) -> Any:
    return words.visible(value) if type(value) is str else "" if value is None else value

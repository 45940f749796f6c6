"""Laying a dossier out: one HTML page, or PDF/A through typst. The same dossier gives the same bytes."""

from __future__ import annotations

import base64
import dataclasses
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import typst
from jinja2 import Environment, PackageLoader, StrictUndefined

from corrobora.model.errors import CorroboraError
from corrobora.publish.dossier.parts import Dossier
from corrobora.publish.dossier.whole import CaseDossier
from corrobora.publish.redaction import NOTHING, Redaction

#: The archival form dossiers are written in (ISO 19005-2).
STANDARD: Final = "a-2b"


class DossierError(CorroboraError):
    """A dossier cannot be laid out."""


def as_html(dossier: Dossier, redaction: Redaction = NOTHING) -> bytes:
    """The dossier as one page without scripts or foreign resources.

    Raises:
        Leaked: if a protected term is still in it.
    """
    return _page(
        "page.html", redaction, d=_redacted(dossier, redaction), pictures=_encoded(dossier.pictures)
    )  # fmt: skip


def case_as_html(
    whole: CaseDossier, incidents: Iterable[Dossier], redaction: Redaction = NOTHING
) -> Iterator[bytes]:
    """The dossier of a case with those of its incidents as one page, piece by piece.

    Raises:
        Leaked: if a protected term is still in a piece.
    """
    shown = _redacted(whole, redaction)
    yield _page("case.html", redaction, part="first", d=shown)
    for one in incidents:
        own = _redacted(one, redaction)
        yield _page("case.html", redaction, part="incident", d=own, pictures=_encoded(one.pictures))
    yield _page("case.html", redaction, part="last", d=shown)


def as_pdf(dossier: Dossier, redaction: Redaction = NOTHING) -> bytes:
    """The dossier as PDF/A-2b, without the time it was made.

    Raises:
        DossierError: if it cannot be set.
        Leaked: if a protected term can still be read from it.
    """
    shown = _redacted(dossier, redaction) | {"redacted": bool(redaction.terms)}
    return _paper("page.typ", {**dossier.pictures, "dossier.json": _json(shown)}, dossier.label, redaction)


def case_as_pdf(
    whole: CaseDossier, incidents: Iterable[Dossier] | None, redaction: Redaction = NOTHING
) -> bytes:
    """The dossier of a case as PDF/A-2b.

    Args:
        whole: the case.
        incidents: those whose dossiers follow in it; ``None``: they lie beside it, in ``incidents/``.
        redaction: protected terms.

    Raises:
        DossierError, Leaked: as `as_pdf`.
    """
    inputs: dict[str, bytes] = {}
    following = []
    for one in incidents or ():
        inputs |= one.pictures
        following.append(_redacted(one, redaction))
    shown = _redacted(whole, redaction) | {
        "redacted": bool(redaction.terms), "incidents": following, "beside": incidents is None,
    }  # fmt: skip
    return _paper("case.typ", {**inputs, "case.json": _json(shown)}, whole.case, redaction)


def typeset(page: bytes, inputs: Mapping[str, bytes], name: str) -> bytes:
    """A typst page over its input files as PDF/A-2b; the same input gives the same bytes.

    Args:
        page: the page's source.
        inputs: content by file name, as the page opens them.
        name: what errors call it.

    Raises:
        DossierError: if it cannot be set.
    """
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for file, content in {**inputs, "page.typ": page}.items():
            (folder / file).write_bytes(content)
        try:
            return typst.compile(
                folder / "page.typ", root=folder, font_paths=typst.Fonts(include_system_fonts=False),
                format="pdf", pdf_standards=[STANDARD], timestamp=0,
            )  # fmt: skip
        except typst.TypstError as error:
            raise DossierError(f"{name}: cannot be set as PDF: {error.message}") from error


def printable(value: Any) -> Any:
    """Records as mappings, tuples as lists, texts without the control characters no page can show."""
    if dataclasses.is_dataclass(value):
        return {f.name: printable(getattr(value, f.name)) for f in dataclasses.fields(value)}
    match value:
        case str():
            return "".join(c if c >= " " or c in "\n\t" else "\ufffd" for c in value)
        case dict():
            return {k: printable(v) for k, v in value.items()}
        case list() | tuple():
            return [printable(v) for v in value]
    return value


def _page(template: str, redaction: Redaction, **values: Any) -> bytes:
    page = _templates().get_template(template).render(redacted=bool(redaction.terms), **values)
    redaction.check(page, "the page")
    return page.encode("utf-8", "replace")


@cache
def _templates() -> Environment:
    return Environment(loader=PackageLoader(__package__, ""), autoescape=True, undefined=StrictUndefined)


def _paper(page: str, inputs: Mapping[str, bytes], name: str, redaction: Redaction) -> bytes:
    source = files(__package__)
    parts = {"parts.typ": source.joinpath("parts.typ").read_bytes()}
    data = typeset(source.joinpath(page).read_bytes(), {**inputs, **parts}, name)
    redaction.check_files({"dossier.pdf": data})
    return data


def _redacted(dossier: Dossier | CaseDossier, redaction: Redaction) -> dict[str, Any]:
    held = dataclasses.replace(dossier, pictures={}) if isinstance(dossier, Dossier) else dossier
    return redaction.apply(printable(held))  # type: ignore[no-any-return]


def _encoded(pictures: Mapping[str, bytes]) -> dict[str, str]:
    return {name: base64.b64encode(data).decode() for name, data in pictures.items()}


def _json(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()

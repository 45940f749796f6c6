"""Laying a dossier out: HTML for reading, PDF/A for keeping. The same case gives the same bytes."""

from __future__ import annotations

import base64
import dataclasses
import json
import tempfile
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import typst
from jinja2 import Environment, PackageLoader, StrictUndefined

from corrobora.model.errors import CorroboraError
from corrobora.publish.dossier.content import Dossier
from corrobora.publish.redaction import Redaction

#: The archival form dossiers are written in (ISO 19005-2).
STANDARD: Final = "a-2b"


class DossierError(CorroboraError):
    """A dossier cannot be laid out."""


def as_html(dossier: Dossier, redaction: Redaction | None = None) -> bytes:
    """The dossier as one page without scripts or foreign resources.

    Raises:
        Leaked: if a protected term is still in it.
    """
    environment = Environment(
        loader=PackageLoader(__package__, ""), autoescape=True, undefined=StrictUndefined
    )
    shown = _redacted(dossier, redaction)
    pictures = {n: base64.b64encode(data).decode() for n, data in dossier.pictures.items()}
    page = environment.get_template("page.html").render(
        d=shown, redacted=redaction is not None, pictures=pictures
    )
    data = page.encode("utf-8", "replace")
    if redaction:
        redaction.check(page, "the page")
    return data


def as_pdf(dossier: Dossier, redaction: Redaction | None = None) -> bytes:
    """The dossier as PDF/A-2b, without the time it was made.

    Raises:
        DossierError: if it cannot be set.
        Leaked: if a protected term can still be read from it.
    """
    shown = _redacted(dossier, redaction) | {"redacted": redaction is not None}
    inputs = {**dossier.pictures, "dossier.json": json.dumps(shown, ensure_ascii=False).encode()}
    data = typeset(files(__package__).joinpath("page.typ").read_bytes(), inputs, dossier.label)
    if redaction:
        redaction.check(text_of_pdf(data), "the PDF")
    return data


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


def _redacted(dossier: Dossier, redaction: Redaction | None) -> dict[str, Any]:
    data = printable(dataclasses.asdict(dataclasses.replace(dossier, pictures={})))
    return redaction.apply(data) if redaction else data  # type: ignore[no-any-return]


def printable(value: Any) -> Any:
    """Tuples as lists, texts without the control characters no page can show."""
    match value:
        case str():
            return "".join(c if c >= " " or c in "\n\t" else "\ufffd" for c in value)
        case dict():
            return {k: printable(v) for k, v in value.items()}
        case list() | tuple():
            return [printable(v) for v in value]
    return value


def text_of_pdf(pdf: bytes) -> str:
    """Every character a reader can take out of the PDF, its bookmarks and description among them."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        parts: list[str] = [str(v) for v in document.get_metadata_dict().values()]
        parts += [bookmark.get_title() for bookmark in document.get_toc()]
        for page in document:
            parts.append(page.get_textpage().get_text_bounded())
    finally:
        document.close()
    return "\n".join(parts)

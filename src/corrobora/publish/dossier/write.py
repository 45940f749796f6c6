"""Writing dossiers, of an incident or of a whole case, each with its entry in the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corrobora.case import Case
from corrobora.publish.dossier.content import Material, dossier, dossier_of
from corrobora.publish.dossier.parts import Dossier
from corrobora.publish.dossier.render import DossierError, as_html, as_pdf, case_as_html, case_as_pdf
from corrobora.publish.dossier.whole import case_dossier
from corrobora.publish.files import export_file, export_folder
from corrobora.publish.redaction import Redaction, redaction_of

_FORMS = {".pdf": as_pdf, ".html": as_html}
#: Incidents that one PDF may hold: typesetting takes some 7 MB of memory for each.
MOST_IN_ONE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDossier:
    """A dossier that was written.

    Attributes:
        path: the file.
        label: the incident's.
        claims: how many claims it cites.
        sha256: of the file; the journal holds it too.
    """

    path: Path
    label: str
    claims: int
    sha256: str


def write_dossier(
    case: Case, incident: int | str, target: Path, *, redact: Path | None = None, images: bool = False
) -> WrittenDossier:
    """Write an incident's dossier as PDF/A or HTML; the export is journalled with the file's hash.

    The content depends on the case alone: exports and checks do not change it. A checkpoint or timestamp
    does if it is the first that covers an item's acquisition, since the annex names it.

    Args:
        case: the case.
        incident: number or label.
        target: file that ends in ``.pdf`` or ``.html``; one that is there is replaced.
        redact: file of protected terms, one a line.
        images: whether pictures attached to its items are shown, blurred.

    Raises:
        NotThere: if there is no such incident.
        DossierError: if the target's ending is another.
        BadTerms: if the terms cannot be read.
        NotExported: if the file cannot be written.
        Leaked: if a protected term could still be read from it; nothing is written then.
    """
    form = _FORMS.get(target.suffix.lower())
    if form is None:
        raise DossierError(f"{target}: dossiers are written as {' or '.join(_FORMS)}")
    redaction = redaction_of(redact)
    content = dossier(case, incident, images=images)
    data = form(content, redaction)
    payload = {
        "format": f"dossier{target.suffix.lower()}", "incident": content.label,
        "redacted": bool(redaction.terms),
    }  # fmt: skip
    sha256 = export_file(case, target, data, payload)
    return WrittenDossier(path=target, label=content.label, claims=len(content.claims), sha256=sha256)


def write_case_dossier(
    case: Case, target: Path, *, redact: Path | None = None, images: bool = False
) -> dict[Path, str]:
    """Write a whole case's dossier; the SHA-256 of each file, which the journal holds too.

    Args:
        case: the case.
        target: ``FILE.html`` or ``FILE.pdf``: the case and all its incidents in one; anything else: a folder
            that is made, with ``case.pdf`` and a PDF for each incident.
        redact: file of protected terms, one a line.
        images: whether pictures attached to items are shown, blurred.

    Raises:
        DossierError: if there are too many incidents for one PDF.
        BadTerms, NotExported, Leaked: as `write_dossier`.
    """
    redaction = redaction_of(redact)
    material = Material(case, many=True)
    labels = [head.incident.label for head in case.incidents()]
    each = (dossier_of(material, label, images=images) for label in labels)
    form = target.suffix.lower()
    payload = {"redacted": bool(redaction.terms), "incidents": len(labels)}
    if form == ".html":
        pieces = case_as_html(case_dossier(material), each, redaction)
        return {target: export_file(case, target, pieces, {"format": "dossier.html", **payload})}
    if form == ".pdf":
        if len(labels) > MOST_IN_ONE:
            raise DossierError(
                f"{target}: {len(labels)} incidents are too many for one PDF, which holds {MOST_IN_ONE}; "
                "name a folder to have a PDF of the case and one of each incident, or a file ending in .html"
            )
        data = case_as_pdf(case_dossier(material), each, redaction)
        return {target: export_file(case, target, data, {"format": "dossier.pdf", **payload})}
    files = _files(material, each, redaction)
    made = export_folder(case, target, files, {"format": "dossier.pdf", **payload})
    return {target / name: sha256 for name, sha256 in made.items()}


def _files(material: Material, each: Iterator[Dossier], redaction: Redaction) -> Iterator[tuple[str, bytes]]:
    """``case.pdf``, each incident's PDF, and the hashes of all in the form of ``sha256sum``."""
    sums = []

    def summed(name: str, data: bytes) -> tuple[str, bytes]:
        sums.append(f"{hashlib.sha256(data).hexdigest()}  {name}\n")
        return name, data

    yield summed("case.pdf", case_as_pdf(case_dossier(material), None, redaction))
    for one in each:
        yield summed(f"incidents/{one.label}.pdf", as_pdf(one, redaction))
    yield "SHA256SUMS.txt", "".join(sums).encode()

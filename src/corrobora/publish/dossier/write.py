"""Writing a dossier, with its entry in the journal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corrobora.case import Case
from corrobora.publish.dossier.content import dossier
from corrobora.publish.dossier.render import DossierError, as_html, as_pdf
from corrobora.publish.files import export_file
from corrobora.publish.redaction import Redaction, terms_of

_FORMS = {".pdf": as_pdf, ".html": as_html}


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

    The content depends on the case alone: as long as nothing but exports has been journalled, the same
    incident gives the same bytes.

    Args:
        case: the case.
        incident: number or label.
        target: file that ends in ``.pdf`` or ``.html``; one that is there is replaced.
        redact: file of protected terms, one a line.
        images: whether pictures attached to its items are shown, blurred.

    Raises:
        NotThere: if there is no such incident.
        DossierError: if the target's ending is another, or the terms cannot be read.
        NotExported: if the file cannot be written.
        Leaked: if a protected term could still be read from it; nothing is written then.
    """
    form = _FORMS.get(target.suffix.lower())
    if form is None:
        raise DossierError(f"{target}: dossiers are written as {' or '.join(_FORMS)}")
    redaction = Redaction(terms_in(redact)) if redact else None
    content = dossier(case, incident, images=images)
    data = form(content, redaction)
    payload = {
        "format": f"dossier{target.suffix.lower()}", "incident": content.label,
        "redacted": redaction is not None,
    }  # fmt: skip
    sha256 = export_file(case, target, data, payload)
    return WrittenDossier(path=target, label=content.label, claims=len(content.claims), sha256=sha256)


def terms_in(path: Path) -> tuple[str, ...]:
    """The protected terms of a file.

    Raises:
        DossierError: if it cannot be read or holds none.
    """
    try:
        terms = terms_of(path.read_text(encoding="utf-8-sig").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise DossierError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if not terms:
        raise DossierError(f"{path}: holds no terms; without any, leave --redact out")
    return terms

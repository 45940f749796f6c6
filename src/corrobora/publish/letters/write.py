"""Writing letters, with their entry in the journal."""

from __future__ import annotations

from pathlib import Path

from corrobora.case import Case
from corrobora.codebook.letters import letter_forms
from corrobora.publish.dossier.render import DossierError
from corrobora.publish.files import export_folder
from corrobora.publish.letters.answers import Answers, read_answers
from corrobora.publish.letters.compose import compose
from corrobora.publish.letters.render import as_docx, as_pdf, as_text
from corrobora.publish.redaction import redaction_of

FORMS = {".pdf": as_pdf, ".txt": as_text, ".docx": as_docx}


def write_letters(
    case: Case, form: str, incident: int | str, target: Path, *, answers: Path | None = None,
    redact: Path | None = None,
) -> tuple[Path, ...]:  # fmt: skip
    """Write the letters about an incident to a new folder, each as PDF/A, text and Word.

    Args:
        case: the case.
        form: sort of letter, as the codebook names it.
        incident: number or label.
        target: folder that is made for them.
        answers: file of what only people know.
        redact: file of protected terms, one a line.

    Raises:
        NotThere: if there is no such incident.
        DossierError: if there is no such form, or a letter cannot be laid out.
        BadTerms: if the terms cannot be read.
        BadAnswers: if the file of answers is wrong.
        NotExported: if they cannot be written.
        Leaked: if a protected term could still be read; nothing is written then.
    """
    known = letter_forms()
    if form not in known:
        raise DossierError(f"{form!r} is no sort of letter; there are {', '.join(known)}")
    given = read_answers(answers, known[form]) if answers else Answers()
    redaction = redaction_of(redact)
    made = {
        f"{letter.name}{ending}": lay_out(letter, redaction)
        for letter in compose(case, known[form], incident, given)
        for ending, lay_out in FORMS.items()
    }
    payload = {
        "format": "letter", "form": form, "incident": case.incident(incident).incident.label,
        "redacted": bool(redaction.terms),
    }  # fmt: skip
    export_folder(case, target, made, payload)
    return tuple(target / name for name in made)

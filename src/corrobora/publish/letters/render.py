"""Laying a letter out: PDF/A, plain text, and Word for who must go on writing."""

from __future__ import annotations

import io
import json
import re
import zipfile
from importlib.resources import files
from typing import Any

from corrobora.publish.dossier.render import printable, typeset
from corrobora.publish.letters.compose import ComposedLetter
from corrobora.publish.redaction import NOTHING, Redaction

WIDTH = 92
CONFIDENTIAL = "CONFIDENTIAL"


def as_text(letter: ComposedLetter, redaction: Redaction = NOTHING) -> bytes:
    """The letter as plain text.

    Raises:
        Leaked: if a protected term is still in it.
    """
    d = _data(letter, redaction)
    out = [f"To: {d['to']}", "", d["title"], " · ".join(x for x in (d["incident"], d["number"]) if x), ""]
    out += [d["opening"], ""]
    for section in d["sections"]:
        out += [section["title"], "-" * len(section["title"])]
        for field in section["fields"]:
            mark = f" [{CONFIDENTIAL}]" if field["confidential"] else ""
            out.append(f"{field['label']}{mark}:")
            out += [f"    {line}" for line in field["lines"]]
        out.append("")
    out += [f"Written from the state of the case at {d['state']}. {d['source']}", ""]
    text = "\n".join(out)
    redaction.check(text, "the letter")
    return text.encode("utf-8", "replace")


def as_docx(letter: ComposedLetter, redaction: Redaction = NOTHING) -> bytes:
    """The letter as a Word document; the same letter gives the same bytes.

    Raises:
        Leaked: if a protected term is still in it.
    """
    import docx

    d = _data(letter, redaction)
    document = docx.Document()
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "Corrobora", d["title"], ""
    document.add_paragraph(f"To: {d['to']}")
    document.add_heading(d["title"], level=1)
    document.add_paragraph(" · ".join(x for x in (d["incident"], d["number"]) if x))
    document.add_paragraph(d["opening"])
    for section in d["sections"]:
        document.add_heading(section["title"], level=2)
        table = document.add_table(rows=0, cols=2)
        for field in section["fields"]:
            label, value = table.add_row().cells
            mark = f" [{CONFIDENTIAL}]" if field["confidential"] else ""
            label.text = _xml(field["label"] + mark)
            value.text = _xml("\n".join(field["lines"]))
    document.add_paragraph(_xml(f"Written from the state of the case at {d['state']}. {d['source']}"))
    out = io.BytesIO()
    document.save(out)
    data = _timeless(out.getvalue())
    redaction.check_files({"letter.docx": data})
    return data


def as_pdf(letter: ComposedLetter, redaction: Redaction = NOTHING) -> bytes:
    """The letter as PDF/A-2b, without the time it was made.

    Raises:
        DossierError: if it cannot be set.
        Leaked: if a protected term can still be read from it.
    """
    shown = _data(letter, redaction)
    inputs = {"letter.json": json.dumps(shown, ensure_ascii=False).encode()}
    data = typeset(files(__package__).joinpath("page.typ").read_bytes(), inputs, letter.name)
    redaction.check_files({"letter.pdf": data})
    return data


def _data(letter: ComposedLetter, redaction: Redaction) -> dict[str, Any]:
    data = printable(letter) | {"redacted": bool(redaction.terms)}
    return redaction.apply(data)  # type: ignore[no-any-return]


def _xml(words: str) -> str:
    """Words without what XML cannot hold."""
    return "".join(c if c in "\n\t" or (c >= " " and c not in "\ufffe\uffff") else "\ufffd" for c in words)


def _timeless(data: bytes) -> bytes:
    """The same package without times of making: every entry is of 1980, the creation date is taken out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "docProps/core.xml":
                content = re.sub(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>", b"", content)
            new.writestr(zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0)), content)
    return out.getvalue()

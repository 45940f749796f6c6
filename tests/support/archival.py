"""A structural check of PDF/A-2b (ISO 19005-2), of what can be told without a validator.

It is no veraPDF: glyph widths, colour spaces in content streams and the syntax of every object are not
checked.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PdfReadError
from pypdf.generic import DictionaryObject, IndirectObject

_FORBIDDEN_ACTIONS = {
    "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/JavaScript", "/Hide", "/SetOCGState",
    "/Rendition", "/Trans", "/GoTo3DView",
}  # fmt: skip
_FORBIDDEN_FILTERS = {"/LZWDecode", "/Crypt"}


def faults(data: bytes) -> list[str]:
    """What speaks against a file being PDF/A-2b; empty if nothing was found."""
    return list(_faults(data))


def _faults(data: bytes) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7]\n", data):
        yield "6.1.2: no header of PDF 1.0 to 1.7"
    second = data.split(b"\n", 2)[1]
    if not (second.startswith(b"%") and len(second) >= 5 and all(b > 127 for b in second[1:5])):
        yield "6.1.2: no comment of four high bytes after the header"
    if not data.rstrip(b"\r\n").endswith(b"%%EOF"):
        yield "6.1.3: data after the end"
    reader = PdfReader(io.BytesIO(data))
    trailer, root = reader.trailer, reader.trailer["/Root"].get_object()
    if "/Encrypt" in trailer:
        yield "6.1.3: is encrypted"
    if "/ID" not in trailer:
        yield "6.1.3: the trailer has no ID"
    yield from _metadata(root)
    yield from _intents(root)
    for name in ("/AA", "/Requirements"):
        if root.get(name) is not None:
            yield f"6.5: the catalogue has {name}"
    if "/AcroForm" in root and root["/AcroForm"].get_object().get("/XFA"):
        yield "6.4.2: has XFA"
    if "/Names" in root and "/JavaScript" in root["/Names"].get_object():
        yield "6.5.1: has JavaScript"
    fonts = 0
    for number in range(1, len(reader.xref_objStm) + sum(map(len, reader.xref.values())) + 1):
        try:
            found = IndirectObject(number, 0, reader).get_object()
        except PdfReadError:  # a number nobody uses
            continue
        if isinstance(found, DictionaryObject):
            fonts += found.get("/Type") == "/Font"
            yield from _object(number, found)
    if not fonts:
        yield "no font was found, so nothing was checked"


def _metadata(root: Any) -> Iterator[str]:
    if "/Metadata" not in root:
        yield "6.6.2: the catalogue has no metadata"
        return
    stream = root["/Metadata"].get_object()
    if "/Filter" in stream:
        yield "6.6.2: metadata is compressed"
    xmp = stream.get_data().decode("utf-8")
    for name, value in (("part", "2"), ("conformance", "B")):
        if not re.search(rf"pdfaid:{name}(>|=\")\s*{value}", xmp):
            yield f"6.6.4: metadata does not say pdfaid:{name} {value}"


def _intents(root: Any) -> Iterator[str]:
    intents = [i.get_object() for i in root.get("/OutputIntents", [])]
    archival = [i for i in intents if i.get("/S") == "/GTS_PDFA1"]
    if not archival:
        yield "6.2.3: no output intent for archiving"
    for intent in archival:
        profile = intent.get("/DestOutputProfile")
        if profile is None or profile.get_object().get_data()[36:40] != b"acsp":
            yield "6.2.3: the output intent has no ICC profile"


def _object(number: int, found: Any) -> Iterator[str]:
    kind = found.get("/Type")
    if kind == "/Font" and found.get("/Subtype") not in ("/Type0", "/Type3"):
        described = found.get("/FontDescriptor")
        held = described.get_object() if described else {}
        if not any(name in held for name in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield f"6.2.11.4: object {number}: font {found.get('/BaseFont')} is not embedded"
    if kind == "/Font" and found.get("/Subtype") == "/Type0" and "/ToUnicode" not in found:
        yield f"6.2.11.7: object {number}: font without a way back to Unicode"
    if kind == "/Annot" and found.get("/Subtype") not in ("/Link", "/Popup"):
        yield f"6.3.1: object {number}: annotation {found.get('/Subtype')}"
    if kind == "/Annot" and "/F" in found and not int(found["/F"]) & 4 and found.get("/Subtype") != "/Popup":
        yield f"6.3.2: object {number}: annotation is not printed"
    if found.get("/S") in _FORBIDDEN_ACTIONS:
        yield f"6.5.1: object {number}: action {found.get('/S')}"
    filters = found.get("/Filter", [])
    for name in filters if isinstance(filters, list) else [filters]:
        if name in _FORBIDDEN_FILTERS:
            yield f"6.1.7: object {number}: filter {name}"
    if kind in ("/EmbeddedFile", "/Filespec"):
        yield f"6.8: object {number}: holds a file"

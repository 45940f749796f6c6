from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from archival import faults
from bundles import fill
from corrobora.case import Case
from corrobora.case.finding import relate
from corrobora.case.writing import write_item
from corrobora.model.item import Item
from corrobora.model.relation import Relation, RelationSort
from corrobora.publish.dossier.content import dossier
from corrobora.publish.dossier.pictures import blurred
from corrobora.publish.dossier.render import as_html, as_pdf


def picture(text: str = "Merrow") -> bytes:
    """Stripes as fine as a face, with a name in the file."""
    made = Image.new("RGB", (640, 480), "white")
    for x in range(0, 640, 8):
        made.paste((0, 0, 0), (x, 0, x + 4, 480))
    exif = Image.Exif()
    exif[0x010E] = text
    out = io.BytesIO()
    made.save(out, "JPEG", exif=exif)
    return out.getvalue()


def attach(case: Case, data: bytes, name: str) -> None:
    sha256 = hashlib.sha256(data).hexdigest()
    case.vault.put(data)
    item = Item(
        sha256=sha256, size=len(data), media_type="image/jpeg", name=name, received=datetime.now(UTC),
        received_by="ann", origin="a message",
    )  # fmt: skip
    with case._database.write() as connection:
        write_item(connection, item, actor="ann")
        other = case.incident(1).claims[0].document.sha256
        relate(connection, Relation(sha256=sha256, other=other, sort=RelationSort.ATTACHED_TO), actor="ann")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with fill(tmp_path) as filled:
        attach(filled, picture(), "stripes.jpg")
        attach(filled, b"\xff\xd8\xff rubbish", "broken.jpg")
        yield filled


def test_what_is_attached_is_listed_and_shown_only_when_asked_for(case: Case) -> None:
    silent = dossier(case, 1)
    (evidence,) = (e for e in silent.evidence if e.attached)
    assert {a.name for a in evidence.attached} == {"stripes.jpg", "broken.jpg"}
    assert silent.pictures == {}
    shown = dossier(case, 1, images=True)
    assert len(shown.pictures) == 1
    (broken,) = (a for e in shown.evidence for a in e.attached if a.name == "broken.jpg")
    assert broken.why.startswith("cannot be shown")
    page = as_html(shown).decode()
    assert page.count("data:image/png") == 1
    pdf = as_pdf(shown)
    assert faults(pdf) == []
    assert len(pdf) > len(as_pdf(silent))


def test_a_picture_keeps_neither_what_it_shows_nor_what_is_written_in_its_file() -> None:
    made = blurred(picture())
    assert b"Merrow" not in made
    with Image.open(io.BytesIO(made)) as shown:
        assert shown.info == {}
        grey = shown.convert("L")
        low, high = grey.getextrema()
    assert high - low < 90  # black and white stripes have become one grey
    huge = io.BytesIO()
    Image.new("1", (9000, 9000)).save(huge, "PNG")
    with pytest.raises(ValueError, match="pixels"):
        blurred(huge.getvalue())


def test_a_sensitive_picture_is_never_shown(case: Case) -> None:
    (record,) = (a for e in dossier(case, 1).evidence for a in e.attached if a.name == "stripes.jpg")
    case.decide_sensitive(record.item, sensitive=True, reason="a prisoner's face")
    made = dossier(case, 1, images=True)
    assert made.pictures == {}
    (row,) = (a for e in made.evidence for a in e.attached if a.name == "stripes.jpg")
    assert row.why == "marked sensitive"


def test_origins_are_told_with_their_claims(case: Case) -> None:
    said = dossier(case, 1).origins
    assert said[0].text.startswith("Independent origins: ")
    assert all(sentence.claims for sentence in said)
    assert any("an origin" in sentence.text for sentence in said)

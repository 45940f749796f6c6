"""Cases with protected terms planted wherever a term can stand, and a search of its own for them."""

from __future__ import annotations

import base64
import io
import random
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
import pypdfium2
from PIL import Image

from corrobora.case import Case
from corrobora.case.finding import relate
from corrobora.case.writing import write_item
from corrobora.model.item import Item
from corrobora.model.relation import Relation, RelationSort
from corrobora.publish.data.write import FILES, FOLDERS, write_file, write_folder, write_reviews
from corrobora.publish.dossier.write import write_case_dossier, write_dossier
from corrobora.publish.letters.write import write_letters
from corrobora.publish.redaction import Leaked
from corrobora.publish.site.write import write_site
from line_engine import LineEngine
from reports import Reports

#: Names of nobody, in Latin letters, in Cyrillic ones, and as others romanise them.
NAMES = (
    ("Merrowenko", "Мерровенко", ("Merovenko", "Myerrovenko")),
    ("Hryzelyuk", "Гризелюк", ("Gryzeliuk", "Hryzeliuk")),
    ("Zhuravskiy", "Журавський", ("Zhuravskyi", "Zhuravskii")),
    ("Kovtsevych", "Ковцевич", ("Kovtsevich", "Kovtzevych")),
    ("Shchebrynin", "Щебринін", ("Shchebrinin",)),
    ("Yakhontyuk", "Яхонтюк", ("Iakhontiuk", "Jakhontiuk")),
    ("Tereshovets", "Терешовець", ("Tereshovetz",)),
    ("Voloshkyn", "Волошкин", ("Woloshkyn", "Voloshkin")),
)
_LOOKALIKE = str.maketrans("аеосрхАЕОСРХ", "aeocpxAEOCPX")


@dataclass(frozen=True)
class Planted:
    """What was planted.

    Attributes:
        terms: as the file of protected terms has them.
        forms: as they stand in the case.
        seed: what it was made from.
    """

    terms: tuple[str, ...]
    forms: tuple[str, ...]
    seed: int


def forms_of(name: tuple[str, str, tuple[str, ...]], pick: random.Random) -> list[str]:
    """A name as texts write it: other cases, scripts, endings, romanisations, and hidden in other ways."""
    latin, cyrillic, others = name
    middle = len(latin) // 2
    return [
        latin, latin.upper(), latin.lower(), cyrillic, cyrillic.upper(), *others,
        cyrillic + pick.choice(("а", "у", "ом")), f"{latin}'s",
        unicodedata.normalize("NFD", latin[:middle] + "é" + latin[middle + 1 :])
        if latin[middle] == "e" else latin,
        latin[:middle] + "\u00ad" + latin[middle:], latin[:middle] + "\u200b" + latin[middle:],
        cyrillic.translate(_LOOKALIKE), f"Ivan{latin}", f"{latin}_list", f"{latin}2024",
    ]  # fmt: skip


def plant(folder: Path, seed: int) -> tuple[Case, Planted]:
    """A case with planted terms in texts, titles, publishers, addresses, files, reasons, letters, photos."""
    pick = random.Random(seed)
    first, second = pick.sample(NAMES, 2)
    forms = {*forms_of(first, pick), *forms_of(second, pick)}
    words = sorted(forms)

    def one() -> str:
        return pick.choice(words)

    def name() -> str:  # what the engine of the tests reads as one word
        return pick.choice([w for w in words if re.fullmatch(r"\w+", w)])

    reports = Reports(folder / "reports")
    reports.folder.mkdir(parents=True)
    for number in range(pick.randint(1, 3)):
        text = (
            f"{one()} says 9 prisoners were shot at {name()} on 2024-05-0{number + 3}.\n"
            f"{name()} denied it.\n{name()} has counted 12{number} killings up to 2024-07-01.\n"
            f"{one()} and {one()} were seen by {one()}.\n{name()} condemned the killings.\n"
        )
        file = re.sub(r"[^\w-]", "", name()) + f"-{number}"
        if pick.random() < 0.5:
            text = f"<html><head><title>{one()}</title></head><body><p>{text}</p></body></html>"
            path = reports.folder / f"{file}.html"
        else:
            path = reports.folder / f"{file}.txt"
        path.write_text(text, encoding="utf-8")
        address = f"https://p.example/{name().lower()}-shot"
        reports.rows.append(f"{path.name},{one()} Weekly,2024-05-1{number},{address},")
    case = Case.create(folder / "case", actor="ann", engine=LineEngine(), name=f"Case of {one()}")
    case.add([reports.folder], reports.manifest())
    claim = case.incident(1).claims[0].id
    attach(case, picture(one()), f"{name()}.jpg")
    case.decide([claim], verdict="accepted", reason=f"{one()} saw it")
    case.decide_reliability(case.claim(claim).document.source.publisher or "", "B", reason=f"{one()} said so")
    letter = case.record_letter("icrc", "1", to=f"Office of {one()}", sent=date(2024, 6, 1))
    case.record_answer(letter.id, day=date(2024, 7, 1), words=f"{one()} is asked")
    for head in case.incidents():
        case.decide_public(head.incident.label, approve=True, reason=f"{one()} agreed")
    case.decide_public("tallies", approve=True, reason=f"as {one()} wishes")
    terms = (first[pick.randint(0, 1)], second[pick.randint(0, 1)])
    return case, Planted(terms=terms, forms=tuple(words), seed=seed)


def picture(term: str) -> bytes:
    """A photo whose own metadata holds a term."""
    out = io.BytesIO()
    made = Image.effect_noise((96, 64), 80).convert("RGB")
    exif = Image.Exif()
    exif[0x010E], exif[0x013B], exif[0x8298] = term, term, term  # description, artist, copyright
    made.save(out, "JPEG", exif=exif, comment=term.encode())
    return out.getvalue()


def attach(case: Case, data: bytes, name: str) -> None:
    """Attach a photo to the first document of the first incident."""
    sha256 = case.vault.put(data).sha256
    item = Item(
        sha256=sha256, size=len(data), media_type="image/jpeg", name=name, received=datetime.now(UTC),
        received_by="ann", origin=f"a message that {name} came with",
    )  # fmt: skip
    with case._database.write() as connection:
        write_item(connection, item, actor="ann")
        other = case.incident(1).claims[0].document.sha256
        relate(connection, Relation(sha256=sha256, other=other, sort=RelationSort.ATTACHED_TO), actor="ann")


def hand_over(case: Case, planted: Planted, out: Path) -> tuple[list[Path], int]:
    """Every output that can be redacted, and how many were stopped instead of written."""
    out.mkdir()
    terms = out.with_name("terms.txt")
    terms.write_text("\n".join(planted.terms), encoding="utf-8")
    (case.path / "protected.txt").write_text("\n".join(planted.terms), encoding="utf-8")
    stopped = 0
    whole = ("whole.pdf", "whole")[planted.seed % 2]  # one PDF, or a folder of them
    confidential = ("un-executions", "icrc", "prosecutor")[planted.seed % 3]
    for make in (
        lambda: write_dossier(case, 1, out / "dossier.pdf", redact=terms, images=True),
        lambda: write_dossier(case, 1, out / "dossier.html", redact=terms, images=True),
        lambda: write_case_dossier(case, out / whole, redact=terms, images=True),
        lambda: write_case_dossier(case, out / "whole.html", redact=terms, images=True),
        lambda: write_reviews(case, out / "reviews.json", url="https://record.example.org", redact=terms),
        *(partial(write_folder, case, name, out / name, redact=terms) for name in FOLDERS),
        *(partial(write_file, case, name, out / f"data.{name}", redact=terms) for name in FILES),
        lambda: write_site(case, out / "site", url="https://record.example.org", redact=terms),
        lambda: write_letters(case, "newsroom", 1, out / "newsroom", redact=terms),
        lambda: write_letters(case, confidential, 1, out / "letter", redact=terms),
    ):
        try:
            make()
        except Leaked:
            stopped += 1
    return [p for p in sorted(out.rglob("*")) if p.is_file()], stopped


def leaks(paths: list[Path], planted: Planted, root: Path) -> Iterator[str]:
    """Where a planted form can still be read."""
    wanted = {bare(form) for form in planted.forms}
    for path in paths:
        for place, text in readable(path, root):
            seen = bare(text)
            for form in wanted:
                if form in seen:
                    yield f"{path.relative_to(root)}: {place}: {form}"


def readable(path: Path, root: Path) -> Iterator[tuple[str, str]]:
    """Every text that can be taken out of a file, with where it was."""
    yield "name", str(path.relative_to(root))
    data = path.read_bytes()
    if path.suffix != ".woff2":
        yield "bytes", data.decode("utf-8", "ignore")
    if path.suffix == ".pdf":
        document = pypdfium2.PdfDocument(data)
        yield "metadata", "\n".join(map(str, document.get_metadata_dict().values()))
        yield "bookmarks", "\n".join(b.get_title() for b in document.get_toc())
        yield "text", "\n".join(page.get_textpage().get_text_bounded() for page in document)
        for page in document:
            for shown in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
                yield "picture", bytes(shown.get_data()).decode("latin-1")
        document.close()
    if path.suffix == ".html":
        for encoded in re.findall(r"base64,([A-Za-z0-9+/=]+)", data.decode()):
            yield "picture", base64.b64decode(encoded).decode("latin-1")
    if path.suffix == ".parquet":
        table = pq.read_table(io.BytesIO(data))
        yield "schema", str(table.schema) + str(table.schema.metadata)
        yield "rows", "\n".join(" ".join(map(str, row.values())) for row in table.to_pylist())
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                yield name, packed.read(name).decode("utf-8", "ignore")


def bare(text: str) -> str:
    """Letters and digits alone, in lower case, without accents and what nobody sees."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", text.casefold()))

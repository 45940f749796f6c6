"""Writing the public record: pages that work from a folder, without scripts and without other hosts."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from corrobora.case import Case
from corrobora.publish import days
from corrobora.publish.data.claimreview import claim_reviews
from corrobora.publish.dossier.render import printable
from corrobora.publish.files import export_folder
from corrobora.publish.redaction import Redaction, redaction_of
from corrobora.publish.site.content import Site, geojson, site, tables
from corrobora.publish.tables import data_package
from corrobora.publish.values import rule_texts

#: By this file a folder is known as a record that may be replaced by a newer one.
MARKER = "record.txt"
#: Terms that never become public, one a line, in the case's folder.
PROTECTED = "protected.txt"
_FONTS = (
    "source-serif-4-latin-opsz-normal", "source-serif-4-cyrillic-opsz-normal",
    "source-sans-3-latin-wght-normal", "source-sans-3-cyrillic-wght-normal",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSite:
    """A record that was written.

    Attributes:
        path: its folder.
        incidents: how many it shows.
        waiting: labels of those that wait for approval of a change.
        files: how many files it has.
    """

    path: Path
    incidents: int
    waiting: tuple[str, ...]
    files: int


def write_site(
    case: Case, target: Path, *, url: str = "", name: str | None = None, redact: Path | None = None
) -> WrittenSite:
    """Write the public record of what the lead approved; a record that is there is replaced whole.

    Args:
        case: the case.
        target: folder.
        url: address the record will stand at; for ClaimReview, which needs one.
        name: what it is called; ``None``: as the case is.
        redact: file of protected terms, beside those of ``protected.txt`` in the case's folder.

    Raises:
        BadTerms: if a file of terms cannot be read.
        NotExported: if the folder holds something else or cannot be written.
        Leaked: if a protected term could still be read; nothing is written then.
    """
    own = case.path / PROTECTED
    redaction = redaction_of(own if own.exists() else None, redact)
    record = site(case, name=name)
    made = dict(_downloads(case, record, url, name, redaction))
    made |= dict(_pages(record, redaction, reviewed=bool(url)))
    made |= {f"fonts/{font}.woff2": data for font, data in _fonts()}
    redaction.check_files(made)
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {file}\n" for file, data in sorted(made.items()))
    made["SHA256SUMS.txt"] = sums.encode()
    made[MARKER] = f"Public record of {redaction.apply(record.name)}, {record.day}\n".encode()
    payload = {
        "format": "site", "redacted": bool(redaction.terms),
        "incidents": [i.label for i in record.incidents],
    }  # fmt: skip
    export_folder(case, target, made, payload, replacing=MARKER)
    return WrittenSite(
        path=target, incidents=len(record.incidents),
        waiting=tuple(g.label for g in record.gone if "checked" in g.why), files=len(made),
    )  # fmt: skip


def _pages(record: Site, redaction: Redaction, *, reviewed: bool) -> Iterator[tuple[str, bytes]]:
    environment = Environment(
        loader=PackageLoader("corrobora.publish.site", "templates"), autoescape=True,
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["day"] = lambda value: days.day(value) if value else "day not known"
    fonts = any(True for _ in _fonts())

    def page(template: str, up: str, **values: Any) -> bytes:
        text = environment.get_template(template).render(
            s=head, up=up, here=template, redacted=bool(redaction.terms), **values
        )
        return text.encode("utf-8", "replace")

    shown = _plain(record, redaction)
    head = {k: shown[k] for k in ("name", "day", "entry", "totals", "method", "rules")}
    counts = {"incidents": shown["incidents"], "gone": shown["gone"]}
    yield "style.css", _style(fonts)
    yield "index.html", page("index.html", "", **counts)
    yield "tallies.html", page("tallies.html", "", tallies=shown["tallies"])
    yield "method.html", page("method.html", "")
    yield "corrections.html", page("corrections.html", "", corrections=shown["corrections"])
    yield (
        "downloads.html",
        page("downloads.html", "", has_tallies=record.tallies is not None, has_reviews=reviewed),
    )
    for found in shown["incidents"]:
        label = found["label"]
        told = {"responses": shown["responses"][label], "silence": shown["silence"].get(label, ())}
        yield f"incidents/{label}.html", page("incident.html", "../", i=found, **told)
    for gone in shown["gone"]:
        yield f"incidents/{gone['label']}.html", page("gone.html", "../", g=gone)


def _plain(record: Site, redaction: Redaction) -> dict[str, Any]:
    """The record as plain data, without protected terms; addresses that hold one are left out."""
    light = dataclasses.replace(
        record,
        incidents=tuple(dataclasses.replace(i, incident=None) for i in record.incidents),  # type: ignore[arg-type]
    )
    data = printable(dataclasses.replace(light, method=None))  # type: ignore[arg-type]
    data["rules"] = rule_texts()
    data["method"] = {
        "name": record.method.name, "says": record.method.says,
        "scales": [
            {"name": s.name, "cited": s.cited, "levels": [printable(v) for v in s.levels.values()]}
            for s in record.method.scales
        ],
    }  # fmt: skip
    return redaction.apply(data)  # type: ignore[no-any-return]


def _downloads(
    case: Case, record: Site, url: str, name: str | None, redaction: Redaction
) -> Iterator[tuple[str, bytes]]:
    made = [t.redacted(redaction) for t in tables(record)]
    for table in made:
        yield f"downloads/{table.name}.csv", table.csv()
    yield "downloads/datapackage.json", redaction.in_json(data_package(made, record.name, record.method))
    yield "downloads/incidents.geojson", redaction.in_json(geojson(record))
    if url:
        reviews = claim_reviews(case, record.incidents, url=url, publisher=name)
        yield "downloads/claimreview.json", redaction.in_json(reviews)


def _fonts() -> Iterator[tuple[str, bytes]]:
    """The fonts the web pages use, where the package was built with them."""
    folder = files("corrobora") / "web" / "static" / "vendor"
    for name in _FONTS:
        found = folder / f"{name}.woff2"
        if found.is_file():
            yield name, found.read_bytes()


def _style(fonts: bool) -> bytes:
    base = files("corrobora.publish.site").joinpath("templates", "style.css").read_text("utf-8")
    faces = "".join(
        f'@font-face {{ font-family: "{family}"; src: url(fonts/{name}.woff2); font-weight: 200 900; '
        f"unicode-range: {span}; }}\n"
        for name, family, span in (
            (_FONTS[0], "Source Serif 4", "U+0-24F, U+2000-22FF"),
            (_FONTS[1], "Source Serif 4", "U+400-4FF"),
            (_FONTS[2], "Source Sans 3", "U+0-24F, U+2000-22FF"),
            (_FONTS[3], "Source Sans 3", "U+400-4FF"),
        )
    )
    return ((faces if fonts else "") + base).encode()

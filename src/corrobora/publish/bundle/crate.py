"""What a bundle says of itself: RO-Crate metadata for programs, a report for people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from corrobora.publish.bundle import layout


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a bundle holds, for its descriptions.

    Attributes:
        case: what the case is called.
        made: when the bundle was made, in UTC.
        by: who made it.
        program: name and version of the program.
        key: fingerprint of the public key.
        checkpoint: the signed checkpoint over the whole journal.
        items: as the journal recorded them.
        documents: as the records hold them, by item.
        counts: how many entries, texts, claims and incidents there are.
        stamps: time and authority of each timestamp over the last checkpoint.
    """

    case: str
    made: datetime
    by: str
    program: str
    key: str
    checkpoint: str
    items: Sequence[Mapping[str, Any]]
    documents: Mapping[str, Mapping[str, Any]]
    counts: Mapping[str, int]
    stamps: Sequence[tuple[datetime, str]]


def ro_crate(contents: Contents) -> bytes:
    """The metadata file of an RO-Crate 1.2 whose root is the bag's payload."""
    parts = [_file(item, contents.documents.get(item["sha256"])) for item in contents.items]
    listed = [
        _described(layout.JOURNAL, "application/jsonl", "The case's journal: every act, hash-chained"),
        _described(layout.DOCUMENTS, "application/jsonl", "Documents and where they come from"),
        _described(layout.CLAIMS, "application/jsonl", "Claims, each value with its words"),
        _described(layout.REGISTER, "application/jsonl", "Incidents, redirects and reasons for links"),
        _described(
            layout.FINDINGS, "application/jsonl", "What tools found out about items: metadata, messages"
        ),
        _described(layout.REPORT, "text/html", "What the bundle holds, for people"),
    ]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": f"Evidence bundle of the case {contents.case}",
        "description": "Items as received, texts read from them, claims, register and journal of a case.",
        "datePublished": contents.made.isoformat(),
        "license": {"@id": "#rights"},
        "hasPart": [{"@id": part["@id"]} for part in (*listed, *parts)],
    }
    graph = [
        {
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.2"},
        },
        root,
        {
            "@id": "#rights",
            "@type": "CreativeWork",
            "name": "Rights in the items",
            "description": "Rights in the items stay with those who made them; the bundle grants none.",
        },
        *listed,
        *parts,
    ]
    crate = {"@context": "https://w3id.org/ro/crate/1.2/context", "@graph": graph}
    return (json.dumps(crate, ensure_ascii=False, indent=1) + "\n").encode()


def report(contents: Contents) -> bytes:
    """The bundle described for people, as one HTML page without scripts or foreign resources."""
    environment = Environment(
        loader=PackageLoader(__package__, ""), autoescape=True, undefined=StrictUndefined
    )
    rows = [(item, contents.documents.get(item["sha256"])) for item in contents.items]
    return (
        environment.get_template("report.html")
        .render(contents=contents, rows=rows)
        .encode("utf-8", "replace")
    )


def _described(name: str, media: str, words: str) -> dict[str, Any]:
    return {"@id": _local(name), "@type": "File", "encodingFormat": media, "name": words}


def _file(item: Mapping[str, Any], document: Mapping[str, Any] | None) -> dict[str, Any]:
    entity: dict[str, Any] = {
        "@id": _local(layout.item(item["sha256"])),
        "@type": "File",
        "name": item["name"],
        "encodingFormat": item["media_type"],
        "contentSize": str(item["size"]),
        "sha256": item["sha256"],
        "dateModified": item["received"],
    }
    if item["media_type"] == "application/wacz":
        entity["conformsTo"] = {"@id": "https://specs.webrecorder.net/wacz/1.1.1/"}
    for key, field in (("url", "url"), ("datePublished", "published"), ("headline", "title")):
        if document and document.get(field):
            entity[key] = document[field]
    if document and document.get("publisher"):
        entity["publisher"] = document["publisher"]
    return entity


def _local(name: str) -> str:
    return name.removeprefix(f"{layout.PAYLOAD}/")

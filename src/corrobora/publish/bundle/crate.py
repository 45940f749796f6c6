"""What a bundle says of itself: RO-Crate metadata for programs, a report for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

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
    rows = "".join(_row(item, contents.documents.get(item["sha256"])) for item in contents.items)
    counted = "".join(
        f"<tr><th>{escape(name)}</th><td>{number:,}</td></tr>" for name, number in contents.counts.items()
    )
    stamps = (
        "".join(f"<li>{when.isoformat()} — {escape(who)}</li>" for when, who in contents.stamps)
        or "<li>none: the time of this bundle rests on its maker's clock</li>"
    )
    page = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(contents.case)}: evidence bundle</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>body{{font:16px/1.5 serif;max-width:60em;margin:2em auto;padding:0 1em}}table{{border-collapse:collapse}}
th,td{{text-align:left;vertical-align:top;padding:.3em .8em .3em 0;border-bottom:1px solid #ccc}}
code,pre{{font-size:.8em;overflow-wrap:anywhere;white-space:pre-wrap}}</style></head><body>
<h1>{escape(contents.case)}</h1>
<p>Evidence bundle made {contents.made.isoformat()} by {escape(contents.by)} with {escape(contents.program)}.</p>
<h2>How to check it</h2>
<p>Run <code>python3 verify.py</code> in this bundle's top folder; it needs Python 3 only, and openssl for timestamps.
Compare the fingerprint of the key below with the one its owner gives you over another channel; without that, the
check shows that the bundle is whole, not who made it. A checkpoint published earlier is checked with
<code>python3 verify.py --checkpoint FILE</code>.</p>
<p>SHA-256 of the key: <code>{contents.key}</code></p><pre>{escape(contents.checkpoint)}</pre>
<p>Timestamps over this checkpoint:</p><ul>{stamps}</ul>
<h2>What it shows, and what not</h2>
<p>That these bytes were held when the journal says, or at the latest at the time of a timestamp, and have not changed
since; which words of which item every value was read from; and that no entry of the journal was changed, dropped or
reordered. It does not show that what the items say is true, nor that a web page was served to others as it was to the
collector.</p>
<h2>What it holds</h2><table>{counted}</table>
<h2>Items</h2>
<table><tr><th>Item</th><th>Source</th><th>Received</th><th>SHA-256</th></tr>{rows}</table>
</body></html>
"""
    return page.encode("utf-8", "replace")


def _row(item: Mapping[str, Any], document: Mapping[str, Any] | None) -> str:
    source = document or {}
    said = [source.get("title"), source.get("publisher"), source.get("published"), source.get("url")]
    cells: Iterable[str] = (
        f"{escape(item['name'])}<br>{item['size']:,} bytes, {escape(item['media_type'])}",
        "<br>".join(escape(str(words)) for words in said if words) or "not read",
        f"{escape(item['received'])}<br>by {escape(item['received_by'])}, from {escape(item['origin'])}",
        f"<code>{item['sha256']}</code>",
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


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
    for key, field in (("url", "url"), ("datePublished", "published"), ("headline", "title")):
        if document and document.get(field):
            entity[key] = document[field]
    if document and document.get("publisher"):
        entity["publisher"] = document["publisher"]
    return entity


def _local(name: str) -> str:
    return name.removeprefix(f"{layout.PAYLOAD}/")

"""How fast pages answer over a large case, beside Datasette over the same file in the same run.

    uv run --group peers python scripts/measure_workbench.py --incidents 100000 --claims 1000000

Makes a case straight through the store: 2,000 incidents in generated reports from invented places, listed as
the program lists them; the rest are copies of these under other names, made in SQL. Starts `corrobora serve`
and `datasette` as processes of their own, and asks both for the same mix of pages in turn, one request at a
time: the register in its orders and far down, filters, search, incidents, and what waits. A page that
shows rows of several tables stands beside as many queries that give the same rows: their times are added
up, and the ratio to the first of them alone is given too. Prints median and 95th percentile of each sort of
page, and the processor time both servers took for a request (Linux only), which other work on the machine
changes less.

`--case DIR` keeps the case there and takes one that is there already; `--only SORT` asks for pages of one
sort.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import random
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

import httpx
from sqlalchemy import Connection, insert

from corrobora.case import Case
from corrobora.case.deciding import record
from corrobora.case.linking import linker
from corrobora.link import ClaimRecord
from corrobora.link.derive import derive
from corrobora.model.actor import Actor, ActorSort
from corrobora.model.claim import Claim, Slot
from corrobora.model.document import Document, Source, Text
from corrobora.model.incident_serial import incident_to_json
from corrobora.model.item import Item
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import (
    Act,
    Basis,
    ContextType,
    Kind,
    ResponseType,
    StatementType,
    Unit,
    Verification,
    VictimStatus,
)
from corrobora.model.when import Precision, When
from corrobora.model.where import Candidate, PlaceLevel, Where
from corrobora.store import claims as claim_store
from corrobora.store import documents as document_store
from corrobora.store import journal
from corrobora.store.tables import claims as claims_table
from corrobora.store.tables import incident_claims, incident_versions, incidents, links

#: Incidents that are made one by one; more are copies of them.
BASE = 2000
#: What copies add up in.
SUMS = {
    "listed_counts": ("incidents", "numbered", "lows", "low", "opens", "high"), "queue_counts": ("size",),
    "names": ("mentions",), "sizes": ("size",),
}  # fmt: skip
#: Pages that are measured alone.
ALONE = (
    "/", "/map", "/map?act=execution", "/api/v1/map?limit=800", "/api/v1/map?limit=800&act=execution",
    "/ledger", "/ledger?act=torture&victim_side=NO&from=2030-01-01",
    "/elements", "/tallies", "/tallies?at={tally}", "/api/v1/reconciliation", "/documents", "/statements",
    "/responses", "/places", "/actors",
)  # fmt: skip
SIDES = ("NO", "IS", "FI", "EE", "LT")
ACTS = (Act.EXECUTION,) * 6 + (Act.TORTURE, Act.TORTURE, Act.ILL_TREATMENT, Act.MUTILATION)
STATUSES = (VictimStatus.POW,) * 7 + (VictimStatus.HORS_DE_COMBAT, VictimStatus.CIVILIAN)
VERIFIED = (None, None, Verification.UNVERIFIED, Verification.VERIFIED)
#: A sentence in each of the three languages; the named parts are what a claim's slots point at.
SENTENCES = (
    "{n} prisoners were shot near {place} on {day}, {who} said; {basis} was named as evidence.",
    "Біля {place} {day} розстріляно полонених: {n}, повідомляє {who}; як доказ названо {basis}.",
    "Возле {place} {day} расстреляны пленные: {n}, сообщает {who}; доказательством названо {basis}.",
)
TALLY = "Since {day}, at least {n} prisoners have been killed in {place}, according to {who}."
OTHER = "On {day} {who} said that what was done in {place} has to be answered for; {n} files were opened."
SYLLABLES = "ba den gor hal kir lom mur nes pol rad sev tar ul vin zor dra kel mo sti yar".split()
FILLER = (
    "The report does not say who commanded the unit.", "Nobody was allowed to visit the camp.",
    "Про це пишуть місцеві жителі.", "Связи с посёлком не было.", "Its author was not named.",
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """Names everything is made of."""

    places: tuple[Where, ...]
    speakers: tuple[Actor, ...]
    outlets: tuple[str, ...]

    @classmethod
    def make(cls, rng: random.Random) -> World:
        def name() -> str:
            return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 3))).capitalize()

        places = []
        for n in range(3000):
            called, country = name(), rng.choice(SIDES)
            found = tuple(
                Candidate(
                    id=f"made:{n}-{k}", name=called, level=PlaceLevel.SETTLEMENT, country=country,
                    admin=(f"{name()} region",), lat=56 + 12 * rng.random(), lon=6 + 22 * rng.random(),
                    score=0.9,
                )
                for k in range(rng.choice((1, 1, 1, 1, 2)))
            )  # fmt: skip
            places.append(Where(name=called, candidates=found))
        sorts = (ActorSort.PERSON, ActorSort.BODY, ActorSort.GROUP)
        speakers = tuple(
            Actor(name=f"{name()} {name()}", sort=rng.choice(sorts), side=rng.choice((None, *SIDES)))
            for _ in range(800)
        )
        return cls(
            places=tuple(places), speakers=speakers, outlets=tuple(f"{name()} {name()}" for _ in range(400))
        )


@dataclass
class Said:
    """A sentence with what its claim says, before it stands in a document."""

    sentence: str
    parts: dict[str, str]
    make: Callable[[Callable[[str, object], Slot], tuple[Span, ...]], Claim]  # type: ignore[type-arg]
    incident: int | None


def sentences(rng: random.Random, world: World, numbers: range, claims: int) -> Iterator[Said]:
    """Sentences about these incidents, and about nothing of them: tallies, statements, responses, context."""
    about = int(claims * 0.7)
    for n, number in enumerate(numbers):
        place, first = rng.choice(world.places), date(2029, 1, 1) + timedelta(days=rng.randrange(2000))
        act, status, side = rng.choice(ACTS), rng.choice(STATUSES), rng.choice(SIDES)
        by = rng.choice([s for s in SIDES if s != side])
        least = max(1, about // len(numbers) // 2)
        share = about // len(numbers) * 2 - least
        for _ in range(rng.randint(least, share) if n else least):
            low = max(1, int(rng.expovariate(0.2)))
            if rng.random() < 0.6:
                low = 3 + number % 9
            yield incident_claim(rng, world, number, place, first, (act, status, side, by), low)
    for _ in range(claims - about):
        yield other_claim(rng, world)


def incident_claim(
    rng: random.Random, world: World, number: int, place: Where, first: date, fixed: tuple[object, ...],
    low: int,
) -> Said:  # fmt: skip
    act, status, side, by = fixed
    basis, verification = rng.choice(list(Basis)), rng.choice(VERIFIED)
    day = first + timedelta(days=rng.choice((0, 0, 0, 1)))
    speaker, confidence = rng.choice(world.speakers), rng.choice((0.9, 0.9, 0.8, 0.4))
    template = SENTENCES[number % 3]
    parts = {"n": str(low), "place": place.name, "day": day.isoformat(), "who": speaker.name, "basis": basis}

    def make(slot: Callable[[str, object], Slot], spans: tuple[Span, ...]) -> Claim:  # type: ignore[type-arg]
        when = When(first=day, last=day, precision=Precision.DAY, words=day.isoformat())
        persons = Quantity(low=low, high=low, unit=Unit.PERSONS)
        return Claim(
            kind=Kind.INCIDENT, engine="generated/1", spans=spans, confidence=confidence, act=slot("n", act),
            victim_status=slot("n", status), victim_side=slot("place", side),
            perpetrator_side=slot("who", by), victims=slot("n", persons), place=slot("place", place),
            date=slot("day", when), claimants=(slot("who", speaker),), basis=(slot("basis", basis),),
            verification=slot("basis", verification) if verification else None,
        )  # fmt: skip

    return Said(template.format(**parts), parts, make, number)


def other_claim(rng: random.Random, world: World) -> Said:
    kind = rng.choices((Kind.TALLY, Kind.STATEMENT, Kind.RESPONSE, Kind.CONTEXT), weights=(10, 45, 30, 15))[0]
    place, speaker = rng.choice(world.places), rng.choice(world.speakers)
    day = date(2029, 1, 1) + timedelta(days=rng.randrange(2000))
    low = rng.randint(1, 400)
    parts = {"n": str(low), "place": place.name, "day": day.isoformat(), "who": speaker.name}
    types = {Kind.STATEMENT: StatementType, Kind.RESPONSE: ResponseType, Kind.CONTEXT: ContextType}

    def make(slot: Callable[[str, object], Slot], spans: tuple[Span, ...]) -> Claim:  # type: ignore[type-arg]
        if kind is Kind.TALLY:
            last = day + timedelta(days=rng.randint(20, 300))
            period = When(first=day, last=last, precision=Precision.SPAN, words=day.isoformat())
            return Claim(
                kind=kind, engine="generated/1", spans=spans, act=slot("n", rng.choice(ACTS)),
                victims=slot("n", Quantity(low=low, high=None, unit=Unit.PERSONS)),
                victim_side=slot("place", rng.choice(SIDES)), period=slot("day", period),
                claimants=(slot("who", speaker),),
            )  # fmt: skip
        chosen = slot("who", rng.choice(list(types[kind])))
        if kind is Kind.CONTEXT:
            return Claim(kind=kind, engine="generated/1", spans=spans, type=chosen)
        return Claim(kind=kind, engine="generated/1", spans=spans, type=chosen, actor=slot("who", speaker))

    return Said((TALLY if kind is Kind.TALLY else OTHER).format(**parts), parts, make, None)


def generate(case: Case, count: int, claims: int) -> None:
    """A base of generated reports through the store, listed by the program, then copied many times."""
    rng = random.Random(7)
    copies = max(1, count // BASE)
    base, world = count // copies, World.make(rng)
    said = list(sentences(rng, world, range(1, base + 1), claims // copies))
    rng.shuffle(said)
    with case._store.write() as connection:
        entry = journal.append(connection, actor="generator", act="generate", payload={}).seq
        write_block(connection, rng, world, said, entry)
        for number in rng.sample(range(1, base + 1), base // 50):
            verdict = rng.choice(("accepted", "rejected", "unsure"))
            record(
                connection, (f"INC-{number:04d}",), judgement=None, verdict=verdict, reason="read",
                author="ana",
            )  # fmt: skip
    multiply(case.path / "corrobora.db", copies, base)


def multiply(path: Path, copies: int, base: int) -> None:
    """Copy all records many times; indexes and triggers, which would cost most of it, are made anew after."""
    with sqlite3.connect(path, isolation_level=None) as db:
        for pragma in ("synchronous = OFF", "cache_size = -1000000", "temp_store = MEMORY"):
            db.execute(f"PRAGMA {pragma}")
        db.execute("BEGIN")
        aside = db.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
        ).fetchall()
        for sort, name, _ in aside:
            db.execute(f'DROP {sort} "{name}"')
        for n in range(1, copies):
            copy(db, n, base)
            print(f"\r{n + 1} of {copies} copies", end="", flush=True)
        for table, columns in SUMS.items():
            db.execute(f"UPDATE {table} SET " + ", ".join(f"{c} = {c} * {copies}" for c in columns))
        for search in ("texts_search", "incidents_search"):
            db.execute(f"INSERT INTO {search}({search}) VALUES ('rebuild')")
        for _, _, sql in sorted(aside):
            db.execute(sql)
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def copy(db: sqlite3.Connection, n: int, base: int) -> None:
    """All records once more under other names: hashes and ids begin otherwise, numbers are moved on."""
    mark, moved, texts = f"{n:04x}", n * base, "(SELECT count(*) FROM texts WHERE sha256 LIKE '0000%')"
    new: dict[str, dict[str, str]] = {
        "items": {"sha256": name("sha256")},
        "texts": {"id": f"id + {n} * {texts}", "sha256": name("sha256")},
        "documents": {"sha256": name("sha256"), "text_id": f"text_id + {n} * {texts}"},
        "claims": {
            "id": name("id"), "sha256": name("sha256"), "text_id": f"text_id + {n} * {texts}",
            "data": "replace(data, '\"0000', '\"' || :mark)",
        },
        "incidents": {"number": f"number + {moved}", "data": incident_data(moved)},
        "incident_versions": {"number": f"number + {moved}", "data": incident_data(moved)},
        "incident_claims": {"id": "NULL", "number": f"number + {moved}", "claim": name("claim")},
        "links": {"id": "NULL", "first": name("first"), "second": name("second")},
        "listed_incidents": {
            "id": f"id + {2 * moved}", "number": f"number + {moved}",
            "words": f"printf('inc %04d', number + {moved}) || substr(words, 9)",
        },
        "listed_bases": {"number": f"number + {moved}"},
        "listed_points": {"number": f"number + {moved}"}, "listed_ledger": {"number": f"number + {moved}"},
        "listed_elements": {"number": f"number + {moved}"},
        "queue": {
            "key": "CASE WHEN other IS NULL THEN :mark || substr(key, 5) ELSE :mark || substr(key, 5, 13) "
            "|| :mark || substr(key, 22) END",
            "incident": f"CASE WHEN unplaced THEN 0 ELSE incident + {moved} END", "sha256": name("sha256"),
            "claim": name("claim"), "other": name("other"),
        },
        "mentions": {"claim": name("claim"), "sha256": name("sha256")},
        "listed_tallies": {
            "claim": name("claim"), "sha256": name("sha256"),
            "data": "replace(data, '\"0000', '\"' || :mark)",
        },
        "listed_documents": {"sha256": name("sha256")},
        "listed_sayings": {"claim": name("claim"), "sha256": name("sha256")},
    }  # fmt: skip
    own = {
        "incidents": f"number <= {base}", "incident_versions": f"number <= {base}",
        "listed_incidents": f"number <= {base}", "listed_bases": f"number <= {base}",
        "listed_points": f"number <= {base}", "listed_ledger": f"number <= {base}",
        "listed_elements": f"number <= {base}",
        "incident_claims": "claim LIKE '0000%'",
        "links": "first LIKE '0000%'", "claims": "id LIKE '0000%'",
        **dict.fromkeys(("mentions", "queue", "listed_tallies", "listed_sayings"), "claim LIKE '0000%'"),
    }  # fmt: skip
    for table, changed in new.items():
        columns = [f'"{row[1]}"' for row in db.execute(f"PRAGMA table_info({table})")]
        values = [changed.get(c.strip('"'), c) for c in columns]
        where = own.get(table, "sha256 LIKE '0000%'")
        db.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) "
            f"SELECT {', '.join(values)} FROM {table} WHERE {where}",
            {"mark": mark},
        )


def name(column: str) -> str:
    return f":mark || substr({column}, 5)"


def incident_data(moved: int) -> str:
    label = f"printf('INC-%04d', number + {moved})"
    return (
        f"json_set(replace(data, '\"0000', '\"' || :mark), '$.number', number + {moved}, "
        f"'$.label', {label}, '$.id', {label})"
    )


def write_block(
    connection: Connection, rng: random.Random, world: World, said: list[Said], entry: int
) -> None:
    held: dict[int, list[ClaimRecord]] = {}
    rows, under = [], []
    for n in range(0, len(said), 8):
        content, claims = document_of(said[n : n + 8], rng)
        sha256 = "0000" + hashlib.sha256(f"{n}{content}".encode()).hexdigest()[4:]
        published = date(2029, 1, 1) + timedelta(days=rng.randrange(2100))
        publisher, language = rng.choice(world.outlets), rng.choice(("en", "uk", "ru"))
        title = content.split(",")[0][:90]
        text = Text(sha256=sha256, reader="generated/1", content=content, language=language, title=title)
        item = Item(
            sha256=sha256, size=len(content), media_type="text/plain", name=f"{sha256[:12]}.txt",
            received=datetime.now(UTC), received_by="generator", origin="generated",
        )  # fmt: skip
        document_store.insert_item(connection, item, entry=entry)
        text_id = document_store.insert_text(connection, text, entry=entry)
        source = Source(path=item.name, publisher=publisher, published=published)
        document_store.put_document(
            connection, Document(text=text, source=source), text_id=text_id, stated={},
            engine="generated/1", dropped={}, entry=entry,
        )  # fmt: skip
        for position, (claim, number) in enumerate(claims):
            id = "0000" + hashlib.sha256(f"{sha256}{position}".encode()).hexdigest()[:12]
            rows.append({
                **claim_store._row(id, sha256, claim, text_id=text_id, entry=entry), "since": entry,
            })  # fmt: skip
            if number is not None:
                held.setdefault(number, []).append(
                    ClaimRecord(
                        id=id,
                        document=sha256,
                        claim=claim,
                        published=published,
                        publisher=publisher,
                        text_sha256=sha256,
                    )
                )
    connection.execute(insert(claims_table), rows)
    made, pairs = [], []
    for number, records in sorted(held.items()):
        incident = derive(number, sorted(records, key=lambda r: (r.published or date.max, r.id)))
        when = incident.date.value if incident.date else None
        made.append({
            "number": number, "data": incident_to_json(incident), "entry": entry, "merged_into": None,
            "first_day": when.first.isoformat() if when and when.first else None,
            "last_day": when.last.isoformat() if when and when.last else None,
        })  # fmt: skip
        under += [{"claim": r.id, "number": number, "since": entry} for r in records]
        pairs += [link(a.id, b.id, rng, entry) for a, b in pairwise(records)]
    connection.execute(insert(incidents), made)
    versions = [{"number": m["number"], "entry": entry, "data": m["data"]} for m in made]
    connection.execute(insert(incident_versions), versions)
    connection.execute(insert(incident_claims), under)
    connection.execute(insert(links), pairs)


def document_of(said: list[Said], rng: random.Random) -> tuple[str, list[tuple[Claim, int | None]]]:
    content, found = "", []
    for each in said:
        start = len(content)
        content += each.sentence

        def slot(part: str, value: object, each: Said = each, start: int = start) -> Slot:  # type: ignore[type-arg]
            at = start + each.sentence.index(each.parts[part])
            end = at + len(each.parts[part])
            return Slot(
                value=value, spans=(Span(at, end, each.parts[part]),), reader="generated",
                confidence=0.9 if hash((at, part)) % 10 else 0.4,
            )  # fmt: skip

        spans = (Span(start, start + len(each.sentence), each.sentence),)
        found.append((each.make(slot, spans), each.incident))
        content += " " + rng.choice(FILLER) + "\n"
    return content, found


def link(first: str, second: str, rng: random.Random, entry: int) -> dict[str, object]:
    score = rng.choice((0.95, 0.9, 0.85, 0.8, 0.5))
    names = ("place", "day", "victims", "act", "words")
    features = [
        {"name": n, "value": 1.0, "weight": 1.2, "contribution": 1.2, "words": f"same {n}"} for n in names
    ]
    return {
        "first": first, "second": second, "joined": True, "score": score, "linker": linker(), "since": entry,
        "data": {"features": features, "vetoes": [], "judgement": None},
    }  # fmt: skip


# -- measuring ----------------------------------------------------------------------------------------

SEARCH = """SELECT d.sha256, t.title, d.publisher, d.published,
snippet(texts_search, 1, '<b>', '</b>', '…', 40) AS words
FROM texts_search JOIN texts t ON t.id = texts_search.rowid JOIN documents d ON d.text_id = t.id
WHERE texts_search MATCH :q ORDER BY bm25(texts_search, 4.0, 1.0), d.sha256 LIMIT 51"""
INCIDENT = """SELECT i.number, i.data, c.id, c.kind, c.data AS claim, d.publisher, d.published,
t.title, t.content
FROM incidents i JOIN incident_claims m ON m.number = i.number AND m.until IS NULL
JOIN claims c ON c.id = m.claim JOIN documents d ON d.sha256 = c.sha256 JOIN texts t ON t.id = d.text_id
WHERE i.number = :number"""
#: What an incident's page shows beside its claims: why they were joined, answers that stand in the same
#: documents, what was decided, and tallies that can hold it.
LINKS = """SELECT l.* FROM links l WHERE l.first IN
(SELECT claim FROM incident_claims WHERE number = :number AND until IS NULL) ORDER BY l.score DESC"""
RESPONSES = """SELECT c.id, c.data, d.publisher, d.published, t.title
FROM claims c JOIN documents d ON d.sha256 = c.sha256 JOIN texts t ON t.id = d.text_id
WHERE c.kind || '' = 'response' AND c.sha256 IN (SELECT x.sha256 FROM claims x
JOIN incident_claims m ON m.claim = x.id WHERE m.number = :number AND m.until IS NULL)"""
DECISIONS = """SELECT d.* FROM decisions d JOIN decision_subjects s ON s.decision = d.id
WHERE s.subject = printf('INC-%04d', :number) OR s.subject IN
(SELECT claim FROM incident_claims WHERE number = :number AND until IS NULL)"""
TALLIES = """SELECT c.id, c.data, d.publisher, d.published FROM listed_incidents i
JOIN listed_tallies t ON t.view = 0 AND t.act IN ('', i.act) AND t.victim_side IN ('', i.victim_side)
AND t.perpetrator_side IN ('', i.perpetrator_side) AND t.last_day >= i.first_day AND t.first_day <= i.last_day
JOIN claims c ON c.id = t.claim JOIN documents d ON d.sha256 = c.sha256
WHERE i.view = 0 AND i.number = :number ORDER BY t.last_day DESC LIMIT 200"""
#: What is found beside documents.
FOUND = """SELECT i.number, i.act, i.victim_side, i.place_key, i.first_day, i.documents, i.publishers,
(SELECT count(*) FROM listed_incidents WHERE view = 0 AND id IN (SELECT rowid FROM incidents_search
WHERE incidents_search MATCH :q)) AS found FROM listed_incidents i WHERE i.view = 0 AND i.id IN
(SELECT rowid FROM incidents_search WHERE incidents_search MATCH :q) ORDER BY i.number LIMIT 8"""
#: What other claims on the incident under review say, and how much waits.
OTHERS = """SELECT c.id, c.data, d.publisher, d.published
FROM incident_claims m JOIN claims c ON c.id = m.claim
JOIN documents d ON d.sha256 = c.sha256 WHERE m.until IS NULL AND m.number =
(SELECT incident FROM queue WHERE view = 0 AND why = :why
ORDER BY why, unplaced, incident, sha256, start, "key" LIMIT 1 OFFSET :skip)"""
REVIEW = """SELECT q.*, c.data AS claim, t.title, t.content, i.data AS incident_data
FROM queue q JOIN claims c ON c.id = q.claim JOIN documents d ON d.sha256 = q.sha256
JOIN texts t ON t.id = d.text_id LEFT JOIN incidents i ON i.number = q.incident
WHERE q.view = 0 AND q.why = :why ORDER BY q.why, q.unplaced, q.incident, q.sha256, q.start, q."key"
LIMIT 1 OFFSET :skip"""


def mix(case: Path, rng: random.Random, turns: int) -> Iterator[tuple[str, str, list[str]]]:
    """Sort of page, our address, Datasette's; the same things are asked of both."""
    with sqlite3.connect(case / "corrobora.db") as connection:
        count = connection.execute("SELECT max(number) FROM incidents").fetchone()[0]
        words = {
            "rare": [r[0] for r in connection.execute(
                "SELECT actor FROM names WHERE view = 0 AND actor <> '' ORDER BY mentions LIMIT 50")],
            "places": [r[0] for r in connection.execute(
                "SELECT DISTINCT place_key FROM listed_incidents WHERE view = 0 LIMIT 200")],
        }  # fmt: skip
    keys = {"number": "number", "date": "day_key", "victims": "victims_key", "place": "place_key",
            "claims": "claims_key"}  # fmt: skip

    def table(order: str, where: dict[str, str], after: int | None = None) -> str:
        asked: dict[str, str] = {"_size": "100", "view": "0", "_sort": keys[order], **where}
        if after is not None:
            asked["_next"] = next_token(case, keys[order], after)
        return "/corrobora/listed_incidents?" + urlencode(asked)

    for _ in range(turns):
        order, after = rng.choice(list(keys)), rng.randint(1, count)
        yield "register", f"/incidents?order={order}", [table(order, {})]
        ours = f"/incidents?order={order}&after={after}&n=5000"
        yield "register, far down", ours, [table(order, {}, after)]
        act, side = rng.choice(ACTS).value, rng.choice(SIDES)
        since = date(2029, 1, 1) + timedelta(days=rng.randrange(1800))
        until = since + timedelta(days=90)
        for ours_asked, theirs in (
            ({"act": act, "side": side}, {"act": act, "victim_side": side}),
            ({"verification": "verified"}, {"verification": "verified"}),
            ({"act": act, "since": since.isoformat(), "until": until.isoformat()},
             {"act": act, "last_day__gte": since.isoformat(), "first_day__lte": until.isoformat()}),
        ):  # fmt: skip
            ours = "/incidents?" + urlencode({**ours_asked, "order": order})
            yield "filter", ours, [table(order, theirs)]
        place = rng.choice(words["places"])
        name = json.loads(rng.choice(words["rare"]))[0]
        for asked in (place, name, f"{place} {name.split()[0]}", "розстріляно", "prisoners camp"):
            match = " ".join(f'"{w}"*' for w in asked.split())
            theirs_asked = urlencode({"q": match})
            yield (
                "search",
                "/search?" + urlencode({"q": asked}),
                [f"/corrobora/{query}?{theirs_asked}" for query in ("search", "found")],
            )
        number = rng.randint(1, count)
        shown = ("incident", "links", "responses", "decisions", "tallies")
        yield (
            "incident", f"/incidents/INC-{number:04d}",
            [f"/corrobora/{query}?number={number}" for query in shown],
        )  # fmt: skip
        why, skip = rng.choice((("conflict", 0), ("new", 3), ("link", 2))), rng.randint(0, 200)
        shown = ("review", "others") if why[0] == "conflict" else ("review",)
        yield (
            "review", f"/review?why={why[0]}&n={skip + 1}",
            [*(f"/corrobora/{query}?why={why[1]}&skip={skip}" for query in shown),
             "/corrobora/queue_counts?view=0"],
        )  # fmt: skip


def next_token(case: Path, key: str, number: int) -> str:
    """What Datasette's next page after an incident is called."""
    with sqlite3.connect(case / "corrobora.db") as connection:
        query = f"SELECT {key}, id FROM listed_incidents WHERE view = 0 AND number = ?"
        value, id = connection.execute(query, [number]).fetchone()
    return f"{str(value).replace('~', '~7E').replace(' ', '+')},{id}"


def served(command: list[str], address: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            httpx.get(address, timeout=60)
            return process
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit(f"{command[0]} did not start")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def measure(case: Path, turns: int, only: str | None) -> None:
    datasette = shutil.which("datasette")
    if datasette is None:
        raise SystemExit("datasette is not there; run with: uv run --group peers")
    ours, theirs = free_port(), free_port()
    queries = {
        name: {"sql": sql}
        for name, sql in {
            "search": SEARCH, "found": FOUND, "incident": INCIDENT, "links": LINKS, "responses": RESPONSES,
            "decisions": DECISIONS, "tallies": TALLIES, "review": REVIEW, "others": OTHERS,
        }.items()
    }  # fmt: skip
    metadata = case / "datasette.json"
    metadata.write_text(json.dumps({"databases": {"corrobora": {"queries": queries}}}))
    commands = {
        f"http://127.0.0.1:{ours}": [
            sys.executable, "-c", "from corrobora.cli import main; main()", "serve",
            "--case", str(case), "--port", str(ours),
        ],
        f"http://127.0.0.1:{theirs}": [
            datasette, "serve", str(case / "corrobora.db"), "-p", str(theirs), "-m", str(metadata),
            "--setting", "suggest_facets", "off", "--setting", "sql_time_limit_ms", "60000",
            "--setting", "num_sql_threads", "3", "--setting", "default_cache_ttl", "0",
        ],
    }  # fmt: skip
    processes = [served(command, address) for address, command in commands.items()]
    try:
        compare(case, turns, only, *commands, *processes)
    finally:
        for process in processes:
            process.terminate()
            process.wait(20)


def compare(
    case: Path,
    turns: int,
    only: str | None,
    ours: str,
    theirs: str,
    our_process: subprocess.Popen[bytes],
    their_process: subprocess.Popen[bytes],
) -> None:
    taken: dict[str, tuple[list[float], ...]] = {}
    with httpx.Client(base_url=ours, timeout=120) as a, httpx.Client(base_url=theirs, timeout=120) as b:
        for warm in (True, False):
            for sort, mine, other in mix(case, random.Random(3 if warm else 11), 3 if warm else turns):
                if only not in (None, sort):
                    continue
                before = spent(our_process), spent(their_process)
                seconds = [asked(a, mine), *(asked(b, path) for path in other)]
                worked = spent(our_process) - before[0], spent(their_process) - before[1]
                if not warm:
                    held = taken.setdefault(sort, ([], [], [], [], []))
                    for n, took in enumerate((seconds[0], sum(seconds[1:]), seconds[1], *worked)):
                        held[n].append(took)
    heads = ("milliseconds", "requests", "p50", "p95", "Datasette p50", "p95", "ratio p95", "first alone",
             "processor", "Datasette", "ratio")  # fmt: skip
    print("{:24} {:>8} {:>8} {:>8} {:>14} {:>8} {:>10} {:>12} {:>10} {:>10} {:>6}".format(*heads))
    for sort, (ours_took, theirs_took, first, *worked) in taken.items():
        x, y = p95(ours_took), p95(theirs_took)
        ours_worked, theirs_worked = (1000 * statistics.fmean(each) for each in worked)
        print(
            f"{sort:24} {len(ours_took):8} {1000 * statistics.median(ours_took):8.1f} {1000 * x:8.1f} "
            f"{1000 * statistics.median(theirs_took):14.1f} {1000 * y:8.1f} {x / y:10.2f} "
            f"{x / p95(first):12.2f} {ours_worked:10.1f} {theirs_worked:10.1f} "
            f"{ours_worked / theirs_worked if theirs_worked else math.nan:6.2f}"
        )
    print("pages Datasette has none of, milliseconds of 20 requests: p50, p95, processor time of a request")
    with httpx.Client(base_url=ours, timeout=120) as client:
        for path in ALONE:
            half, most, worked = timed(client, path.format(tally=middle_tally(case)), our_process)
            print(f"{path:60} {half:8.0f} {most:8.0f} {worked:8.0f}", flush=True)


def middle_tally(case: Path) -> str:
    """The id of a tally in the middle of their list."""
    with sqlite3.connect(case / "corrobora.db") as connection:
        middle = connection.execute(
            "SELECT claim FROM listed_tallies WHERE view = 0 "
            "ORDER BY body_key, act, last_day, first_day, claim "
            "LIMIT 1 OFFSET (SELECT count(*) / 2 FROM listed_tallies WHERE view = 0)"
        ).fetchone()
    return str(middle[0])


def spent(process: subprocess.Popen[bytes]) -> float:
    """Processor seconds a process has taken so far; 0 where the system does not tell."""
    told = Path(f"/proc/{process.pid}/stat")
    if not told.is_file():
        return 0.0
    user, system = told.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def asked(client: httpx.Client, path: str) -> float:
    """Seconds an answer took."""
    began = time.perf_counter()
    answer = client.get(path)
    seconds = time.perf_counter() - began
    if answer.status_code != 200:
        raise SystemExit(f"{path}: status {answer.status_code}: {answer.text[-600:]}")
    return seconds


def timed(client: httpx.Client, path: str, process: subprocess.Popen[bytes]) -> tuple[float, float, float]:
    """Median, 95th percentile and processor time of a request, in milliseconds; the first is not counted."""
    client.get(path).raise_for_status()
    taken, before = [], spent(process)
    for _ in range(20):
        began = time.perf_counter()
        client.get(path).raise_for_status()
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken), p95(taken), 1000 * (spent(process) - before) / len(taken)


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--turns", type=int, default=40)
    parser.add_argument("--case", type=Path)
    parser.add_argument("--only", metavar="SORT", help="incident, review, register, filter, search, …")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.case or Path(folder) / "case"
        if not (path / "case.toml").is_file():
            began = time.perf_counter()
            with Case.create(path, actor="ana", name="Generated") as case:
                generate(case, given.incidents, given.claims)
            size = (path / "corrobora.db").stat().st_size / 1e9
            print(f"case made in {time.perf_counter() - began:.0f} s, {size:.1f} GB")
        measure(path, given.turns, given.only)


if __name__ == "__main__":
    main()

"""Tables of listings: what pages show in portions. They say nothing of their own, but follow from records.

Triggers note in ``unlisted`` what changed; `corrobora.case.listing` lists it anew before the transaction that
changed it ends. Each table holds the case twice where something is marked sensitive: under `WHOLE` as it is,
and under `VEILED` as who has no right to see what is marked may see it. Empty texts stand for what was not
found, so that all of it can be a key.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Index, Integer, String, Table, Text, UniqueConstraint

from corrobora.store.tables import metadata

WHOLE, VEILED = 0, 1
#: What an incident is counted by.
KIND = ("act", "victim_side", "perpetrator_side", "victim_status", "verification", "differs")


def _text(name: str, size: int | None = None, *, key: bool = False) -> Column[str]:
    return Column(name, String(size) if size else Text(), primary_key=key, nullable=False)


def _number(name: str, *, key: bool = False) -> Column[int]:
    return Column(name, Integer, primary_key=key, nullable=False, autoincrement=False)


def _sum(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


#: What is to be listed anew: an incident, claim, document or decision; or everything.
unlisted = Table("unlisted", metadata, _text("sort", 16, key=True), _text("key", 64, key=True))

#: Incidents in force. ``…_key``: what they are sorted by, always upwards; ``low`` and ``high``: victims.
#: ``words`` is what they are found by: in SQLite through the table ``incidents_search``. ``place`` tells
#: places apart, those in doubt first (`corrobora.case.keys.place_key`); empty without one.
listed_incidents = Table(
    "listed_incidents",
    metadata,
    _number("id", key=True),
    _number("view"), _number("number"),
    _text("act", 32), _text("victim_status", 16), _text("victim_side", 8), _text("perpetrator_side", 8),
    _text("verification", 16), _number("differs"),
    Column("first_day", String(10)), Column("last_day", String(10)),
    _number("day_key"), _number("victims_key"), _text("place_key"), _number("claims_key"),
    _number("first_key"), _number("differences_key"),
    Column("low", BigInteger), Column("high", BigInteger), Column("hedge", Text),
    _number("documents"), _text("publishers"), _text("unit", 16), _text("words"), _text("place"),
    UniqueConstraint("view", "number"),
    *(
        Index(None, "view", name, "number")
        for name in (
            "act", "victim_status", "victim_side", "perpetrator_side", "verification", "differs", "unit",
            "last_day", "day_key", "victims_key", "place_key", "claims_key", "first_key",
            "differences_key", "place",
        )
    ),
    Index(None, "view", "first_day", "last_day", "day_key"),
)  # fmt: skip

#: On which evidence incidents rest.
listed_bases = Table(
    "listed_bases",
    metadata,
    _number("view", key=True),
    _text("basis", 32, key=True),
    _number("number", key=True),
    Index(None, "view", "number"),
)

#: Where incidents can have been; ``several``: at one of several places of that name. ``km``: how far off.
listed_points = Table(
    "listed_points",
    metadata,
    _number("view", key=True), _number("number", key=True), _number("position", key=True),
    Column("lat", Float, nullable=False), Column("lon", Float, nullable=False),
    _number("several"), _text("level", 16), Column("km", Float, nullable=False), _text("name"),
    Index("ix_listed_points_spots", "view", "lat", "lon", "several", "level", "km", "number"),
    Index(None, "view", "level", "number"),
)  # fmt: skip

#: What the ledger counts incidents by, and their victims by each rule that asks for nothing but their claims.
#: ``…_open``: whether claims differ on it; ``area``: tells apart where it can have been; ``month``: empty
#: where no day is known, ``several`` where it is not one.
listed_ledger = Table(
    "listed_ledger",
    metadata,
    _number("view", key=True), _number("number", key=True),
    _text("act", 32), _number("act_open"), _text("victim_status", 16), _number("victim_status_open"),
    _text("victim_side", 8), _number("victim_side_open"), _text("perpetrator_side", 8),
    _number("perpetrator_side_open"), _text("verification", 16),
    Column("first_day", String(10)), Column("last_day", String(10)),
    _text("month", 8), _text("area", 16), _text("place"),
    *(Column(f"{rule}_{end}", BigInteger, nullable=end != "low")
      for rule in ("stated", "ucdp") for end in ("low", "best", "high")),
    # as the incident itself has them; open above where nothing is stated
    Column("victims_low", BigInteger, nullable=False, server_default="0"), Column("victims_high", BigInteger),
    Index(None, "view", "area", "number"),
    sqlite_with_rowid=False,
)  # fmt: skip

#: What is found of an incident on elements of crimes, after what marks the codebook it was looked for by.
listed_elements = Table(
    "listed_elements",
    metadata,
    _number("view", key=True), _number("number", key=True), _text("found"),
    Index(None, "view", "found", "number"),
)  # fmt: skip

#: How many incidents there are of each kind, and their victims: how many have a number, a lower end, no upper
#: end, and the sums of both ends.
listed_counts = Table(
    "listed_counts",
    metadata,
    _number("view", key=True),
    *(_text(name, 32, key=True) for name in KIND[:-1]),
    _number("differs", key=True),
    *(_sum(name) for name in ("incidents", "numbered", "lows", "low", "opens", "high")),
)

#: What waits for a person: a claim, or two of which it is unsure whether they are about one event.
queue = Table(
    "queue",
    metadata,
    _number("view", key=True), _text("key", 40, key=True),
    _number("why"), _number("unplaced"), _number("incident"), _text("sha256", 64), _number("start"),
    Column("claim", String(16), nullable=False, index=True), Column("other", String(16), index=True),
    _text("reasons"), _text("slots"),
    Index(None, "view", "why", "unplaced", "incident", "sha256", "start", "key"),
)  # fmt: skip
queue_counts = Table(
    "queue_counts", metadata, _number("view", key=True), _number("why", key=True), _number("size")
)

#: Whom claims name, and how often each name stands in them; ``actor`` is the name with what is said of it.
#: The empty name counts how often names have changed.
mentions = Table(
    "mentions",
    metadata,
    _number("view", key=True), _text("claim", 16, key=True), _number("position", key=True), _text("actor"),
    _text("sha256", 64),
    Index(None, "view", "actor", "sha256", "claim"),
)  # fmt: skip
names = Table("names", metadata, _number("view", key=True), _text("actor", key=True), _number("mentions"))

#: Tallies that nobody rejected. ``first_day``, ``last_day``: as stated, open ones the first and last there
#: are. ``placed_first``, ``placed_last``, ``known``: as it is held against others beside all figures of its
#: body; ``placed_last`` is empty, and ``note`` says why, where it has no place in time. ``days``: how many it
#: counts. ``units``: bits of what it counts in. ``data``: the tally as JSON; empty where no figure was found,
#: and then without a ``body``.
listed_tallies = Table(
    "listed_tallies",
    metadata,
    _number("view", key=True), _text("claim", 16, key=True), _text("sha256", 64),
    _text("act", 32), _text("victim_side", 8), _text("victim_status", 16), _text("perpetrator_side", 8),
    _text("area", 16), _text("first_day", 10), _text("last_day", 10), _text("body"), _text("body_key"),
    _text("placed_first", 10), _text("placed_last", 10), _number("known"), _number("days"), _number("units"),
    _text("note"), _text("data"),
    Index("ix_listed_tallies_around", "view", "act", "last_day", "claim", "first_day", "victim_side",
          "perpetrator_side"),
    Index("ix_listed_tallies_beside", "view", "act", "placed_last", "placed_first", "victim_side",
          "victim_status", "perpetrator_side", "area", "body", "units", "days", "claim"),
    Index("ix_listed_tallies_order", "view", "body_key", "act", "last_day", "first_day", "claim"),
    *(Index(None, "view", name, "claim") for name in ("body", "sha256", "area")),
)  # fmt: skip

#: Documents, by what they are sorted by, always upwards.
listed_documents = Table(
    "listed_documents",
    metadata,
    _number("view", key=True), _text("sha256", 64, key=True),
    _number("day_key"), _text("publisher_key"), _number("claims_key"),
    *(Index(None, "view", *names) for names in
      (("day_key", "sha256"), ("publisher_key", "day_key", "sha256"), ("claims_key", "day_key", "sha256"))),
)  # fmt: skip

#: Statements and responses, the last published first; ``type`` is empty where it was not found.
listed_sayings = Table(
    "listed_sayings",
    metadata,
    _number("view", key=True), _text("claim", 16, key=True),
    _text("kind", 16), _text("type", 32), _number("day_key"), _text("sha256", 64), _number("start"),
    *(Index(None, "view", *names, "day_key", "sha256", "start", "claim") for names in
      (("kind",), ("kind", "type"))),
)  # fmt: skip

#: How many there are of each sort: documents of a publisher, sayings of a type, incidents at a place.
sizes = Table(
    "sizes", metadata, _number("view", key=True), _text("sort", 16, key=True), _text("key", key=True),
    _number("size"),
)  # fmt: skip

LISTINGS = (
    listed_incidents, listed_bases, listed_points, listed_counts, queue, queue_counts, mentions, names,
    listed_tallies, listed_documents, listed_sayings, sizes, listed_ledger,
    listed_elements,
)  # fmt: skip

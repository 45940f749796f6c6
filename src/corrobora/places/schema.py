"""The tables of a gazetteer file, embedded or imported."""

from __future__ import annotations

import sqlite3

from corrobora.model.where import PlaceLevel

#: Levels in the order their numbers stand for in the table.
LEVELS = tuple(level.value for level in PlaceLevel)

#: Sources of identifiers: ``geonames:703448`` is kept as ``g703448``.
SOURCES = {"g": "geonames", "k": "katottg", "c": "country", "x": "corrobora", "u": "user"}
_LETTERS = {source: letter for letter, source in SOURCES.items()}

#: Weakness of a key: made from the name by rule (its likely Russian form, without the article); another name.
DERIVED, OTHER = 1, 2

_TABLES = """
CREATE TABLE place (
  id INTEGER PRIMARY KEY,
  ref TEXT NOT NULL,            -- identifier, its source as one letter (SOURCES): g703448, kUA14…
  name TEXT NOT NULL,
  level INTEGER NOT NULL,       -- 0 country, 1 first, 2 second, 3 settlement, 4 feature
  country TEXT NOT NULL,        -- ISO 3166-1 alpha-2
  parent INTEGER,               -- the division it lies in
  lat INTEGER, lon INTEGER,     -- degrees times 100,000
  radius INTEGER NOT NULL,      -- how far off the point can be, km
  population INTEGER NOT NULL   -- 0: unknown
);
CREATE TABLE name (
  key TEXT NOT NULL,            -- see places/fold.py
  place INTEGER NOT NULL,
  weak INTEGER NOT NULL,        -- 0: its name; DERIVED: made from it by rule; OTHER: a former or other name
  PRIMARY KEY (key, place)
) WITHOUT ROWID;
"""


def packed(ref: str) -> str:
    """An identifier as the table holds it.

    Raises:
        KeyError: if its source is none of `SOURCES`.
    """
    source, _, rest = ref.partition(":")
    return _LETTERS[source] + rest


def unpacked(ref: str) -> str:
    """An identifier as candidates carry it."""
    return f"{SOURCES[ref[0]]}:{ref[1:]}"


def create(connection: sqlite3.Connection) -> None:
    """Make the empty tables."""
    connection.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF;" + _TABLES)

"""The tables of a gazetteer file, embedded or imported."""

from __future__ import annotations

import sqlite3

from corrobora.model.where import PlaceLevel

#: Levels in the order their numbers stand for in the table.
LEVELS = tuple(level.value for level in PlaceLevel)

_TABLES = """
CREATE TABLE place (
  id INTEGER PRIMARY KEY,
  ref TEXT NOT NULL,            -- identifier with its source: geonames:703448, katottg:UA14…
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
  weak INTEGER NOT NULL,        -- 1: derived from a name by rule
  PRIMARY KEY (key, place)
) WITHOUT ROWID;
"""


def create(connection: sqlite3.Connection) -> None:
    """Make the empty tables."""
    connection.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF;" + _TABLES)

"""Full-text search over the texts in force."""

from __future__ import annotations

import re

from sqlalchemy import Connection, text

from corrobora.store import veil

_WORD = re.compile(r"[^\W_]+", re.UNICODE)

_SQLITE = text(
    "SELECT d.sha256 AS sha256 FROM texts_search s JOIN documents d ON d.text_id = s.rowid "
    "WHERE texts_search MATCH :query ORDER BY bm25(texts_search, 4.0, 1.0), d.sha256 LIMIT :limit"
)
_POSTGRESQL = text(
    "SELECT d.sha256 AS sha256 FROM texts t JOIN documents d ON d.text_id = t.id, "
    "to_tsquery('simple', :query) q "
    "WHERE to_tsvector('simple', coalesce(t.title, '') || ' ' || t.content) @@ q "
    "ORDER BY ts_rank(to_tsvector('simple', coalesce(t.title, '') || ' ' || t.content), q) DESC, d.sha256 "
    "LIMIT :limit"
)


def words(query: str) -> tuple[str, ...]:
    """The words a query asks for; marks have no meaning."""
    return tuple(_WORD.findall(query))


def documents(connection: Connection, query: str, *, limit: int) -> tuple[str, ...]:
    """Hashes of the documents that hold every word of the query, or words that begin so, best first."""
    wanted = words(query)
    if not wanted:
        return ()
    if connection.dialect.name == "sqlite":
        asked = " AND ".join(f'"{word}"*' for word in wanted)
        rows = connection.execute(_SQLITE, {"query": asked, "limit": limit})
    else:
        asked = " & ".join(f"{word}:*" for word in wanted)
        rows = connection.execute(_POSTGRESQL, {"query": asked, "limit": limit})
    return tuple(row.sha256 for row in rows if not veil.hidden(connection, row.sha256))

"""What people and containers state about a source, and whether that is more than is held."""

from __future__ import annotations

from corrobora.collect.manifest import ManifestRow
from corrobora.store.documents import Held


def stated(row: ManifestRow | None) -> dict[str, str | None]:
    """What a manifest or a container says of a source, as it is kept beside what is read."""
    if row is None:
        return {}
    return {
        "publisher": row.publisher,
        "published": row.published.isoformat() if row.published else None,
        "url": row.url,
        "language": row.language,
        **({"by": row.by} if row.by != "manifest" else {}),
        **({"url_by": row.url_by} if row.url_by else {}),
    }


def says_more(held: Held, path: str, said: dict[str, str | None]) -> bool:
    """Whether a manifest now says something else about what is held.

    The same bytes under a second path (one agency text in two outlets) do not change what is held
    of the first.
    """
    if not said or said == held.stated:
        return False
    first = held.document.source.path if held.document else None
    return not held.stated or first == path

"""Listings of documents, statements, responses and places; which names stand in which documents."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_SAID = ["day_key", "sha256", "start", "claim"]


def upgrade() -> None:
    """Make the listings; they are filled when the case is next opened."""
    op.create_table(
        "listed_documents",
        _number("view"), _text("sha256", 64), _number("day_key"), _text("publisher_key"),
        _number("claims_key"), sa.PrimaryKeyConstraint("view", "sha256", name="pk_listed_documents"),
    )  # fmt: skip
    _index("listed_documents", "view", "day_key", "sha256")
    _index("listed_documents", "view", "publisher_key", "day_key", "sha256")
    _index("listed_documents", "view", "claims_key", "day_key", "sha256")
    op.create_table(
        "listed_sayings",
        _number("view"), _text("claim", 16), _text("kind", 16), _text("type", 32), _number("day_key"),
        _text("sha256", 64), _number("start"),
        sa.PrimaryKeyConstraint("view", "claim", name="pk_listed_sayings"),
    )  # fmt: skip
    _index("listed_sayings", "view", "kind", *_SAID)
    _index("listed_sayings", "view", "kind", "type", *_SAID)
    op.create_table(
        "sizes", _number("view"), _text("sort", 16), _text("key"), _number("size"),
        sa.PrimaryKeyConstraint("view", "sort", "key", name="pk_sizes"),
    )  # fmt: skip
    op.add_column("listed_incidents", sa.Column("place", sa.Text(), nullable=False, server_default=""))
    _index("listed_incidents", "view", "place", "number")
    op.add_column("mentions", sa.Column("sha256", sa.String(64), nullable=False, server_default=""))
    _index("mentions", "view", "actor", "sha256", "claim")
    _watch()
    op.execute("INSERT INTO unlisted VALUES ('everything', '') ON CONFLICT DO NOTHING")


def _watch() -> None:
    mark = "INSERT INTO unlisted VALUES ('document', CAST(NEW.sha256 AS VARCHAR(64))) ON CONFLICT DO NOTHING;"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER documents_unlisted_insert AFTER INSERT ON documents BEGIN {mark} END")
        return
    op.execute(
        "CREATE TRIGGER documents_unlisted_insert AFTER INSERT ON documents "
        "FOR EACH ROW EXECUTE FUNCTION documents_unlisted_update()"
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_" + "_".join(columns), table, list(columns))


def _text(name: str, size: int | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(size) if size else sa.Text(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)

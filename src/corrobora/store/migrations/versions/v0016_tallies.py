"""Tallies listed with their body and their place in time, so that they are read in portions."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the listing anew; it is filled when the case is next opened, by listing the tallies alone."""
    op.drop_table("listed_tallies")
    op.create_table(
        "listed_tallies",
        _number("view"), _text("claim", 16), _text("sha256", 64),
        _text("act", 32), _text("victim_side", 8), _text("victim_status", 16), _text("perpetrator_side", 8),
        _text("area", 16), _text("first_day", 10), _text("last_day", 10), _text("body"), _text("body_key"),
        _text("placed_first", 10), _text("placed_last", 10), _number("known"), _number("days"),
        _number("units"), _text("note"), _text("data"),
        sa.PrimaryKeyConstraint("view", "claim", name="pk_listed_tallies"),
    )  # fmt: skip
    for name, columns in {
        "ix_listed_tallies_around":
            ["view", "act", "last_day", "claim", "first_day", "victim_side", "perpetrator_side"],
        "ix_listed_tallies_beside":
            ["view", "act", "placed_last", "placed_first", "victim_side", "victim_status", "perpetrator_side",
             "area", "body", "units", "days", "claim"],
        "ix_listed_tallies_order": ["view", "body_key", "act", "last_day", "first_day", "claim"],
        **{f"ix_listed_tallies_view_{name}_claim": ["view", name, "claim"]
           for name in ("body", "sha256", "area")},
    }.items():  # fmt: skip
        op.create_index(name, "listed_tallies", columns)
    op.add_column(
        "listed_ledger", sa.Column("victims_low", sa.BigInteger(), nullable=False, server_default="0")
    )
    op.add_column("listed_ledger", sa.Column("victims_high", sa.BigInteger()))
    for column, value in (("victims_low", "coalesce(i.low, 0)"), ("victims_high", "i.high")):
        op.execute(
            f"UPDATE listed_ledger SET {column} = (SELECT {value} FROM listed_incidents i "  # noqa: S608  columns
            "WHERE i.view = listed_ledger.view AND i.number = listed_ledger.number)"
        )
    op.execute("INSERT INTO unlisted VALUES ('tallies', '') ON CONFLICT DO NOTHING")
    # claims that are hidden by themselves are no longer counted with their documents
    op.execute(
        "INSERT INTO unlisted SELECT 'decision', CAST(id AS VARCHAR(64)) FROM decisions "
        "WHERE verdict = 'sensitive' AND key LIKE '%|sensitive' ON CONFLICT DO NOTHING"
    )


def _text(name: str, size: int | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(size) if size else sa.Text(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)

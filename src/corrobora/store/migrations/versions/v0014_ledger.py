"""What the ledger counts incidents by, beside them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the listing; it is filled when the case is next opened, by listing the incidents anew."""
    open_ = [_number(f"{name}_open") for name in ("act", "victim_status", "victim_side", "perpetrator_side")]
    op.create_table(
        "listed_ledger",
        _number("view"), _number("number"),
        _text("act", 32), open_[0], _text("victim_status", 16), open_[1],
        _text("victim_side", 8), open_[2], _text("perpetrator_side", 8), open_[3],
        _text("verification", 16),
        sa.Column("first_day", sa.String(10)), sa.Column("last_day", sa.String(10)),
        _text("month", 8), _text("area", 16), _text("place"),
        *(sa.Column(f"{rule}_{end}", sa.BigInteger(), nullable=end != "low")
          for rule in ("stated", "ucdp") for end in ("low", "best", "high")),
        sa.PrimaryKeyConstraint("view", "number", name="pk_listed_ledger"),
        sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_index("ix_listed_ledger_view_area_number", "listed_ledger", ["view", "area", "number"])
    op.execute(
        "INSERT INTO unlisted SELECT 'incident', CAST(number AS VARCHAR(64)) FROM incidents "
        "WHERE true ON CONFLICT DO NOTHING"
    )


def _text(name: str, size: int | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(size) if size else sa.Text(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)

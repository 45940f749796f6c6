"""Which items were kept by which visit to which address."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_APPEND_ONLY = ("captures", "capture_parts")


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "captures",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("url_digest", sa.String(64), nullable=False),
        sa.Column("final_digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("entry", name="pk_captures"),
        sa.ForeignKeyConstraint(["entry"], ["journal.seq"], name="fk_captures_entry_journal"),
    )
    op.create_index("ix_captures_url_digest", "captures", ["url_digest"])
    op.create_index("ix_captures_final_digest", "captures", ["final_digest"])
    op.create_table(
        "capture_parts",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("entry", "role", name="pk_capture_parts"),
        sa.ForeignKeyConstraint(["entry"], ["captures.entry"], name="fk_capture_parts_entry_captures"),
        sa.ForeignKeyConstraint(["sha256"], ["items.sha256"], name="fk_capture_parts_sha256_items"),
    )
    op.create_index("ix_capture_parts_sha256", "capture_parts", ["sha256"])
    if op.get_bind().dialect.name == "sqlite":
        for table in _APPEND_ONLY:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
    else:
        for table in _APPEND_ONLY:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION corrobora_append_only()"
            )

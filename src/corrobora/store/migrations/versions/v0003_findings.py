"""How items stand to each other, and what tools found out about them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_APPEND_ONLY = ("relations", "examinations")


def upgrade() -> None:
    """Add both tables; sizes of items may pass two gigabytes."""
    op.create_table(
        "relations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), _to("relations", "sha256", "items.sha256"), nullable=False),
        sa.Column("other", sa.String(64), _to("relations", "other", "items.sha256"), nullable=False),
        sa.Column("sort", sa.String(16), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("entry", sa.Integer(), _to("relations", "entry", "journal.seq"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_relations"),
        sa.UniqueConstraint("sha256", "other", "sort", "place", name="uq_relations_sha256_other_sort_place"),
    )
    op.create_index("ix_relations_other", "relations", ["other"])
    op.create_table(
        "examinations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), _to("examinations", "sha256", "items.sha256"), nullable=False),
        sa.Column("sort", sa.String(16), nullable=False),
        sa.Column("tool", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("subject", sa.Text()),
        sa.Column("moment", sa.String(40)),
        sa.Column("entry", sa.Integer(), _to("examinations", "entry", "journal.seq"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_examinations"),
        sa.UniqueConstraint("sha256", "sort", "digest", name="uq_examinations_sha256_sort_digest"),
    )
    op.create_index("ix_examinations_sort", "examinations", ["sort"])
    op.create_index("ix_examinations_subject", "examinations", ["subject"])
    if op.get_bind().dialect.name == "sqlite":
        for table in _APPEND_ONLY:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
    else:
        op.execute("ALTER TABLE items ALTER COLUMN size TYPE bigint")
        for table in _APPEND_ONLY:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION corrobora_append_only()"
            )


def _to(table: str, column: str, target: str) -> sa.ForeignKey:
    return sa.ForeignKey(target, name=f"fk_{table}_{column}_{target.split('.')[0]}")

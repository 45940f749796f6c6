"""Proposals hold any act that waits for a second person, and their outcome the decision that came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables anew; nothing could write to them before."""
    op.drop_table("outcomes")
    op.drop_table("proposals")
    op.drop_column("decisions", "approved_by")
    op.create_table(
        "proposals",
        sa.Column(
            "id", sa.Integer(), _to("proposals", "id", "journal.seq"), autoincrement=False, nullable=False
        ),
        sa.Column("time", sa.String(40), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
    )
    op.create_table(
        "outcomes",
        sa.Column(
            "proposal",
            sa.Integer(),
            _to("outcomes", "proposal", "proposals.id"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("entry", sa.Integer(), _to("outcomes", "entry", "journal.seq"), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decision", sa.Integer(), _to("outcomes", "decision", "decisions.id")),
        sa.PrimaryKeyConstraint("proposal", name="pk_outcomes"),
    )
    for table in ("proposals", "outcomes"):
        if op.get_bind().dialect.name == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION corrobora_append_only()"
            )


def _to(table: str, column: str, target: str) -> sa.ForeignKey:
    return sa.ForeignKey(target, name=f"fk_{table}_{column}_{target.split('.')[0]}")

"""People with roles, how they sign in, API tokens, and decisions that wait for a second person."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_APPEND_ONLY = ("proposals", "outcomes")


def upgrade() -> None:
    """Add the tables, and who approved a decision."""
    _people()
    _tokens()
    _proposals()
    op.add_column("decisions", sa.Column("approved_by", sa.Text(), nullable=True))
    op.create_index("ix_decisions_verdict", "decisions", ["verdict"])
    for table in _APPEND_ONLY:
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


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("credentials", sa.Text(), nullable=False),
        _entry("people"),
        _entry("people", "credentials_entry"),
        sa.PrimaryKeyConstraint("name", name="pk_people"),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("until", sa.String(40)),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("seen", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_sign_in_attempts"),
    )
    op.create_index("ix_sign_in_attempts_seen", "sign_in_attempts", ["seen"])
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("person", sa.Text(), _to("sessions", "person", "people.name"), nullable=False),
        sa.Column("created", sa.String(40), nullable=False),
        sa.Column("seen", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
    )
    op.create_index("ix_sessions_person", "sessions", ["person"])
    op.create_index("ix_sessions_seen", "sessions", ["seen"])


def _tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("person", sa.Text(), _to("tokens", "person", "people.name"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created", sa.String(40), nullable=False),
        sa.Column("expires", sa.String(40), nullable=False),
        _entry("tokens"),
        _entry("tokens", "revoked", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("digest", name="uq_tokens_digest"),
    )
    op.create_index("ix_tokens_person", "tokens", ["person"])
    op.create_table(
        "idempotent_requests",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("request", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("answer", sa.Text()),
        sa.Column("created", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("person", "key", name="pk_idempotent_requests"),
    )
    op.create_index("ix_idempotent_requests_created", "idempotent_requests", ["created"])


def _proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column(
            "id", sa.Integer(), _to("proposals", "id", "journal.seq"), autoincrement=False, nullable=False
        ),
        sa.Column("time", sa.String(40), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("judgement", sa.String(16)),
        sa.Column("verdict", sa.String(16)),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
    )
    op.create_index("ix_proposals_key", "proposals", ["key"])
    op.create_table(
        "outcomes",
        sa.Column(
            "proposal",
            sa.Integer(),
            _to("outcomes", "proposal", "proposals.id"),
            autoincrement=False,
            nullable=False,
        ),
        _entry("outcomes"),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("proposal", name="pk_outcomes"),
    )


def _to(table: str, column: str, target: str) -> sa.ForeignKey:
    name = f"fk_{table}_{column}_{target.split('.')[0]}"
    return sa.ForeignKey(target, name=name)


def _entry(table: str, name: str = "entry", *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), _to(table, name, "journal.seq"), nullable=nullable)

"""The register: journal, items, texts, documents, claims, incidents, decisions, search."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_APPEND_ONLY = ("journal", "items", "texts", "decisions")


def upgrade() -> None:
    """Create everything."""
    op.create_table(
        "journal",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("time", sa.String(40), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_journal"),
        sa.UniqueConstraint("hash", name="uq_journal_hash"),
    )
    op.create_index("ix_journal_act", "journal", ["act"])
    op.create_table(
        "items",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("received", sa.String(40), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        _entry("items"),
        sa.PrimaryKeyConstraint("sha256", name="pk_items"),
    )
    op.create_index("ix_items_entry", "items", ["entry"])
    op.create_table(
        "texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), _to("texts", "sha256", "items.sha256"), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("regions", sa.Text(), nullable=False),
        sa.Column("language", sa.String(8)),
        sa.Column("title", sa.Text()),
        sa.Column("pages", sa.Text(), nullable=False),
        sa.Column("notices", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        _entry("texts"),
        sa.PrimaryKeyConstraint("id", name="pk_texts"),
        sa.UniqueConstraint("sha256", "reader", "digest", name="uq_texts_sha256_reader_digest"),
    )
    op.create_table(
        "documents",
        sa.Column("sha256", sa.String(64), _to("documents", "sha256", "items.sha256"), nullable=False),
        sa.Column("text_id", sa.Integer(), _to("documents", "text_id", "texts.id"), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text()),
        sa.Column("published", sa.String(10)),
        sa.Column("url", sa.Text()),
        sa.Column("origins", sa.Text(), nullable=False),
        sa.Column("stated", sa.Text(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("dropped", sa.Text(), nullable=False),
        _entry("documents"),
        sa.PrimaryKeyConstraint("sha256", name="pk_documents"),
    )
    op.create_index("ix_documents_publisher", "documents", ["publisher"])
    op.create_index("ix_documents_published", "documents", ["published"])
    op.create_table(
        "claims",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("sha256", sa.String(64), _to("claims", "sha256", "documents.sha256"), nullable=False),
        sa.Column("text_id", sa.Integer(), _to("claims", "text_id", "texts.id"), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("type", sa.String(32)),
        sa.Column("act", sa.String(32)),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        _entry("claims"),
        sa.PrimaryKeyConstraint("id", name="pk_claims"),
    )
    op.create_index("ix_claims_sha256_start", "claims", ["sha256", "start"])
    op.create_index("ix_claims_kind_type_act", "claims", ["kind", "type", "act"])
    op.create_table(
        "incidents",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_day", sa.String(10)),
        sa.Column("last_day", sa.String(10)),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("merged_into", sa.Integer(), _to("incidents", "merged_into", "incidents.number")),
        _entry("incidents"),
        sa.PrimaryKeyConstraint("number", name="pk_incidents"),
    )
    op.create_index("ix_incidents_first_day", "incidents", ["first_day"])
    op.create_index("ix_incidents_merged_into", "incidents", ["merged_into"])
    op.create_table(
        "incident_claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "number", sa.Integer(), _to("incident_claims", "number", "incidents.number"), nullable=False
        ),
        sa.Column("claim", sa.String(16), _to("incident_claims", "claim", "claims.id"), nullable=False),
        _entry("incident_claims", "since"),
        _entry("incident_claims", "until", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_incident_claims"),
    )
    op.create_index("ix_incident_claims_number", "incident_claims", ["number"])
    op.create_index("ix_incident_claims_claim", "incident_claims", ["claim"])
    now = sa.text("until IS NULL")
    op.create_index(
        "uq_incident_claims_now",
        "incident_claims",
        ["claim"],
        unique=True,
        sqlite_where=now,
        postgresql_where=now,
    )
    op.create_table(
        "links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first", sa.String(16), _to("links", "first", "claims.id"), nullable=False),
        sa.Column("second", sa.String(16), _to("links", "second", "claims.id"), nullable=False),
        sa.Column("joined", sa.Boolean(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("linker", sa.Text(), nullable=False),
        _entry("links", "since"),
        sa.PrimaryKeyConstraint("id", name="pk_links"),
    )
    op.create_index("ix_links_first", "links", ["first"])
    op.create_index("ix_links_second", "links", ["second"])
    op.create_table(
        "decisions",
        sa.Column(
            "id", sa.Integer(), _to("decisions", "id", "journal.seq"), autoincrement=False, nullable=False
        ),
        sa.Column("time", sa.String(40), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("judgement", sa.String(16)),
        sa.Column("verdict", sa.String(16)),
        sa.Column("supersedes", sa.Integer(), _to("decisions", "supersedes", "decisions.id")),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.UniqueConstraint("supersedes", name="uq_decisions_supersedes"),
    )
    op.create_index("ix_decisions_key", "decisions", ["key"])
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_only()
    else:
        _postgresql_only()


def _sqlite_only() -> None:
    for table in _APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    op.execute(
        "CREATE VIRTUAL TABLE texts_search USING fts5("
        "title, content, content='texts', content_rowid='id', tokenize='unicode61 remove_diacritics 2')"
    )
    op.execute(
        "CREATE TRIGGER texts_are_searched AFTER INSERT ON texts BEGIN "
        "INSERT INTO texts_search(rowid, title, content) VALUES (new.id, new.title, new.content); END"
    )


def _postgresql_only() -> None:
    op.execute(
        "CREATE FUNCTION corrobora_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in _APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION corrobora_append_only()"
        )
    op.execute(
        "CREATE INDEX ix_texts_search ON texts USING gin "
        "(to_tsvector('simple', coalesce(title, '') || ' ' || content))"
    )


def _to(table: str, column: str, target: str) -> sa.ForeignKey:
    name = f"fk_{table}_{column}_{target.split('.')[0]}"
    return sa.ForeignKey(target, name=name)


def _entry(table: str, name: str = "entry", *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), _to(table, name, "journal.seq"), nullable=nullable)

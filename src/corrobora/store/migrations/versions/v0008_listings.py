"""Listings: what pages show in portions, kept beside the records they follow from."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

#: Table, verb, condition under which a row counts as changed, and what is listed anew because of it.
_WATCHED = (
    ("claims", "INSERT", "", (("claim", "NEW.id"),)),
    ("claims", "UPDATE", "", (("claim", "NEW.id"),)),
    ("incidents", "INSERT", "", (("incident", "NEW.number"),)),
    ("incidents", "UPDATE", "OLD.data <> NEW.data", (("incident", "NEW.number"),)),
    ("incident_claims", "INSERT", "", (("incident", "NEW.number"), ("claim", "NEW.claim"))),
    ("incident_claims", "UPDATE", "", (("incident", "NEW.number"), ("claim", "NEW.claim"))),
    ("documents", "UPDATE", "", (("document", "NEW.sha256"),)),
    ("decisions", "INSERT", "", (("decision", "NEW.id"),)),
    ("links", "INSERT", "", (("claim", "NEW.first"),)),
    ("links", "DELETE", "", (("claim", "OLD.first"),)),
)  # fmt: skip


def upgrade() -> None:
    """Make the listings and what fills them; they are filled when the case is next opened."""
    _tables()
    op.create_index("ix_documents_text_id", "documents", ["text_id"])
    op.create_index("ix_claims_state_kind", "claims", ["state", "kind"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    (_sqlite if sqlite else _postgresql)()
    members = "json_each(decisions.subject)" if sqlite else "json_array_elements_text(subject::json)"
    op.execute(
        f"INSERT INTO decision_subjects SELECT value, decisions.id FROM decisions, {members} "  # noqa: S608  ours
        "WHERE true ON CONFLICT DO NOTHING"
    )
    op.execute("INSERT INTO unlisted VALUES ('everything', '')")


def _tables() -> None:
    op.create_table("unlisted", _text("sort", 16), _text("key", 64), sa.PrimaryKeyConstraint("sort", "key"))
    op.create_table(
        "decision_subjects", _text("subject"), _number("decision"),
        sa.PrimaryKeyConstraint("subject", "decision", name="pk_decision_subjects"),
    )  # fmt: skip
    op.create_table(
        "listed_incidents",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        _number("view"), _number("number"),
        _text("act", 32), _text("victim_status", 16), _text("victim_side", 8), _text("perpetrator_side", 8),
        _text("verification", 16), _number("differs"),
        sa.Column("first_day", sa.String(10)), sa.Column("last_day", sa.String(10)),
        _number("day_key"), _number("victims_key"), _text("place_key"), _number("claims_key"),
        _number("first_key"), _number("differences_key"),
        sa.Column("low", sa.BigInteger()), sa.Column("high", sa.BigInteger()), sa.Column("hedge", sa.Text()),
        _number("documents"), _text("publishers"), _text("unit", 16), _text("words"),
        sa.PrimaryKeyConstraint("id", name="pk_listed_incidents"),
        sa.UniqueConstraint("view", "number", name="uq_listed_incidents_view_number"),
    )  # fmt: skip
    for name in (
        "act", "victim_status", "victim_side", "perpetrator_side", "verification", "differs", "unit",
        "first_day", "last_day", "day_key", "victims_key", "place_key", "claims_key", "first_key",
        "differences_key",
    ):  # fmt: skip
        columns = ["view", name, "number"]
        op.create_index("ix_listed_incidents_" + "_".join(columns), "listed_incidents", columns)
    op.create_table(
        "listed_bases", _number("view"), _text("basis", 32), _number("number"),
        sa.PrimaryKeyConstraint("view", "basis", "number", name="pk_listed_bases"),
    )  # fmt: skip
    op.create_index("ix_listed_bases_view_number", "listed_bases", ["view", "number"])
    op.create_table(
        "listed_points", _number("view"), _number("number"), _number("position"),
        sa.Column("lat", sa.Float(), nullable=False), sa.Column("lon", sa.Float(), nullable=False),
        _number("several"), _text("level", 16), sa.Column("km", sa.Float(), nullable=False), _text("name"),
        sa.PrimaryKeyConstraint("view", "number", "position", name="pk_listed_points"),
    )  # fmt: skip
    op.create_index("ix_listed_points_view_lat_lon", "listed_points", ["view", "lat", "lon"])
    sums = [sa.Column(n, sa.BigInteger(), nullable=False) for n in
            ("incidents", "numbered", "lows", "low", "opens", "high")]  # fmt: skip
    kind = ("act", "victim_side", "perpetrator_side", "victim_status", "verification")
    op.create_table(
        "listed_counts", _number("view"), *(_text(name, 32) for name in kind), _number("differs"), *sums,
        sa.PrimaryKeyConstraint("view", *kind, "differs", name="pk_listed_counts"),
    )  # fmt: skip
    op.create_table(
        "queue",
        _number("view"), _text("key", 40), _number("why"), _number("unplaced"), _number("incident"),
        _text("sha256", 64), _number("start"), _text("claim", 16), sa.Column("other", sa.String(16)),
        _text("reasons"), _text("slots"),
        sa.PrimaryKeyConstraint("view", "key", name="pk_queue"),
    )  # fmt: skip
    order = ["view", "why", "unplaced", "incident", "sha256", "start", "key"]
    op.create_index("ix_queue_" + "_".join(order), "queue", order)
    op.create_index("ix_queue_claim", "queue", ["claim"])
    op.create_index("ix_queue_other", "queue", ["other"])
    op.create_table(
        "queue_counts", _number("view"), _number("why"), _number("size"),
        sa.PrimaryKeyConstraint("view", "why", name="pk_queue_counts"),
    )  # fmt: skip
    op.create_table(
        "mentions", _number("view"), _text("claim", 16), _number("position"), _text("actor"),
        sa.PrimaryKeyConstraint("view", "claim", "position", name="pk_mentions"),
    )  # fmt: skip
    op.create_table(
        "names", _number("view"), _text("actor"), _number("mentions"),
        sa.PrimaryKeyConstraint("view", "actor", name="pk_names"),
    )  # fmt: skip
    op.create_table(
        "listed_tallies",
        _number("view"), _text("claim", 16), _text("act", 32), _text("victim_side", 8),
        _text("perpetrator_side", 8), _text("first_day", 10), _text("last_day", 10),
        sa.PrimaryKeyConstraint("view", "claim", name="pk_listed_tallies"),
    )  # fmt: skip
    op.create_index("ix_listed_tallies_view_act_last_day", "listed_tallies", ["view", "act", "last_day"])


def _sqlite() -> None:
    for table, verb, when, rows in _WATCHED:
        marks = " ".join(_mark(sort, key) for sort, key in rows)
        condition = f"WHEN {when} " if when else ""
        op.execute(
            f"CREATE TRIGGER {table}_unlisted_{verb.lower()} AFTER {verb} ON {table} {condition}"
            f"BEGIN {marks} END"
        )
    op.execute(
        "CREATE TRIGGER decisions_have_subjects AFTER INSERT ON decisions BEGIN "
        "INSERT INTO decision_subjects SELECT value, NEW.id FROM json_each(NEW.subject) WHERE true "
        "ON CONFLICT DO NOTHING; END"
    )
    op.execute(
        "CREATE VIRTUAL TABLE incidents_search USING fts5("
        "words, content='listed_incidents', content_rowid='id', tokenize='unicode61 remove_diacritics 2')"
    )
    forget = (
        "INSERT INTO incidents_search(incidents_search, rowid, words) VALUES ('delete', OLD.id, OLD.words);"
    )
    keep = "INSERT INTO incidents_search(rowid, words) VALUES (NEW.id, NEW.words);"
    for verb, does in (("INSERT", keep), ("DELETE", forget), ("UPDATE", forget + keep)):
        op.execute(
            f"CREATE TRIGGER listed_incidents_searched_{verb.lower()} AFTER {verb} ON listed_incidents "
            f"BEGIN {does} END"
        )


def _postgresql() -> None:
    for table, verb, when, rows in _WATCHED:
        name = f"{table}_unlisted_{verb.lower()}"
        marks = " ".join(_mark(sort, key) for sort, key in rows)
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {marks} RETURN NULL; END $$"
        )
        condition = f"WHEN ({when}) " if when else ""
        op.execute(
            f"CREATE TRIGGER {name} AFTER {verb} ON {table} FOR EACH ROW {condition}EXECUTE FUNCTION {name}()"
        )
    op.execute(
        "CREATE FUNCTION decisions_have_subjects() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "INSERT INTO decision_subjects SELECT value, NEW.id FROM json_array_elements_text(NEW.subject::json) "
        "ON CONFLICT DO NOTHING; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER decisions_have_subjects AFTER INSERT ON decisions "
        "FOR EACH ROW EXECUTE FUNCTION decisions_have_subjects()"
    )
    op.execute(
        "CREATE INDEX ix_listed_incidents_search ON listed_incidents USING gin (to_tsvector('simple', words))"
    )


def _mark(sort: str, key: str) -> str:
    value = f"CAST({key} AS VARCHAR(64))"
    return f"INSERT INTO unlisted VALUES ('{sort}', {value}) ON CONFLICT DO NOTHING;"  # noqa: S608  ours


def _text(name: str, size: int | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(size) if size else sa.Text(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)

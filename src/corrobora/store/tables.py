"""The tables. `migrations` creates them; a test keeps the two in step.

Times are ISO 8601 texts in UTC and days ISO texts, so that what was hashed is what is stored and both
databases sort them alike. ``entry`` and ``since`` name the journal entry a row came with.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect


class JsonText(TypeDecorator[Any]):
    """JSON kept as the text it was written as, so that digests over it can be recomputed."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """What is stored."""
        if value is None:
            return None
        return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """What is read back."""
        return None if value is None else json.loads(value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: Append-only: triggers refuse UPDATE and DELETE.
journal = Table(
    "journal",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("time", String(40), nullable=False),
    Column("actor", Text, nullable=False),
    Column("act", String(40), nullable=False, index=True),
    Column("payload", JsonText, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)


def _entry(name: str = "entry", *, nullable: bool = False, index: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey("journal.seq"), nullable=nullable, index=index)


#: Append-only.
items = Table(
    "items",
    metadata,
    Column("sha256", String(64), primary_key=True),
    # SQLite's integers are of any size
    Column("size", BigInteger().with_variant(Integer, "sqlite"), nullable=False),
    Column("media_type", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("received", String(40), nullable=False),
    Column("received_by", Text, nullable=False),
    Column("origin", Text, nullable=False),
    _entry(index=True),
)

#: Append-only: a better reader makes another text, it changes none.
texts = Table(
    "texts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), ForeignKey("items.sha256"), nullable=False),
    Column("reader", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("regions", JsonText, nullable=False),
    Column("language", String(8)),
    Column("title", Text),
    Column("pages", JsonText, nullable=False),
    Column("notices", JsonText, nullable=False),
    Column("digest", String(64), nullable=False),
    _entry(),
    UniqueConstraint("sha256", "reader", "digest"),
)

#: One row an item that could be read: the text in force, what is known of its source, who extracted it.
documents = Table(
    "documents",
    metadata,
    Column("sha256", String(64), ForeignKey("items.sha256"), primary_key=True),
    Column("text_id", Integer, ForeignKey("texts.id"), nullable=False, index=True),
    Column("path", Text, nullable=False),
    Column("publisher", Text, index=True),
    Column("published", String(10), index=True),
    Column("url", Text),
    Column("origins", JsonText, nullable=False),
    Column("stated", JsonText, nullable=False),
    Column("engine", Text, nullable=False),
    Column("dropped", JsonText, nullable=False),
    _entry(index=True),
)

claims = Table(
    "claims",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("sha256", String(64), ForeignKey("documents.sha256"), nullable=False),
    Column("text_id", Integer, ForeignKey("texts.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("type", String(32)),
    Column("act", String(32)),
    Column("start", Integer, nullable=False),
    Column("data", JsonText, nullable=False),
    Column("engine", Text, nullable=False),
    Column("state", String(16), nullable=False),
    _entry(index=True),
    Column("since", Integer, index=True),  # the entry it was first proposed with
    Column("corrected", JsonText),  # the claim as people corrected it; follows from the decisions
    Index(None, "sha256", "start"),
    Index(None, "kind", "type", "act"),
    Index(None, "state", "kind"),
)

#: Numbers are given once and never deleted.
incidents = Table(
    "incidents",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("first_day", String(10), index=True),
    Column("last_day", String(10)),
    Column("data", JsonText, nullable=False),
    Column("merged_into", Integer, ForeignKey("incidents.number"), index=True),
    _entry(),
)

#: What an incident's values were from which entry on, until the next of its versions.
incident_versions = Table(
    "incident_versions",
    metadata,
    Column("number", Integer, ForeignKey("incidents.number"), primary_key=True, autoincrement=False),
    Column("entry", Integer, ForeignKey("journal.seq"), primary_key=True, autoincrement=False, index=True),
    Column("data", JsonText, nullable=False),  # empty: forgotten with the testimony it rested on
    Column("digest", String(64), nullable=False),  # of the data, kept when they are forgotten
)

#: Which claim stood under which number, and from when to when; ``until`` is empty now. A partial index,
#: in the migration only (naming it here would import a whole dialect), lets a claim stand under one number.
incident_claims = Table(
    "incident_claims",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Integer, ForeignKey("incidents.number"), nullable=False, index=True),
    Column("claim", String(16), ForeignKey("claims.id"), nullable=False, index=True),
    _entry("since"),
    _entry("until", nullable=True),
)

#: Why two claims were joined, or kept apart by a veto or a person.
links = Table(
    "links",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("first", String(16), ForeignKey("claims.id"), nullable=False, index=True),
    Column("second", String(16), ForeignKey("claims.id"), nullable=False, index=True),
    Column("joined", Boolean, nullable=False),
    Column("score", Float, nullable=False),
    Column("data", JsonText, nullable=False),
    Column("linker", Text, nullable=False),
    _entry("since"),
    Column("leaf", String(4), nullable=False, index=True),  # see `corrobora.model.digest_tree`
)

#: What a claim of an incident can share with others (`corrobora.link.blocking.Trait`). This table and the
#: next two follow from the claims, and a full linking makes them anew.
link_traits = Table(
    "link_traits",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("claim", String(16), primary_key=True, index=True),
    Column("sort", Integer, nullable=False),
    sqlite_with_rowid=False,
)

#: In how many documents a name stands, by the key of its trait.
link_names = Table(
    "link_names",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("documents", Integer, nullable=False, index=True),
)

#: Pairs of claims that came close when they were compared.
link_near = Table(
    "link_near",
    metadata,
    Column("first", String(16), primary_key=True),
    Column("second", String(16), primary_key=True, index=True),
    Column("score", Float, nullable=False),
    sqlite_with_rowid=False,
)

#: Digests of parts of the register, by `corrobora.model.digest_tree`, so that a change need not hash it
#: whole.
register_nodes = Table(
    "register_nodes",
    metadata,
    Column("part", String(8), primary_key=True),
    Column("node", String(4), primary_key=True),
    Column("digest", String(64), nullable=False),
)

#: Append-only: a later decision on the same subject supersedes an earlier one.
decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, ForeignKey("journal.seq"), primary_key=True, autoincrement=False),
    Column("time", String(40), nullable=False),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("subject", JsonText, nullable=False),
    Column("key", Text, nullable=False, index=True),
    Column("judgement", String(16)),
    Column("verdict", String(16).with_variant(String(40), "postgresql"), index=True),
    Column("supersedes", Integer, ForeignKey("decisions.id"), unique=True),
    Column("content", JsonText),  # what was corrected or added
)

#: Append-only: what somebody decided and a second person has yet to approve, or has dealt with.
proposals = Table(
    "proposals",
    metadata,
    Column("id", Integer, ForeignKey("journal.seq"), primary_key=True, autoincrement=False),
    Column("time", String(40), nullable=False),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("act", String(40), nullable=False),
    Column("subject", JsonText, nullable=False),
    Column("arguments", JsonText, nullable=False),
)

#: Those of them nobody has dealt with yet.
open_proposals = Table(
    "open_proposals",
    metadata,
    Column("id", Integer, ForeignKey("proposals.id"), primary_key=True, autoincrement=False),
)

#: Append-only: one row a proposal that was approved, refused or withdrawn.
outcomes = Table(
    "outcomes",
    metadata,
    Column("proposal", Integer, ForeignKey("proposals.id"), primary_key=True, autoincrement=False),
    _entry(),
    Column("by", Text, nullable=False),
    Column("approved", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decision", Integer, ForeignKey("decisions.id")),
)

#: Who may do what. ``credentials`` holds hashes and an encrypted secret; the journal holds its digest.
people = Table(
    "people",
    metadata,
    Column("name", Text, primary_key=True),
    Column("role", String(16), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("credentials", JsonText, nullable=False),
    _entry(),
    _entry("credentials_entry"),
)

#: Failed sign-ins by the hash of the name that was given, whether somebody has it or not.
sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("until", String(40)),
    Column("step", Integer, nullable=False),
    Column("seen", String(40), nullable=False, index=True),
)

#: Who is signed in, by the SHA-256 of what their browser holds.
sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("person", Text, ForeignKey("people.name"), nullable=False, index=True),
    Column("created", String(40), nullable=False),
    Column("seen", String(40), nullable=False, index=True),
)

#: API tokens, likewise by their SHA-256.
tokens = Table(
    "tokens",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("person", Text, ForeignKey("people.name"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("scopes", JsonText, nullable=False),
    Column("created", String(40), nullable=False),
    Column("expires", String(40), nullable=False),
    _entry(),
    _entry("revoked", nullable=True),
)

#: Requests that were answered, so that one that is sent again gets the same answer and has no second effect.
idempotent_requests = Table(
    "idempotent_requests",
    metadata,
    Column("person", Text, primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("request", String(64), nullable=False),
    Column("status", Integer),
    Column("answer", Text),
    Column("created", String(40), nullable=False, index=True),
)

#: Append-only: how one item stands to another.
relations = Table(
    "relations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), ForeignKey("items.sha256"), nullable=False),
    Column("other", String(64), ForeignKey("items.sha256"), nullable=False, index=True),
    Column("sort", String(16), nullable=False),
    Column("place", Text, nullable=False),
    _entry(),
    UniqueConstraint("sha256", "other", "sort", "place"),
)

#: Append-only: what a tool found out about an item. The journal holds the digest of ``data`` only: it may
#: name a place or a person, and the journal goes into every bundle.
examinations = Table(
    "examinations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), ForeignKey("items.sha256"), nullable=False),
    Column("sort", String(16), nullable=False, index=True),
    Column("tool", Text, nullable=False),
    Column("data", JsonText, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("subject", Text, index=True),
    Column("moment", String(40)),
    _entry(),
    UniqueConstraint("sha256", "sort", "digest"),
)

#: Append-only: finds the journal entries of visits to an address; what was seen stands in the entry itself.
#: Addresses are found by their SHA-256: they can be longer than an index takes.
captures = Table(
    "captures",
    metadata,
    Column("entry", Integer, ForeignKey("journal.seq"), primary_key=True, autoincrement=False),
    Column("url_digest", String(64), nullable=False, index=True),
    Column("final_digest", String(64), nullable=False, index=True),
)

#: Append-only: what a visit kept.
capture_parts = Table(
    "capture_parts",
    metadata,
    Column("entry", Integer, ForeignKey("captures.entry"), primary_key=True, autoincrement=False),
    Column("role", String(16), primary_key=True),
    Column("sha256", String(64), ForeignKey("items.sha256"), nullable=False, index=True),
)
#: For each record a decision names, the decision; a trigger fills it.
decision_subjects = Table(
    "decision_subjects",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("decision", Integer, primary_key=True, autoincrement=False),
)
#: Tables whose rows are never changed or deleted.
APPEND_ONLY = (
    "journal", "items", "texts", "decisions", "relations", "examinations", "proposals", "outcomes",
    "captures", "capture_parts",
)  # fmt: skip

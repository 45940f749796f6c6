"""What linking keeps for the next change, and digests of the parts of the register and of its history."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables empty; the next linking fills them."""
    op.create_table(
        "link_traits",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("claim", sa.String(16), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "day", "claim", name="pk_link_traits"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_link_traits_claim", "link_traits", ["claim"])
    op.create_table(
        "link_names",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_link_names"),
    )
    op.create_index("ix_link_names_documents", "link_names", ["documents"])
    op.create_table(
        "link_near",
        sa.Column("first", sa.String(16), nullable=False),
        sa.Column("second", sa.String(16), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("first", "second", name="pk_link_near"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_link_near_second", "link_near", ["second"])
    op.create_table(
        "register_nodes",
        sa.Column("part", sa.String(8), nullable=False),
        sa.Column("node", sa.String(4), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("part", "node", name="pk_register_nodes"),
    )
    op.add_column("links", sa.Column("leaf", sa.String(4), nullable=False, server_default=""))
    op.execute("UPDATE links SET leaf = substr(first, 2, 4)")
    op.create_index("ix_links_leaf", "links", ["leaf"])
    op.create_index("ix_claims_entry", "claims", ["entry"])
    op.create_index("ix_documents_entry", "documents", ["entry"])
    op.add_column("incident_versions", sa.Column("digest", sa.String(64), nullable=False, server_default=""))
    _fill(op.get_bind())


def _fill(connection: sa.Connection) -> None:
    versions = sa.table("incident_versions", sa.column("number"), sa.column("entry"), sa.column("data"),
                        sa.column("digest"))  # fmt: skip
    rows = connection.execute(sa.select(versions.c.number, versions.c.entry, versions.c.data)).all()
    for row in rows:
        where = (versions.c.number == row.number) & (versions.c.entry == row.entry)
        digest = hashlib.sha256(row.data.encode()).hexdigest()
        connection.execute(versions.update().where(where).values(digest=digest))

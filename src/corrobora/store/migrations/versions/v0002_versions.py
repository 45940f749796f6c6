"""What an incident's values were, and since when a claim has been proposed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the versions of incidents and the first entry of each claim."""
    op.create_table(
        "incident_versions",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", "entry", name="pk_incident_versions"),
        sa.ForeignKeyConstraint(
            ["number"], ["incidents.number"], name="fk_incident_versions_number_incidents"
        ),
        sa.ForeignKeyConstraint(["entry"], ["journal.seq"], name="fk_incident_versions_entry_journal"),
    )
    op.create_index("ix_incident_versions_entry", "incident_versions", ["entry"])
    op.execute(
        "INSERT INTO incident_versions (number, entry, data) SELECT number, entry, data FROM incidents"
    )
    op.add_column("claims", sa.Column("since", sa.Integer(), nullable=True))
    op.execute("UPDATE claims SET since = entry")
    op.create_index("ix_claims_since", "claims", ["since"])

"""What is found of incidents on elements of crimes, beside them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the listing; it is filled when the case is next opened, by listing the incidents anew."""
    op.create_table(
        "listed_elements",
        sa.Column("view", sa.Integer(), nullable=False), sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("view", "number", name="pk_listed_elements"),
    )  # fmt: skip
    op.create_index("ix_listed_elements_view_found_number", "listed_elements", ["view", "found", "number"])
    op.execute(
        "INSERT INTO unlisted SELECT 'incident', CAST(number AS VARCHAR(64)) FROM incidents "
        "WHERE true ON CONFLICT DO NOTHING"
    )

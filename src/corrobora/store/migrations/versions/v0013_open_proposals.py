"""Which proposals nobody has dealt with: told without going through those that were."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the list of them."""
    op.create_table(
        "open_proposals",
        sa.Column("id", sa.Integer(), sa.ForeignKey("proposals.id", name="fk_open_proposals_id_proposals"),
                  autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_open_proposals"),
    )  # fmt: skip
    op.execute(
        "INSERT INTO open_proposals SELECT id FROM proposals WHERE id NOT IN (SELECT proposal FROM outcomes)"
    )

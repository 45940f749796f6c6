"""What people corrected and added."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what a decision says beyond its verdict, and claims as they were corrected."""
    op.add_column("decisions", sa.Column("content", sa.Text(), nullable=True))
    op.add_column("claims", sa.Column("corrected", sa.Text(), nullable=True))

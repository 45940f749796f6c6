"""An index that answers which tallies an incident may be in; verdicts as long as the codebook's are."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index in place of the one it begins with. SQLite holds no text to a length."""
    op.drop_index("ix_listed_tallies_view_act_last_day", "listed_tallies")
    columns = ["view", "act", "last_day", "claim", "first_day", "victim_side", "perpetrator_side"]
    op.create_index("ix_listed_tallies_around", "listed_tallies", columns)
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("decisions", "verdict", type_=sa.String(40), existing_type=sa.String(16))

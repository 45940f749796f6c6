"""Indexes that hold all that the map and the line of days are counted from."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them, in place of those that hold less."""
    op.drop_index("ix_listed_points_view_lat_lon", "listed_points")
    columns = ["view", "lat", "lon", "several", "level", "km", "number"]
    op.create_index("ix_listed_points_spots", "listed_points", columns)
    op.create_index("ix_listed_points_view_level_number", "listed_points", ["view", "level", "number"])
    op.drop_index("ix_listed_incidents_view_first_day_number", "listed_incidents")
    columns = ["view", "first_day", "last_day", "day_key"]
    op.create_index("ix_listed_incidents_view_first_day_last_day_day_key", "listed_incidents", columns)

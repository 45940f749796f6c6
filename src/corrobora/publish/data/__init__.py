"""A case as data for other tools, each format with what it cannot hold named."""

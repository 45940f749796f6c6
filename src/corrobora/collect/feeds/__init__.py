"""Feeds (RSS, Atom) that are watched: asked politely, their entries named once."""

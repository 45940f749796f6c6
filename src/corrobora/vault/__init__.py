"""Bytes kept: a content-addressed store."""

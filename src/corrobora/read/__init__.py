"""Bytes to immutable text and metadata."""

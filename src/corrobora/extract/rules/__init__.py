"""The rules engine: mentions first, then events assembled over the document, then scored decisions."""

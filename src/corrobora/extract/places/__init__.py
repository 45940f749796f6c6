"""Places the text names: names in place position, how likely each is one, and which place it is."""

from corrobora.extract.places.mentions import document_context, find_places

__all__ = ["document_context", "find_places"]

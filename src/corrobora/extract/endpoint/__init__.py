"""The engine that asks a language model behind an OpenAI-compatible endpoint.

The model only points at words of the document. Its quotes are aligned with the text, and every number, day,
place, side and name is read from those words by the program's own readers; what cannot be found or read
is refused and counted.
"""

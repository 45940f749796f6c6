"""The field's knowledge as data: acts, bases, cue words, bodies, conflicts; experts edit YAML, not code."""

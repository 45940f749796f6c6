"""The nouns: frozen, validated at construction, without I/O."""

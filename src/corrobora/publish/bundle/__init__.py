"""Evidence bundles: a case handed over so that a stranger can check all of it, offline."""

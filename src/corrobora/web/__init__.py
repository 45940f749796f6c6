"""Pages and API over a case."""

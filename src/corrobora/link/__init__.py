"""Claims to incidents, names to actors, sources to origins."""

"""A small network that says which sentences carry claims and which words fill their slots."""

"""Armed conflicts, one YAML file each, and their loader."""

from corrobora.codebook.conflicts.loader import (
    Conflict,
    Force,
    NamedDay,
    load_conflicts,
    read_conflict,
)

__all__ = ["Conflict", "Force", "NamedDay", "load_conflicts", "read_conflict"]

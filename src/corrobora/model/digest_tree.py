"""A digest over many records that one change need not compute anew.

Records are lines of canonical JSON, each in the leaf its key names; a key is four hexadecimal digits. A
leaf's digest is the hash of its lines, a node's that of the names and digests of its children, the root's
that of the nodes'. What is empty is left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from corrobora.model.journal import canonical

#: How many leaves a tree can have.
LEAVES = 0x10000


def event_key(number: int) -> str:
    """The leaf of an incident, by its number."""
    return f"{number % LEAVES:04x}"


def link_key(first: str) -> str:
    """The leaf of a link, by the id of its first claim: a letter and hexadecimal digits."""
    return first[1:5]


def leaf(records: Iterable[Mapping[str, Any]]) -> str:
    """The digest of a leaf's records in their order."""
    return _hash(canonical(record) + "\n" for record in records)


def node(children: Mapping[str, str]) -> str:
    """The digest of what lies above, by the children's names and digests."""
    return _hash(f"{name} {digest}\n" for name, digest in sorted(children.items()))


def nodes(leaves: Mapping[str, str]) -> dict[str, str]:
    """The digests of the nodes above leaves."""
    below: dict[str, dict[str, str]] = {}
    for name, digest in leaves.items():
        below.setdefault(name[:2], {})[name] = digest
    return {name: node(children) for name, children in below.items()}


def root(records: Iterable[tuple[str, Mapping[str, Any]]]) -> str:
    """The digest of all records, given with their keys and in their order."""
    return node(nodes(leaves(records)))


def leaves(records: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, str]:
    """The digests of all leaves."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for key, record in records:
        found.setdefault(key, []).append(record)
    return {key: leaf(lines) for key, lines in found.items()}


def _hash(lines: Iterable[str]) -> str:
    hashed = hashlib.sha256()
    for line in lines:
        hashed.update(line.encode("utf-8", "surrogatepass"))
    return hashed.hexdigest()

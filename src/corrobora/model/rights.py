"""Who may do what in a case: people, their roles, and the rights a role gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from corrobora.model.errors import InvalidRecord

#: Longest name of a person, in characters: it stands in every journal entry they make.
LONGEST_NAME = 80


class Right(StrEnum):
    """Something a person may be allowed to do."""

    READ = "read"
    """See the records that are not marked sensitive."""
    DECIDE = "decide"
    """Decide on records, add documents and claims."""
    APPROVE = "approve"
    """Approve or refuse what others decided or want to export; never one's own."""
    SENSITIVE = "sensitive"
    """See records and fields marked sensitive; each view is journalled."""
    AUDIT = "audit"
    """Read the journal and check the case against it."""
    EXPORT = "export"
    """Hand over what the case holds."""
    MARK = "mark"
    """Mark records and fields as sensitive, or as ordinary again."""
    PEOPLE = "people"
    """Add people, change their roles, reset their credentials."""


class Role(StrEnum):
    """What somebody is in a case; each role may do what the one before it may, and more."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    REVIEWER = "reviewer"
    LEAD = "lead"
    ADMIN = "admin"

    @property
    def rights(self) -> frozenset[Right]:
        """What it gives."""
        return RIGHTS[self]


_READ = frozenset({Right.READ})
_ANALYST = _READ | {Right.DECIDE}
_REVIEWER = _ANALYST | {Right.APPROVE, Right.SENSITIVE, Right.AUDIT}
_LEAD = _REVIEWER | {Right.EXPORT, Right.MARK}

RIGHTS: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        Role.VIEWER: _READ,
        Role.ANALYST: _ANALYST,
        Role.REVIEWER: _REVIEWER,
        Role.LEAD: _LEAD,
        Role.ADMIN: _LEAD | {Right.PEOPLE},
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who acts in a case.

    Attributes:
        name: as the journal names them.
        role: what they are in this case.
    """

    name: str
    role: Role

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InvalidRecord("a person needs a name")

    def may(self, right: Right) -> bool:
        """Whether their role gives a right."""
        return right in self.role.rights

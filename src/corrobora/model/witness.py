"""People who gave testimony, as far as a case says anything of them: a pseudonym and what they agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Consent(StrEnum):
    """What a witness agreed to; each step includes the one before it."""

    NONE = "none"
    """Nothing yet, or everything was withdrawn: nothing of the testimony is read or leaves."""
    HANDOVER = "handover"
    """The testimony may be read, analysed and handed over in confidence: bundles, dossiers, tables."""
    PUBLIC = "public"
    """It may also be published."""

    @property
    def leaves(self) -> bool:
        """Whether anything of the testimony may leave the case."""
        return self is not Consent.NONE


class Sealing(StrEnum):
    """What sealed records are about."""

    IDENTITY = "identity"
    CONSENT = "consent"
    ORIGINAL = "original"
    """Testimony as it was given: a recording, a signed statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentVersion:
    """What was agreed to at one time.

    Attributes:
        version: counted from 1.
        consent: how far it goes.
        time: when it was recorded.
        entry: number of the journal entry.
    """

    version: int
    consent: Consent
    time: datetime
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """What a case knows of a witness without a key.

    Attributes:
        pseudonym: ``W-0001``.
        consents: every version, oldest first.
        testimonies: hashes of the items with their testimony.
        records: sort, version, hash of the sealed file and commitment of each sealed record.
    """

    pseudonym: str
    consents: tuple[ConsentVersion, ...] = ()
    testimonies: tuple[str, ...] = ()
    records: tuple[tuple[Sealing, int, str, str], ...] = ()

    @property
    def consent(self) -> Consent:
        """What is agreed to now."""
        return self.consents[-1].consent if self.consents else Consent.NONE

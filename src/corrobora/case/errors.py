"""What can be wrong with a case."""

from __future__ import annotations

from corrobora.model.errors import CorroboraError


class CaseError(CorroboraError):
    """The case cannot do what was asked; the message says why."""


class NotACase(CaseError):
    """The folder holds no case, or one that is damaged or too new."""


class CaseExists(CaseError):
    """The folder already holds a case."""


class NotThere(CaseError):
    """The case holds no such document, claim or incident."""


class NotAllowed(CaseError):
    """Texts would leave the machine without the person's leave; the message says how it is given."""


class NotRecorded(CaseError):
    """An act that must be journalled could not be, so it did not happen."""


class BadDecision(CaseError):
    """What was to be decided does not fit the subject."""


class BadCustody(CaseError):
    """An event of custody does not say what it must."""


class NothingToSeal(CaseError):
    """There is no journal entry to sign."""

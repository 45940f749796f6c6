"""What can be wrong with a capture."""

from __future__ import annotations

from corrobora.model.errors import CorroboraError


class CaptureError(CorroboraError):
    """The address could not be captured; the message says why."""


class BadAddress(CaptureError):
    """The words are no address of the web that may be asked for."""


class Refused(CaptureError):
    """The guard does not let this address be reached."""


class Unreachable(CaptureError):
    """Nothing answered there, or what answered broke off or made no sense."""


class Untrusted(CaptureError):
    """What was given as an authority's certificate is none."""


class TooLarge(CaptureError):
    """The answer is larger than the limit."""


class TooSlow(CaptureError):
    """The answer took longer than the limit."""


class NoBrowser(CaptureError):
    """No browser can be used; the message says what to install."""


class BrowserFailed(CaptureError):
    """The browser could not show the page."""

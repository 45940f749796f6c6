"""A page for when there is no page."""

from __future__ import annotations

from dataclasses import dataclass

from corrobora.publish.language import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """What went wrong, in words that help.

    Attributes:
        status: the HTTP status.
        title: what is the matter, in a few words.
        text: what to do about it.
    """

    status: int
    title: str
    text: str


def not_there(text: str) -> ErrorPage:
    """For addresses under which nothing is kept."""
    return ErrorPage(status=404, title=_("Not in this case"), text=text)


def bad_request(names: list[str]) -> ErrorPage:
    """For parameters of an address that are not what the page takes."""
    return ErrorPage(
        status=400,
        title=_("That address cannot be read"),
        text=_("What it gives for %(names)s is not of the right kind, or too long.")
        % {"names": ", ".join(names)},
    )


def refused(status: int, title: str, text: str) -> ErrorPage:
    """For what somebody may not do, or not so."""
    return ErrorPage(status=status, title=title, text=text)


def failed() -> ErrorPage:
    """For faults of the program; says nothing of what the case holds."""
    return ErrorPage(
        status=500,
        title=_("This page could not be made"),
        text=_(
            "Something is wrong with the program, not with what you asked. Nothing was changed; "
            "the server’s own output says more."
        ),
    )

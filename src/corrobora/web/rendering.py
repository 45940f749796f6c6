"""Turning a page's context into an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from corrobora.model.rights import Right
from corrobora.publish.language import gettext, noop
from corrobora.web.acting import Acting
from corrobora.web.pages.error import ErrorPage

#: How many entries of the navigation always stand there; the others open below "More".
FIRST = 6
#: Address, name, and the right without which a page is not offered.
NAVIGATION = (
    ("/", noop("Overview"), Right.READ),
    ("/review", noop("Review"), Right.DECIDE),
    ("/incidents", noop("Incidents"), Right.READ),
    ("/map", noop("Map"), Right.READ),
    ("/tallies", noop("Tallies"), Right.READ),
    ("/documents", noop("Documents"), Right.READ),
    ("/footage", noop("Footage"), Right.READ),
    ("/statements", noop("Statements"), Right.READ),
    ("/responses", noop("Responses"), Right.READ),
    ("/ledger", noop("Ledger"), Right.READ),
    ("/actors", noop("Actors"), Right.READ),
    ("/places", noop("Places"), Right.READ),
    ("/elements", noop("Elements of crimes"), Right.READ),
    ("/accountability", noop("Accountability"), Right.READ),
    ("/letters", noop("Letters"), Right.DECIDE),
    ("/exports", noop("Exports"), Right.EXPORT),
    ("/changes", noop("Changes"), Right.AUDIT),
    ("/journal", noop("Journal"), Right.AUDIT),
    ("/approvals", noop("Approvals"), Right.APPROVE),
    ("/people", noop("People"), Right.PEOPLE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Renders pages of one case.

    Attributes:
        name: what the case is called.
        templates: the templates.
    """

    name: str
    templates: Environment

    def html(
        self,
        acting: Acting | None,
        template: str,
        page: object,
        *,
        here: str = "",
        status: int = 200,
        **more: Any,
    ) -> Response:
        """A page from its template and context.

        A template finds there, beside ``page``: ``acting`` (who it is for; ``acting.may("decide")`` asks
        before an act is offered), ``csrf_field`` (to stand in every form that posts), ``nav`` and ``here``.

        Args:
            acting: who it is for; ``None``: nobody who signed in, who sees neither navigation nor names.
            template: name of the template.
            page: what it shows.
            here: the entry of the navigation it belongs to.
            status: HTTP status.
            more: what else the template needs.
        """
        nav = [(path, gettext(name)) for path, name, right in NAVIGATION if acting and acting.may(right)]
        text = self.templates.get_template(template).render(
            page=page, nav=nav, nav_first=FIRST, here=here, acting=acting,
            case_name=self.name if acting else "", csrf_field=acting.csrf_field if acting else "", **more,
        )  # fmt: skip
        return HTMLResponse(text, status_code=status)

    def error(self, acting: Acting | None, page: ErrorPage) -> Response:
        """A page that says what went wrong."""
        return self.html(acting, "error.html", page, status=page.status)

"""The application over a case: one thin route a page, each saying whom it is for (`corrobora.web.acting`)."""

from __future__ import annotations

import logging
import weakref
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Depends, FastAPI, HTTPException, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.staticfiles import StaticFiles

from corrobora.case import Case
from corrobora.case.errors import BadDecision, NotAllowed, NotThere
from corrobora.case.four_eyes import Waits
from corrobora.case.signing_in import Limits
from corrobora.model.vocabulary import Kind
from corrobora.places.outlines import Outlines
from corrobora.publish.language import gettext as _
from corrobora.read.errors import UnreadableItem
from corrobora.read.leaf import Leaves
from corrobora.web.acting import (
    Auditing,
    Forged,
    Key,
    MustChange,
    NotSignedIn,
    NotYours,
    Number,
    Reading,
    done,
    from_here,
    who,
)
from corrobora.web.api.app import PREFIX, create_api
from corrobora.web.api.problems import problem
from corrobora.web.door import Door
from corrobora.web.pages.belonging import beside_text
from corrobora.web.pages.beside import beside_page, others
from corrobora.web.pages.documents import document_page, documents_page
from corrobora.web.pages.error import ErrorPage, bad_request, failed, not_there, refused
from corrobora.web.pages.gather import incident_of, tallies_of_case
from corrobora.web.pages.journal import SIZE as ENTRIES
from corrobora.web.pages.journal import journal_page
from corrobora.web.pages.ledger import ledger_page
from corrobora.web.pages.overview import overview_page
from corrobora.web.pages.register import Wanted, register_page
from corrobora.web.pages.sayings import sayings_page
from corrobora.web.pages.search import MOST, search_page
from corrobora.web.preferences import Named, Shown
from corrobora.web.rendering import Pages
from corrobora.web.routes.approvals import approvals
from corrobora.web.routes.captures import captured_parts
from corrobora.web.routes.exports import add_exports
from corrobora.web.routes.footage import add_footage
from corrobora.web.routes.leaves import add_leaves
from corrobora.web.routes.lists import add_lists
from corrobora.web.routes.people import team
from corrobora.web.routes.review import add_review
from corrobora.web.routes.settings import settings
from corrobora.web.routes.shown import add_shown
from corrobora.web.routes.signing_in import path_of, signing_in
from corrobora.web.routes.weighing import add_weighing
from corrobora.web.routes.where import add_where
from corrobora.web.security import HEADERS, LOOPBACK, Guard, host_names
from corrobora.web.templating import environment, folder
from corrobora.web.tiles import Tiles

#: Longest query that is searched for; a longer one is a mistake or an attack.
LONGEST_QUERY = 400


log = logging.getLogger("corrobora.web")


def create_app(
    case: Case | Path | str,
    *,
    hosts: Iterable[str] = (),
    sign_in: bool = False,
    limits: Limits | None = None,
    tiles: Path | None = None,
) -> FastAPI:
    """The web application over a case.

    Who asks from this machine by one of its own names, and through no proxy, acts as the person who opened
    the case; everybody else signs in.

    Args:
        case: an open case, or the folder of one.
        hosts: host names requests may name besides the loopback ones; with any, everybody signs in.
        sign_in: whether everybody signs in, on this machine too.
        limits: how long sessions and locks last, if not as usual.
        tiles: a PMTiles archive that lies under the map's outlines.

    Raises:
        BadTiles: if the archive is none that can be shown.
        NotACase: if the folder holds none.
        UnknownHost: if one of the hosts is not a host name.
    """
    allowed = host_names(hosts)
    opened = case if isinstance(case, Case) else Case.open(case)
    pages = Pages(name=opened.settings.name, templates=environment())
    app = FastAPI(
        title="Corrobora", docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(from_here)]
    )
    app.mount("/static", Own(directory=folder("static")), name="static")
    leaves = Leaves()
    weakref.finalize(app, leaves.close)
    _lists(app, pages)
    _single(app, pages)
    add_leaves(app, pages, leaves)
    _checks(app, pages)
    add_review(app, pages)
    add_where(app, pages, Tiles.read(tiles) if tiles else None)
    add_lists(app, pages)
    add_shown(app)
    add_footage(app, pages)
    add_weighing(app, pages)
    add_exports(app, pages)
    _errors(app, pages)
    entrance = opened.sign_in(limits)
    signing_in(app, pages, entrance)
    settings(app, pages, entrance)
    team(app, pages)
    approvals(app, pages)
    app.mount(PREFIX, create_api(leaves))
    captured_parts(app)
    embedded = allowed == LOOPBACK and not sign_in
    app.add_middleware(Door, case=opened, sign_in=entrance, embedded=embedded)
    app.add_middleware(Named, codebook=opened.names())
    app.add_middleware(Shown)
    app.add_middleware(Guard, hosts=allowed)
    return app


class Own(StaticFiles):
    """The package's own files, which hold nothing of a case: browsers keep them and ask if they changed."""

    def file_response(self, *given: Any, **more: Any) -> Response:
        """The answer for one."""
        answer = super().file_response(*given, **more)
        answer.headers["Cache-Control"] = "private, no-cache"
        return answer


def _lists(app: FastAPI, pages: Pages) -> None:
    @app.get("/")
    def overview(acting: Reading) -> Response:
        case = acting.case
        page = overview_page(case.settings.name, case.size(), case.shown, Outlines.built())
        return pages.html(acting, "overview.html", page, here="/")

    @app.get("/incidents")
    def register(
        request: Request, acting: Reading, after: Number = None, before: Number = None, n: int = 1
    ) -> Response:
        wanted, case = Wanted.read(request.query_params, request.query_params.getlist("col")), acting.case
        shown = register_page(case.shown, wanted, after=after, before=before, position=n, views=case.views())
        return pages.html(acting, "register.html", shown, here="/incidents")

    @app.get("/documents")
    def documents(
        acting: Reading, order: str = "published", after: Key = None, before: Key = None, n: int = 1
    ) -> Response:
        shown = documents_page(acting.case.shown, order=order, after=after, before=before, position=n)
        return pages.html(acting, "documents.html", shown, here="/documents")

    @app.get("/ledger")
    def ledger(
        request: Request, acting: Reading, after: Number = None, before: Number = None, n: int = 1
    ) -> Response:
        shown = ledger_page(acting.case, request.query_params, after=after, before=before, position=n)
        return pages.html(acting, "ledger.html", shown, here="/ledger")

    @app.get("/tallies")
    def tallies(
        acting: Reading, after: Key = None, before: Key = None, at: Key = None, n: int = 1
    ) -> Response:
        shown = tallies_of_case(acting.case, after=after, before=before, at=at, position=n)
        return pages.html(acting, "tallies.html", shown, here="/tallies")

    @app.get("/statements")
    def statements(
        acting: Reading, type: str = "", after: Key = None, before: Key = None, n: int = 1
    ) -> Response:
        shown = sayings_page(
            acting.case.shown, Kind.STATEMENT, path="/statements", only=type, after=after, before=before,
            position=n,
        )  # fmt: skip
        return pages.html(
            acting, "sayings.html", shown, here="/statements", one="statement", heading=_("Statements"),
            eyebrow=_("What was said about the acts in general"),
            lede=_("Orders, calls and declarations before the fact; justification, condemnation and calls "
            "for accountability after it. Never counted among the incidents."),
        )  # fmt: skip

    @app.get("/responses")
    def responses(
        acting: Reading, type: str = "", after: Key = None, before: Key = None, n: int = 1
    ) -> Response:
        shown = sayings_page(
            acting.case.shown, Kind.RESPONSE, path="/responses", only=type, after=after, before=before,
            position=n,
        )  # fmt: skip
        return pages.html(
            acting, "sayings.html", shown, here="/responses", one="response", heading=_("Responses"),
            eyebrow=_("What was answered and what was done"),
            lede=_("Denials and silence, letters and proceedings. Where nobody is listed here, no answer was "
            "found in these documents; that is not to say that there was none."),
        )  # fmt: skip


def _single(app: FastAPI, pages: Pages) -> None:
    @app.get("/incidents/{number}")
    def incident(number: str, acting: Reading) -> Response:
        return pages.html(acting, "incident.html", incident_of(acting.case, number), here="/incidents")

    @app.get("/documents/{sha256}")
    def document(sha256: str, acting: Reading) -> Response:
        record = acting.case.document(sha256)
        page = document_page(record, others=others(acting.case, record))
        return pages.html(
            acting, "document.html", page, here="/documents", **beside_text(acting.case, record)
        )

    @app.get("/documents/{sha256}/beside/{other}")
    def beside(sha256: str, other: str, acting: Reading) -> Response:
        case = acting.case
        shown = beside_page(case, case.document(sha256), case.document(other))
        return pages.html(acting, "beside.html", shown, here="/documents")


def _checks(app: FastAPI, pages: Pages) -> None:
    @app.get("/search")
    def search(acting: Reading, q: str = Query(default="", max_length=LONGEST_QUERY)) -> Response:
        case, asked = acting.case, q.strip()
        hits = case.search(asked, limit=MOST + 1) if asked else ()
        page = search_page(asked, hits, case.shown)
        return pages.html(acting, "search.html", page, query=asked)

    @app.get("/journal")
    def journal(acting: Auditing, before: int | None = None, check: bool = False) -> Response:
        case = acting.case
        entries = case.latest(before=before, limit=ENTRIES + 1)
        checked = case.verify() if check else None
        page = journal_page(entries, total=case.entries(), first=before is None, checked=checked)
        return pages.html(acting, "journal.html", page, here="/journal")


def _errors(app: FastAPI, pages: Pages) -> None:
    @app.exception_handler(BadDecision)
    def undecided(request: Request, error: BadDecision) -> Response:
        return pages.error(who(request), refused(422, _("That cannot be decided so"), str(error)))

    @app.exception_handler(NotThere)
    def missing(request: Request, error: NotThere) -> Response:
        return pages.error(who(request), not_there(str(error)))

    @app.exception_handler(NotSignedIn)
    def unknown(request: Request, error: NotSignedIn) -> Response:
        if request.method == "GET":
            return done(f"/sign-in?{urlencode({'next': path_of(request)})}")
        return pages.error(None, refused(401, "Sign in first", "You are not signed in, or not any more."))

    @app.exception_handler(MustChange)
    def temporary(request: Request, error: MustChange) -> Response:
        return done("/settings")

    @app.exception_handler(NotYours)
    def forbidden(request: Request, error: NotYours) -> Response:
        return pages.error(who(request), refused(403, "Not for your role", str(error).capitalize() + "."))

    @app.exception_handler(UnreadableItem)
    def unshowable(request: Request, error: UnreadableItem) -> Response:
        return pages.error(who(request), refused(422, _("This page cannot be shown"), f"{error}."))

    @app.exception_handler(NotAllowed)
    def not_allowed(request: Request, error: NotAllowed) -> Response:
        return pages.error(who(request), refused(403, "Not allowed", f"{error}."))

    @app.exception_handler(Waits)
    def waits(request: Request, error: Waits) -> Response:
        return pages.error(who(request), refused(202, "Waits for a second person", f"{error}."))

    @app.exception_handler(Forged)
    def forged(request: Request, error: Forged) -> Response:
        text = f"{str(error).capitalize()}."
        return pages.error(who(request), refused(403, "That form cannot be taken", text))

    @app.exception_handler(StarletteHTTPException)
    def other(request: Request, error: HTTPException) -> Response:
        if request.url.path.startswith(PREFIX):  # a line break in it keeps a path from the API's application
            return problem(error.status_code, str(error.detail))
        if error.status_code == 404:
            return pages.error(
                who(request), not_there(_("There is no page at this address. It may have been mistyped."))
            )
        page = ErrorPage(
            status=error.status_code, title=_("That cannot be done here"), text=str(error.detail)
        )
        answer = pages.error(who(request), page)
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(RequestValidationError)
    def unreadable(request: Request, error: RequestValidationError) -> Response:
        names = sorted({str(e["loc"][-1]) for e in error.errors()})
        return pages.error(who(request), bad_request(names))

    @app.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> Response:
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        answer = pages.error(who(request), failed())
        answer.headers.update(HEADERS | {"Cache-Control": "no-store"})  # it is made outside the guard
        return answer

"""The pages over a case: one thin route a page, each of them a plain GET that changes nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI, HTTPException, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.staticfiles import StaticFiles

from corrobora.case import Case
from corrobora.case.errors import NotThere
from corrobora.model.document import Document
from corrobora.web.pages.documents import document_page, documents_page
from corrobora.web.pages.error import ErrorPage, bad_request, failed, not_there
from corrobora.web.pages.gather import incident_of, tallies_of_case
from corrobora.web.pages.journal import SIZE as ENTRIES
from corrobora.web.pages.journal import journal_page
from corrobora.web.pages.ledger import ledger_page
from corrobora.web.pages.overview import overview_page
from corrobora.web.pages.register import Wanted, register_page
from corrobora.web.pages.sayings import sayings_page
from corrobora.web.pages.search import MOST, search_page
from corrobora.web.security import Guard, host_names
from corrobora.web.templating import environment, folder

NAVIGATION = (
    ("/", "Overview"),
    ("/incidents", "Incidents"),
    ("/ledger", "Ledger"),
    ("/tallies", "Tallies"),
    ("/statements", "Statements"),
    ("/responses", "Responses"),
    ("/documents", "Documents"),
    ("/journal", "Journal"),
)
#: Longest query that is searched for; a longer one is a mistake or an attack.
LONGEST_QUERY = 400

log = logging.getLogger("corrobora.web")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Renders pages of one case."""

    case: Case
    templates: Environment

    def html(
        self, template: str, page: object, *, here: str = "", status: int = 200, **more: Any
    ) -> Response:
        """A page from its template and context."""
        text = self.templates.get_template(template).render(
            page=page, nav=NAVIGATION, here=here, case_name=self.case.settings.name, **more
        )
        return HTMLResponse(text, status_code=status)

    def error(self, page: ErrorPage) -> Response:
        """A page that says what went wrong."""
        return self.html("error.html", page, status=page.status)

    def texts(self, hashes: Iterable[str]) -> dict[str, Document]:
        """Documents by hash, each read once."""
        return {sha256: self.case.document(sha256).document for sha256 in set(hashes)}


def create_app(case: Case | Path | str, *, hosts: Iterable[str] = ()) -> FastAPI:
    """The web application over a case.

    Args:
        case: an open case, or the folder of one.
        hosts: host names requests may name besides the loopback ones.

    Raises:
        NotACase: if the folder holds none.
        UnknownHost: if one of the hosts is not a host name.
    """
    allowed = host_names(hosts)
    opened = case if isinstance(case, Case) else Case.open(case)
    pages = Pages(case=opened, templates=environment())
    app = FastAPI(title="Corrobora", docs_url=None, redoc_url=None, openapi_url=None)
    app.mount("/static", StaticFiles(directory=folder("static")), name="static")
    _lists(app, pages)
    _single(app, pages)
    _checks(app, pages)
    _errors(app, pages)
    app.add_middleware(Guard, hosts=allowed)
    return app


def _lists(app: FastAPI, pages: Pages) -> None:
    case = pages.case

    @app.get("/")
    def overview() -> Response:
        page = overview_page(case.settings.name, case.stats(), case.incidents(), case.documents())
        return pages.html("overview.html", page, here="/")

    @app.get("/incidents")
    def register(request: Request, page: int = 1) -> Response:
        wanted = Wanted.read(request.query_params)
        return pages.html(
            "register.html", register_page(case.incidents(), wanted, page=page), here="/incidents"
        )

    @app.get("/documents")
    def documents(order: str = "published", page: int = 1) -> Response:
        shown = documents_page(case.documents(), order=order, page=page)
        return pages.html("documents.html", shown, here="/documents")

    @app.get("/ledger")
    def ledger(request: Request) -> Response:
        return pages.html("ledger.html", ledger_page(case, request.query_params), here="/ledger")

    @app.get("/tallies")
    def tallies() -> Response:
        return pages.html("tallies.html", tallies_of_case(case), here="/tallies")

    @app.get("/statements")
    def statements(type: str = "", page: int = 1) -> Response:
        records = case.statements()
        texts = pages.texts(r.document.sha256 for r in records)
        shown = sayings_page(records, texts, path="/statements", only=type, page=page)
        return pages.html(
            "sayings.html", shown, here="/statements", one="statement", heading="Statements",
            eyebrow="What was said about the acts in general",
            lede="Orders, calls and declarations before the fact; justification, condemnation and calls for "
            "accountability after it. Never counted among the incidents.",
        )  # fmt: skip

    @app.get("/responses")
    def responses(type: str = "", page: int = 1) -> Response:
        records = case.responses()
        texts = pages.texts(r.document.sha256 for r in records)
        shown = sayings_page(records, texts, path="/responses", only=type, page=page)
        return pages.html(
            "sayings.html", shown, here="/responses", one="response", heading="Responses",
            eyebrow="What was answered and what was done",
            lede="Denials and silence, letters and proceedings. Where nobody is listed here, no answer was "
            "found in these documents; that is not to say that there was none.",
        )  # fmt: skip


def _single(app: FastAPI, pages: Pages) -> None:
    case = pages.case

    @app.get("/incidents/{number}")
    def incident(number: str) -> Response:
        return pages.html("incident.html", incident_of(case, number), here="/incidents")

    @app.get("/documents/{sha256}")
    def document(sha256: str) -> Response:
        return pages.html("document.html", document_page(case.document(sha256)), here="/documents")


def _checks(app: FastAPI, pages: Pages) -> None:
    case = pages.case

    @app.get("/search")
    def search(q: str = Query(default="", max_length=LONGEST_QUERY)) -> Response:
        asked = q.strip()
        hits = case.search(asked, limit=MOST + 1) if asked else ()
        page = search_page(asked, hits, case.incidents() if asked else ())
        return pages.html("search.html", page, query=asked)

    @app.get("/journal")
    def journal(before: int | None = None, check: bool = False) -> Response:
        entries = case.latest(before=before, limit=ENTRIES + 1)
        checked = case.verify() if check else None
        page = journal_page(entries, total=case.stats().entries, first=before is None, checked=checked)
        return pages.html("journal.html", page, here="/journal")


def _errors(app: FastAPI, pages: Pages) -> None:
    @app.exception_handler(NotThere)
    def missing(request: Request, error: NotThere) -> Response:
        return pages.error(not_there(str(error)))

    @app.exception_handler(StarletteHTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404:
            return pages.error(not_there("There is no page at this address. It may have been mistyped."))
        page = ErrorPage(status=error.status_code, title="That cannot be done here", text=str(error.detail))
        answer = pages.error(page)
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(RequestValidationError)
    def unreadable(request: Request, error: RequestValidationError) -> Response:
        names = sorted({str(e["loc"][-1]) for e in error.errors()})
        return pages.error(bad_request(names))

    @app.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> Response:
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return pages.error(failed())

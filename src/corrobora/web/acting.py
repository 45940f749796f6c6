"""Who acts in a request, and what a route demands of them.

Every route takes one of `Reading`, `Deciding`, … and so says in its signature which right it needs; a
test goes through all routes and fails on one that does not. Through ``acting.case`` a route sees the
case as that person may see it, and whatever it does is journalled under their name.

A route that changes something is a POST from a form that holds ``{{ csrf_field }}`` (every template is
given it), works without JavaScript, and answers with `done`: a redirect to the page that shows what
came of it, so that reloading repeats nothing. What is wrong with the input comes back as the same page
with status 422 and the words that were typed. FastAPI reads the annotations below while it is being
imported, so they are not postponed here.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Query, Request
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from corrobora.case import Case
from corrobora.model.errors import CorroboraError
from corrobora.model.rights import Person, Right

#: Name of the hidden field, and of the header that stands for it where there is no form.
FIELD, HEADER = "csrf", "x-csrf-token"
#: Methods that change nothing.
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


#: An incident's number in an address, as far as databases count.
Number = Annotated[int | None, Query(ge=0, le=2**31 - 1)]
#: What names the place in a list that a page of it comes after or before.
Key = Annotated[str | None, Query(max_length=500)]


class NotSignedIn(CorroboraError):
    """Nobody is signed in, and the address is only for people who are."""


class NotYours(CorroboraError):
    """The person's role does not give the right; the message names both."""


class MustChange(CorroboraError):
    """They have to choose a password of their own before anything else."""


class Forged(CorroboraError):
    """A form was not sent from a page of this case, or from one that is too old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """Somebody who acts in this request.

    Attributes:
        person: who.
        case: the case as they may see it; acts through it are theirs.
        csrf: what their forms must carry.
        embedded: whether they act without signing in, because only this machine can ask.
        bearer: whether they showed an API token, which no other site can make a browser send.
        scopes: what the token is limited to; ``None``: nothing but the role.
        temporary: whether they have yet to choose a password of their own, and may do nothing before.
        session: what their browser keeps; empty if they act without having signed in.
    """

    person: Person
    case: Case
    csrf: str
    embedded: bool = False
    bearer: bool = False
    scopes: frozenset[Right] | None = None
    temporary: bool = False
    session: str = ""

    def may(self, right: Right | str) -> bool:
        """Whether their role, and the token they showed, give a right: asked before an act is offered."""
        wanted = Right(right)
        limited = self.temporary or (self.scopes is not None and wanted not in self.scopes)
        return self.person.may(wanted) and not limited

    @property
    def csrf_field(self) -> Markup:
        """The hidden field of a form."""
        return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, self.csrf)


@dataclass(frozen=True, slots=True)
class May:
    """A dependency of routes: somebody who has a right.

    Attributes:
        right: the one the route needs.
    """

    right: Right

    async def __call__(self, request: Request) -> Acting:
        """Who acts.

        Raises:
            NotSignedIn: if nobody does.
            MustChange: if they still have the password they were given.
            NotYours: if they do not have the right.
        """
        acting = await known(request)
        if acting.temporary:
            raise MustChange("choose a password of your own first")
        if not acting.may(self.right):
            raise NotYours(f"this needs the right to {self.right}, which your role here does not give you")
        return acting


async def known(request: Request) -> Acting:
    """Who acts, whatever they may do.

    Raises:
        NotSignedIn: if nobody does.
    """
    acting = who(request)
    if acting is None:
        raise NotSignedIn("sign in to see this")
    return acting


Anybody = Annotated[Acting, Depends(known)]
Reading = Annotated[Acting, Depends(May(Right.READ))]
Deciding = Annotated[Acting, Depends(May(Right.DECIDE))]
Approving = Annotated[Acting, Depends(May(Right.APPROVE))]
Auditing = Annotated[Acting, Depends(May(Right.AUDIT))]
Exporting = Annotated[Acting, Depends(May(Right.EXPORT))]
Marking = Annotated[Acting, Depends(May(Right.MARK))]
Managing = Annotated[Acting, Depends(May(Right.PEOPLE))]


def who(request: Request) -> Acting | None:
    """Who acts in a request, if anybody does; set by the door."""
    found = getattr(request.state, "acting", None)
    return found if isinstance(found, Acting) else None


async def from_here(request: Request) -> None:
    """Make sure that a request that changes something was sent from a page of this case.

    The application asks this of every route, so none can forget it. Bearer tokens are exempt: a browser
    never adds one of itself. Where nobody is signed in, the only form is that of signing in, and the
    browser must say that it was this site's.

    Raises:
        Forged: if another site sent it, or the token is missing or not this session's.
    """
    if request.method in SAFE:
        return
    acting = who(request)
    if acting is not None and acting.bearer:
        return
    check_origin(request)
    if acting is None:
        if "origin" not in request.headers and "sec-fetch-site" not in request.headers:
            raise Forged("it is not said which site sent this; use a browser that says so")
        return
    given = request.headers.get(HEADER) or await _field(request)
    if not hmac.compare_digest(given.encode(), acting.csrf.encode()):
        raise Forged("the form was not sent from a page of this case, or the page is too old; load it anew")


def check_origin(request: Request) -> None:
    """Refuse what the browser itself says another site sent.

    Raises:
        Forged: if it says so.
    """
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.headers.get("host", "")
    if site not in ("same-origin", "none") or foreign:
        raise Forged("another site sent this; nothing was changed")


def done(path: str) -> RedirectResponse:
    """The answer to a form that did what it was for: the browser loads ``path`` anew, with GET.

    Args:
        path: an address of this server, with its first slash.
    """
    return RedirectResponse(own_path(path), status_code=303)


def own_path(path: str) -> str:
    """The path if it is one of this server, else its first page: no redirect leads elsewhere."""
    plain = path.isprintable() and "\\" not in path
    return path if plain and path.startswith("/") and not path.startswith("//") else "/"


def required(call: Callable[..., object]) -> Right | None:
    """The right a dependency asks for, if it asks for one."""
    return call.right if isinstance(call, May) else None


async def _field(request: Request) -> str:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return ""
    found = (await request.form()).get(FIELD)
    return found if isinstance(found, str) else ""

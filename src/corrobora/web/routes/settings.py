"""One's own password and codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import segno
from fastapi import FastAPI, Form, Response
from markupsafe import Markup

from corrobora.case.credentials import SHORTEST, BadCredentials
from corrobora.case.errors import NotThere
from corrobora.case.people import Member
from corrobora.case.signing_in import SignIn
from corrobora.web.acting import Acting, Anybody, done
from corrobora.web.door import keep
from corrobora.web.rendering import Pages
from corrobora.web.routes.signing_in import LONGEST

Field = Annotated[str, Form(max_length=LONGEST)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsPage:
    """What somebody's settings show.

    Attributes:
        member: who, as the case knows them; ``None``: they act without signing in.
        shortest: fewest characters of a password.
        secret, address, picture: what an app needs to show codes, while codes are being set up.
        spare: recovery codes, shown once.
        problem: why the last change was refused, may be empty.
        said: what was changed, may be empty.
    """

    member: Member | None
    shortest: int = SHORTEST
    secret: str = ""
    address: str = ""
    picture: Markup | None = None
    spare: tuple[str, ...] = ()
    problem: str = ""
    said: str = ""


def settings(app: FastAPI, pages: Pages, entrance: SignIn) -> None:
    """Put them on an application."""

    def shown(acting: Acting, *, status: int = 200, secret: str = "", **more: object) -> Response:
        page = settings_page(acting, secret=secret, **more)
        return pages.html(acting, "settings.html", page, here="/settings", status=status)

    @app.get("/settings")
    def mine(acting: Anybody, codes: bool = False, changed: str = "") -> Response:
        known = _member(acting)
        secret = acting.case.team.codes.new_secret() if codes and known and not known.codes else ""
        return shown(acting, secret=secret, said=_SAID.get(changed, ""))

    @app.post("/settings/password")
    def password(acting: Anybody, old: Field = "", new: Field = "", again: Field = "") -> Response:
        try:
            if new != again:
                raise BadCredentials("the new password was not typed the same way twice")
            acting.case.team.change_password(old, new)
        except (BadCredentials, NotThere) as error:
            return shown(acting, status=422, problem=str(error))
        return _renewed(acting, entrance, done("/settings?changed=password"))

    @app.post("/settings/codes")
    def codes(acting: Anybody, password: Field = "", secret: Field = "", code: Field = "") -> Response:
        try:
            spare = acting.case.team.use_codes(password, secret, code)
        except (BadCredentials, NotThere) as error:
            return shown(acting, status=422, secret=secret, problem=str(error))
        return _renewed(acting, entrance, shown(acting, spare=spare, said=_SAID["codes"]))

    @app.post("/settings/codes/drop")
    def drop(acting: Anybody, password: Field = "") -> Response:
        try:
            acting.case.team.drop_codes(password)
        except (BadCredentials, NotThere) as error:
            return shown(acting, status=422, problem=str(error))
        return _renewed(acting, entrance, done("/settings?changed=none"))


_SAID = {
    "password": "Your password was changed. Wherever else you were signed in, you are not any more.",
    "codes": "From now on you sign in with a code too.",
    "none": "You sign in without a code again.",
}


def settings_page(acting: Acting, *, secret: str = "", **more: object) -> SettingsPage:
    """Somebody's settings, with the picture their app reads where codes are being set up."""
    team, picture, address = acting.case.team, None, ""
    if secret:
        address = team.codes.address(secret, name=acting.person.name, case=acting.case.settings.name)
        drawn = segno.make(address, micro=False).svg_inline(scale=4, border=3, light="#fff")
        picture = Markup(drawn)  # noqa: S704 - drawn by segno from the address, which it does not repeat
    return SettingsPage(
        member=_member(acting), secret=secret, address=address, picture=picture, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def _member(acting: Acting) -> Member | None:
    if acting.embedded:
        return None
    try:
        return acting.case.team.member(acting.person.name)
    except NotThere:
        return None


def _renewed(acting: Acting, entrance: SignIn, answer: Response) -> Response:
    if acting.session:
        keep(answer, entrance.renew(acting.person.name))
    return answer

"""People of a case under test, signed in over HTTP."""

from __future__ import annotations

import re

import httpx
from argon2 import PasswordHasher

from corrobora.case import Case
from corrobora.case.credentials import Passwords
from corrobora.model.rights import Role
from corrobora.web.door import COOKIE

PASSWORD = "five brown otters sing"
#: Fast enough for tests; that the real parameters are RFC 9106's is a test of its own.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def quick(case: Case) -> Case:
    """The case with passwords that are hashed fast."""
    case.hash_with(Passwords(CHEAP))
    return case


def enrol(case: Case, *roles: Role) -> None:
    """Somebody for each role, called as it is, with `PASSWORD`."""
    from corrobora.model.rights import Person

    for role in roles:
        _, first = case.team.add(role.value, role)
        case.acting(Person(name=role.value, role=role)).team.change_password(first, PASSWORD)


class Browser:
    """As much of a browser as signing in needs: keeps the session's cookie also without TLS."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(base_url=address, timeout=30)
        self.address = address
        self.session = ""

    def get(self, path: str, **more: object) -> httpx.Response:
        return self._kept(self.client.get(path, headers=self._headers(), **more))  # type: ignore[arg-type]

    def post(
        self, path: str, data: dict[str, str] | None = None, *, csrf: str | None = None
    ) -> httpx.Response:
        given = dict(data or {})
        if csrf is None and self.session:
            csrf = self.token()
        if csrf:
            given["csrf"] = csrf
        headers = self._headers() | {"Origin": self.address}
        return self._kept(self.client.post(path, data=given, headers=headers))

    def token(self) -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', self.get("/settings").text)
        return found[1] if found else ""

    def sign_in(self, name: str, password: str = PASSWORD, code: str = "", next: str = "/") -> httpx.Response:
        return self.post("/sign-in", {"name": name, "password": password, "code": code, "next": next})

    def _headers(self) -> dict[str, str]:
        return {"Cookie": f"{COOKIE}={self.session}"} if self.session else {}

    def _kept(self, answer: httpx.Response) -> httpx.Response:
        self.client.cookies.clear()
        for cookie in answer.headers.get_list("set-cookie"):
            name, _, rest = cookie.partition("=")
            if name == COOKIE:
                self.session = rest.partition(";")[0].strip('"')
        return answer

    def close(self) -> None:
        self.client.close()

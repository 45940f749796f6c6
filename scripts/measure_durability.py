"""What is left of a case when a run is killed, the disk is full or read-only, or a site breaks off.

    python scripts/measure_durability.py kills [--number 100] [--browser 10] [--seed 5]
    python scripts/measure_durability.py disk          # as root: a small tmpfs, filled, then read-only
    python scripts/measure_durability.py sites
    python scripts/measure_durability.py speeds [--megabytes 400]
    python scripts/measure_durability.py large [--gigabytes 20]
    python scripts/measure_durability.py telegram [--megabytes 400] [--added 2]

Every case is checked with `Case.verify` after each disturbance, and the same run is made again to its end.
Nothing but loopback and temporary folders is touched.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

import bagit  # noqa: E402

import telegram_export  # noqa: E402
from corrobora.case import Case, CaseExists  # noqa: E402
from corrobora.collect.capture.capture import CaptureSettings  # noqa: E402
from corrobora.collect.capture.fetch import Limits  # noqa: E402
from corrobora.collect.capture.guard import Guard  # noqa: E402
from corrobora.collect.capture.networks import EVERYWHERE  # noqa: E402
from corrobora.collect.imports import Container, Opened, pieces  # noqa: E402
from corrobora.model.capture import Mode  # noqa: E402
from corrobora.model.errors import CorroboraError  # noqa: E402
from corrobora.vault.store import Vault  # noqa: E402
from corrobora.vault.verify import check  # noqa: E402
from line_engine import LineEngine  # noqa: E402
from websites import PIXEL, Site, raw_server, website  # noqa: E402

PAGES, FILES = 4, 6
LIMITS = Limits(seconds_each=3, seconds_idle=1, seconds_total=60)


def put_up(site: Site) -> list[str]:
    """Pages with pictures; each tells of one event."""
    found = []
    for n in range(PAGES):
        site.file(f"/{n}.png", PIXEL + bytes([n]) * 200_000, "image/png")
        words = (
            f"<p>{n + 2} prisoners were shot at Place{n} on 2024-05-0{n + 1}.</p>" + "<p>More words. " * 60
        )
        found.append(
            site.html(f"/news/{n}", f"<title>N</title><article><h1>N</h1>{words}</article><img src=/{n}.png>")
        )
    return found


def reports(folder: Path) -> Path:
    folder.mkdir()
    for n in range(FILES):
        (folder / f"{n}.txt").write_text(f"{n + 2} prisoners were shot at Town{n} on 2024-06-0{n + 1}.\n" * 3)
    return folder


def add(case: Path, inputs: list[str], mode: Mode) -> None:
    settings = CaptureSettings(mode=mode, guard=Guard(allowed=EVERYWHERE), limits=LIMITS)
    try:
        opened = Case.create(case, actor="ann", engine=LineEngine())
    except CaseExists:
        opened = Case.open(case, actor="ann", engine=LineEngine())
    with opened:
        opened.add(inputs, capture=settings)


def started(case: Path, inputs: list[str], mode: Mode) -> multiprocessing.process.BaseProcess:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["corrobora.case.adding", "line_engine", "corrobora.read.html"])
    process = context.Process(target=add, args=(case, inputs, mode))
    process.start()
    return process


def strays(case: Case) -> int:
    """Bytes in the vault no journal entry tells of."""
    known = {e.payload["sha256"] for e in case.journal(limit=10**6) if e.act == "add"}
    return sum(sha256 not in known for sha256 in case.vault.all())


def kills(number: int, browser: int, seed: int) -> None:
    randomly = random.Random(seed)
    with tempfile.TemporaryDirectory() as name, website() as site:
        folder = Path(name)
        files = reports(folder / "reports")
        for mode, times in ((Mode.HTTP, number), (Mode.BROWSER, browser)):
            if not times:
                continue
            inputs = [str(files), *put_up(site)][: None if mode is Mode.HTTP else 2]
            begun = time.monotonic()
            started(folder / f"calm-{mode}", inputs, mode).join()
            started(folder / f"calm2-{mode}", inputs, mode).join()
            calm = (time.monotonic() - begun) / 2
            wanted = (len(inputs) - 1, len(inputs) - 1 + FILES)
            seen: Counter[str] = Counter()
            for n in range(times):
                case = folder / f"{mode}-{n}"
                process = started(case, inputs, mode)
                time.sleep(randomly.uniform(0.02, 1.05 * calm))
                seen["had ended"] += not process.is_alive()
                with suppress(ProcessLookupError):
                    os.kill(process.pid or 0, signal.SIGKILL)
                process.join()
                if (case / "case.toml").exists():
                    with Case.open(case, actor="ann", engine=LineEngine()) as opened:
                        seen["not clean after the kill"] += not opened.verify().clean
                        seen["killed before the first entry of an item"] += opened.stats().items == 0
                again = started(case, inputs, mode)
                again.join(900)
                seen["second run failed"] += again.exitcode != 0
                with Case.open(case, actor="ann", engine=LineEngine()) as opened:
                    got = (
                        sum(s.capture.verdict.readable for s in opened.captures()),
                        opened.stats().documents,
                    )
                    seen["not complete"] += got[1] != wanted[1] or got[0] < wanted[0]
                    seen["captured twice"] += got[0] > wanted[0]
                    seen["not clean at the end"] += not opened.verify().clean
                    left = strays(opened)
                    seen["left bytes without an entry"] += left > 0
                    seen["temporary files left"] += any((case / "items" / ".incoming").iterdir())
                shutil.rmtree(case)
            print(
                f"{mode}: {times} kills over runs of {calm:.1f} s: {dict(sorted(seen.items()))}", flush=True
            )


def outcome(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = done.stderr.strip().splitlines()
    return f"exit {done.returncode}, {len(lines)} line(s): {lines[-1][:150] if lines else ''}"


def disk() -> None:
    with tempfile.TemporaryDirectory() as name, website() as site:
        place, pages = Path(name) / "small", put_up(site)
        files = Path(name) / "files"
        files.mkdir()
        for n in range(12):
            words = f"<p>{n + 2} prisoners were shot at Town{n} on 2024-06-01.<!-- {'x' * 300_000} -->"
            (files / f"{n}.html").write_text(words)
        place.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=5m", "tmpfs", place], check=True)
        command = [sys.executable, "-c", "from corrobora.cli import main; main()", "add", "--allow-private"]
        command += ["--capture", "http", "--case", str(place / "case"), *pages, str(files)]
        try:
            print("full disk:", outcome(command))
            with Case.open(place / "case", actor="ann", engine=LineEngine()) as case:
                print(
                    "  after it:",
                    "clean" if case.verify().clean else "NOT CLEAN",
                    case.stats().items,
                    "items",
                )
            subprocess.run(["mount", "-o", "remount,size=64m", place], check=True)
            print("with room again:", outcome(command))
            with Case.open(place / "case", actor="ann", engine=LineEngine()) as case:
                stats = case.stats()
                print(
                    "  after it:",
                    "clean" if case.verify().clean else "NOT CLEAN",
                    stats.documents,
                    "documents",
                )
                print("  bytes without an entry:", strays(case))
            subprocess.run(["mount", "-o", "remount,ro", place], check=True)
            print("read-only:", outcome([*command[:-1], str(reports(Path(name) / "more"))]))
            verify = [sys.executable, "-c", "from corrobora.cli import main; main()", "verify", "--case"]
            print("  verify on it:", outcome([*verify, str(place / "case")]))
            subprocess.run(["mount", "-o", "remount,rw", place], check=True)
            print("writable again:", outcome([*command[:-1], str(Path(name) / "more")]))
        finally:
            subprocess.run(["umount", place], check=False)


def sites() -> None:
    def cut(connected: object) -> None:
        connected.recv(9999)  # type: ignore[attr-defined]
        connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\nhalf")  # type: ignore[attr-defined]

    def trickle(connected: object) -> None:
        connected.recv(9999)  # type: ignore[attr-defined]
        for byte in b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + b"x" * 10_000:
            connected.sendall(bytes([byte]))  # type: ignore[attr-defined]
            time.sleep(0.05)

    def silent(connected: object) -> None:
        time.sleep(20)

    with tempfile.TemporaryDirectory() as name, website() as site:
        good = put_up(site)
        for what, talk in (("cut", cut), ("trickling", trickle), ("silent", silent)):
            with raw_server(talk) as url:
                begun = time.monotonic()
                add(Path(name) / what, [url, *good], Mode.HTTP)
                took = time.monotonic() - begun
            with Case.open(Path(name) / what, actor="ann", engine=LineEngine()) as case:
                failed = [e.payload["reason"] for e in case.journal(limit=999) if e.act == "capture-failed"]
                print(f"{what}: {took:.1f} s, {len(case.captures())} of {len(good)} others captured, "
                      f"{'clean' if case.verify().clean else 'NOT CLEAN'}, {failed}")  # fmt: skip


def speeds(megabytes: int) -> None:
    """Keeping and checking against `sha256sum` and bagit over the same files, in rounds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bag, loose = folder / "bag", folder / "files"
        loose.mkdir()
        for n in range(20):
            (loose / f"{n}.bin").write_bytes(random.Random(n).randbytes(megabytes * 50_000))
        files = sorted(loose.iterdir())
        shutil.copytree(loose, bag)
        bagit.make_bag(str(bag), checksums=["sha256"])

        def summed() -> None:
            subprocess.run(["sha256sum", *files], check=True, stdout=subprocess.DEVNULL)

        def kept() -> None:
            vault = Vault(folder / "vault")
            for path in files:
                vault.put(path)

        rounds: dict[str, list[tuple[float, float]]] = {}
        for _ in range(5):
            shutil.rmtree(folder / "vault", ignore_errors=True)
            for what, work in (
                ("sha256sum", summed),
                ("kept", kept),
                ("bagit --validate", lambda: bagit.Bag(str(bag)).validate()),
                ("checked, one core", lambda: check(Vault(folder / "vault"), workers=1)),
                ("checked, two", lambda: check(Vault(folder / "vault"), workers=2)),
            ):
                begun, used = time.perf_counter(), processor()
                work()
                took, used = time.perf_counter() - begun, processor() - used
                rounds.setdefault(what, []).append((megabytes / took, used))
                print(f"  {what}: {took:.2f} s, {used:.2f} s of processor", flush=True)
        base, cost = (statistics.median(column) for column in zip(*rounds["sha256sum"], strict=True))
        for what, found in rounds.items():
            fast, used = zip(*found, strict=True)
            print(f"{what}: {statistics.median(fast):,.0f} MB/s ({min(fast):,.0f} to {max(fast):,.0f}), "
                  f"{statistics.median(fast) / base:.2f} of sha256sum's speed; "
                  f"{statistics.median(used):.2f} s of processor, "
                  f"{statistics.median(used) / cost:.2f} of its")  # fmt: skip


def processor() -> float:
    """Seconds of processor this process and its ended children took."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def large(gigabytes: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "large.bin"
        with path.open("wb") as file:
            file.truncate(gigabytes << 30)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.monotonic()
        vault = Vault(Path(name) / "case")
        stored = vault.put(path)
        put = time.monotonic() - begun
        damage = vault.verify(stored.sha256)
        took = time.monotonic() - begun - put
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"{stored.size:,} bytes kept in {put:.0f} s, checked in {took:.0f} s, {damage or 'whole'}; "
              f"memory {before >> 10} MB before, {after >> 10} MB at most after; "
              f"{vault.path(stored.sha256).stat().st_blocks * 512:,} bytes on the disk")  # fmt: skip


def exported(path: Path, megabytes: float) -> int:
    """A channel's export of a size, every tenth message an answer to one before it; how many messages."""
    chat = {"name": "Border Watch", "type": "public_channel", "id": telegram_export.CHANNEL}
    count = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(chat)[:-1] + ', "messages": [')
        while file.tell() < megabytes * 1_000_000:
            count += 1
            place = f"Village{count % 997}"
            told = [f"Report {count}. ", {"type": "bold", "text": f"The road near {place} was closed. " * 6}]
            if count % 20 == 0:
                told.append(f"{count % 9 + 2} prisoners were shot at {place} on 2031-03-04.")
            more = {"reply_to_message_id": count - 7} if count % 10 == 0 else {}
            file.write(
                ",\n" * (count > 1) + json.dumps(telegram_export.message(count, told, **more), indent=1)
            )
        file.write("]}")
    return count


def telegram(megabytes: int, added: int) -> None:
    """An export taken apart; then a smaller one added as a whole, read by the rules."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "result.json"
        count = exported(path, megabytes)
        before, used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        taken = sum(1 for _ in pieces(Container.TELEGRAM, Opened(path=path, kept=path, sha256="0" * 64)))
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"{path.stat().st_size:,} bytes, {count:,} messages, {taken:,} pieces, "
              f"{time.process_time() - used:.0f} s of processor; memory {before >> 10} MB before, "
              f"{after >> 10} MB at most", flush=True)  # fmt: skip
        for part in (added, 2 * added):
            count = exported(path, part)
            script = "from corrobora.cli import main; main()"
            command = [sys.executable, "-c", script, "add", "--case", f"{name}/{part}", str(path)]
            earlier = resource.getrusage(resource.RUSAGE_CHILDREN)
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            now = resource.getrusage(resource.RUSAGE_CHILDREN)
            used = now.ru_utime + now.ru_stime - earlier.ru_utime - earlier.ru_stime
            print(f"{path.stat().st_size:,} bytes, {count:,} messages added: {used:.0f} s of processor, at "
                  f"most {now.ru_maxrss >> 10} MB; {done.stdout.splitlines()[0]}", flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("kills", "disk", "sites", "speeds", "large", "telegram"))
    parser.add_argument("--number", type=int, default=100)
    parser.add_argument("--browser", type=int, default=10)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--megabytes", type=int, default=400)
    parser.add_argument("--gigabytes", type=int, default=20)
    parser.add_argument("--added", type=int, default=2, help="megabytes of an export that is added")
    options = parser.parse_args()
    try:
        match options.what:
            case "kills":
                kills(options.number, options.browser, options.seed)
            case "disk":
                disk()
            case "sites":
                sites()
            case "speeds":
                speeds(options.megabytes)
            case "large":
                large(options.gigabytes)
            case "telegram":
                telegram(options.megabytes, options.added)
    except CorroboraError as error:
        print(f"failed: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()

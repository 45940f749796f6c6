"""A run killed at any moment, and runs at the same time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from corrobora.case import Case, CaseExists
from corrobora.store.errors import StoreError
from line_engine import LineEngine
from snapshot import snapshot
from telegram_export import export, message

PLACES = ("Oldmill", "Redbridge", "Whitewell", "Highford", "Stonecross", "Fernhill", "Longacre")


def write_reports(folder: Path, number: int) -> None:
    """Reports of which some tell of the same events, one is empty and two are the same."""
    folder.mkdir()
    for n in range(number):
        day = date(2024, 1, 1) + timedelta(days=9 * (n // 3))
        lines = [
            f"Report {n}: {2 + n % 4} prisoners were shot at {PLACES[n // 3 % 7]} on {day}.",
            f"Monitors has counted {100 + n} killings up to {day}.",
            "The ministry denied it.",
        ]
        (folder / f"{n:03}.txt").write_text("\n".join(lines) + "\n")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "twice.txt").write_bytes((folder / "000.txt").read_bytes())


def add_all(case: Path, folder: Path) -> None:
    """What a process of its own does; it must end without an error."""
    try:
        opened = Case.create(case, actor="ann", engine=LineEngine())
    except CaseExists:
        opened = Case.open(case, actor="ann", engine=LineEngine())
    with opened:
        opened.add([folder])


def start(case: Path, folder: Path) -> BaseProcess:
    # forked from a server that has everything imported, so that many runs can be killed in little time
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["corrobora.case.adding", "line_engine"])
    process = context.Process(target=add_all, args=(case, folder))
    process.start()
    return process


def entries(case: Path) -> int:
    """How far a run has come, seen from outside."""
    try:
        with sqlite3.connect(f"file:{case / 'corrobora.db'}?mode=ro", uri=True) as connection:
            return int(connection.execute("SELECT count(*) FROM journal").fetchone()[0])
    except sqlite3.OperationalError:  # not there yet
        return 0


def kill_at(pid: int, case: Path, number: int, *, before: Callable[[], None] = lambda: None) -> None:
    """Kill -9 once the journal has that many entries."""
    deadline = time.monotonic() + 120
    while entries(case) < number and time.monotonic() < deadline:
        time.sleep(0.002)
    before()
    os.kill(pid, signal.SIGKILL)


def undisturbed(folder: Path, reports: Path) -> dict[str, object]:
    with Case.create(folder, actor="ann", engine=LineEngine()) as case:
        case.add([reports])
        return snapshot(case)


def note_children(pid: int, into: list[int]) -> None:
    """Add the processes that a process started, in whichever of its threads."""
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        into += [int(child) for child in listed.read_text().split()]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_killed_runs_end_in_the_register_of_an_undisturbed_one(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    write_reports(reports, 40)
    wanted = undisturbed(tmp_path / "calm", reports)
    case = tmp_path / "killed"
    for number in (2, 70):
        process = start(case, reports)
        kill_at(process.pid or 0, case, number)
        process.join()
        if (case / "case.toml").exists():
            with Case.open(case, actor="ann") as opened:
                assert opened.verify().clean, f"killed at {number} entries"
    last = start(case, reports)
    last.join()
    assert last.exitcode == 0
    with Case.open(case, actor="ann") as opened:
        assert snapshot(opened) == wanted
        assert opened.verify().clean


@pytest.mark.slow
def test_a_killed_import_of_messages_ends_in_the_register_of_an_undisturbed_one(tmp_path: Path) -> None:
    sent = [
        message(
            n, f"Message {n}: {2 + n % 4} prisoners were shot at {PLACES[n % 7]} on 2024-01-{1 + n % 28:02}."
        )
        for n in range(1, 301)
    ]
    path = export(tmp_path / "export", *sent)
    wanted = undisturbed(tmp_path / "calm", path.parent)
    case = tmp_path / "killed"
    for number in (2, 400, 1200):  # five entries a message
        process = start(case, path.parent)
        kill_at(process.pid or 0, case, number)
        process.join()
        if (case / "case.toml").exists():
            with Case.open(case, actor="ann") as opened:
                assert opened.verify().clean, f"killed at {number} entries"
                assert opened.stats().documents < 300
    last = start(case, path.parent)
    last.join()
    assert last.exitcode == 0
    with Case.open(case, actor="ann") as opened:
        assert snapshot(opened) == wanted
        assert opened.verify().clean


def test_a_run_killed_before_linking_is_linked_by_the_next(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    write_reports(reports, 12)
    wanted = undisturbed(tmp_path / "calm", reports)
    with Case.create(tmp_path / "case", actor="ann", engine=LineEngine()) as case:

        class Killed(Exception):
            pass

        def die(done: int, total: int, path: str) -> None:
            if done == total:
                raise Killed

        with pytest.raises(Killed):
            case.add([reports], progress=die)
        case.add([reports])
        assert snapshot(case) == wanted


@pytest.mark.slow
def test_two_processes_add_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    write_reports(reports, 24)
    halves = [tmp_path / "odd", tmp_path / "even"]
    for half in halves:
        half.mkdir()
    for n, path in enumerate(sorted(reports.iterdir())):
        (halves[n % 2] / path.name).write_bytes(path.read_bytes())
    case = tmp_path / "case"
    running = [start(case, half) for half in (*halves, reports)]
    for process in running:
        process.join()
        assert process.exitcode == 0
    with Case.open(case, actor="ann") as opened:
        assert opened.verify().clean
        calm = undisturbed(tmp_path / "calm", reports)
        found = snapshot(opened)
        assert [c["id"] for c in found["claims"]] == [c["id"] for c in calm["claims"]]  # type: ignore[attr-defined]
        groups = [sorted(i["claims"]) for i in found["register"]["incidents"]]
        assert sorted(groups) == sorted(sorted(i["claims"]) for i in calm["register"]["incidents"])  # type: ignore[index]
        assert found["bytes"] == calm["bytes"]


def test_a_reader_is_not_stopped_by_a_run(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    write_reports(reports, 30)
    case = tmp_path / "case"
    process = start(case, reports)
    seen = []
    while process.is_alive():
        if (case / "case.toml").exists():
            try:
                with Case.open(case, actor="reader") as opened:
                    seen.append(opened.stats().documents)
            except StoreError as error:  # would fail the test
                pytest.fail(str(error))
    assert seen == sorted(seen)
    assert process.exitcode == 0


@pytest.mark.slow
def test_the_command_killed_in_the_middle_of_five_hundred_files(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    write_reports(reports, 500)
    command = [str(Path(sys.executable).with_name("corrobora")), "add", str(reports), "--case"]
    calm, killed = tmp_path / "calm", tmp_path / "killed"
    subprocess.run([*command, str(calm)], check=False, capture_output=True)
    for number in (3, 700):
        workers: list[int] = []
        process = subprocess.Popen(
            [*command, str(killed)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        kill_at(process.pid, killed, number, before=partial(note_children, process.pid, workers))
        process.wait()
        deadline = time.monotonic() + 30
        while (left := [pid for pid in workers if alive(pid)]) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert left == [], "workers end with the process that started them"
    assert workers, "the last one was killed while its workers ran"
    done = subprocess.run([*command, str(killed)], check=False, capture_output=True, text=True)
    assert done.returncode == 1, "one file is empty"
    with Case.open(calm, actor="ann") as one, Case.open(killed, actor="ann") as other:
        assert other.stats().documents == 500
        assert snapshot(other) == snapshot(one)
        assert other.verify().clean

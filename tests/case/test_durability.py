"""Captures killed at any moment, a disk that fills up, a disk nobody can write; at length in
``scripts/measure_durability.py``.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from corrobora.case import Case, CaseExists
from corrobora.collect.capture.capture import CaptureSettings
from corrobora.collect.capture.guard import Guard
from corrobora.collect.capture.networks import EVERYWHERE
from corrobora.model.capture import Mode
from corrobora.store.errors import StoreError
from corrobora.vault.store import VaultError
from line_engine import LineEngine
from websites import PIXEL, Site, website

PLAIN = CaptureSettings(mode=Mode.HTTP, guard=Guard(allowed=EVERYWHERE))
BODY = (
    "<title>N</title><article><h1>N</h1><p>{} prisoners were shot at Town{} on 2024-05-03.</p>{}</article>"
    "<img src=/a.png>"
)


@pytest.fixture
def urls() -> Iterator[list[str]]:
    with website() as site:
        yield put_up(site)


def put_up(site: Site) -> list[str]:
    site.file("/a.png", PIXEL + b"\0" * 100_000, "image/png")
    return [site.html(f"/{n}", BODY.format(n + 2, n, "<p>More words. " * 60)) for n in range(3)]


def add(case: Path, inputs: list[str]) -> None:
    try:
        opened = Case.create(case, actor="ann", engine=LineEngine())
    except CaseExists:
        opened = Case.open(case, actor="ann", engine=LineEngine())
    with opened:
        opened.add(inputs, capture=PLAIN)


def start(case: Path, inputs: list[str]) -> BaseProcess:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["corrobora.case.adding", "line_engine"])
    process = context.Process(target=add, args=(case, inputs))
    process.start()
    return process


@pytest.mark.slow
def test_captures_killed_at_random_moments_are_whole_or_not_there(tmp_path: Path, urls: list[str]) -> None:
    moments = random.Random(1)
    for number in range(3):
        case = tmp_path / str(number)
        process = start(case, urls)
        time.sleep(moments.uniform(0.1, 2.5))
        process.kill()
        process.join()
        if (case / "case.toml").exists():
            with Case.open(case, actor="ann") as opened:
                assert opened.verify().problems == ()
        again = start(case, urls)
        again.join()
        assert again.exitcode == 0
        with Case.open(case, actor="ann") as opened:
            assert len(opened.captures()) == len(opened.documents()) == 3
            assert opened.verify().problems == ()
        assert list((case / "items" / ".incoming").iterdir()) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes, where this user may mount one."""
    place = tmp_path / "small"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("only root can mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def remount(place: Path, option: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{option}", str(place)], check=True)


def test_a_full_disk_keeps_what_was_whole_and_the_run_is_completed_with_room(
    small_disk: Path, tmp_path: Path, urls: list[str]
) -> None:
    filler = small_disk / "filler"
    with Case.create(small_disk / "case", actor="ann", engine=LineEngine()) as case:
        case.add(urls[:1], capture=PLAIN)
        filler.write_bytes(b"x" * (os.statvfs(small_disk).f_bavail * 4096 - 60_000))
        with pytest.raises((VaultError, StoreError), match="full"):
            case.add(urls, capture=PLAIN)
        filler.unlink()
        assert case.verify().problems == ()
        assert len(case.captures()) == 1
        remount(small_disk, "size=32m")
        case.add(urls, capture=PLAIN)
        assert len(case.documents()) == 3
        assert case.verify().problems == ()


def test_a_case_on_a_read_only_disk_is_read_and_checked_but_not_written(
    small_disk: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("9 prisoners were shot at Oldmill on 2024-05-03.\n")
    (tmp_path / "b.txt").write_text("8 prisoners were shot at Oldmill on 2024-05-04.\n")
    with Case.create(small_disk / "case", actor="ann", engine=LineEngine()) as case:
        case.add([tmp_path / "a.txt"])
    remount(small_disk, "ro")
    with Case.open(small_disk / "case", actor="ann", engine=LineEngine()) as case:
        assert len(case.incidents()) == 1
        assert case.verify().problems == ()
        with pytest.raises(VaultError, match="read-only"):
            case.add([tmp_path / "b.txt"])
        with pytest.raises(StoreError, match="read-only disk"):
            case.decide([case.claims()[0].id], verdict="accepted", reason="because")
    remount(small_disk, "rw")
    with Case.open(small_disk / "case", actor="ann", engine=LineEngine()) as case:
        case.add([tmp_path / "b.txt"])
        assert len(case.documents()) == 2


def test_a_file_that_may_not_grow_is_one_clear_error(tmp_path: Path) -> None:
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000));"
        "from corrobora.vault.store import Vault, VaultError; from pathlib import Path\n"
        "try:\n Vault(Path(sys.argv[1])).put(b'x' * 500_000)\n"
        "except VaultError as error:\n print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert "cannot be written: File too large" in done.stdout
    assert [p for p in (tmp_path / "items").rglob("*") if p.is_file()] == []

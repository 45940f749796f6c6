import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from corrobora.collect.manifest import ManifestRow
from corrobora.model.document import Document
from corrobora.read import reader
from corrobora.read.isolated import IsolatedReader
from corrobora.read.reader import UnreadableItem

MAIL = b"From: a@b.example\n\nThe bridge fell."
ROW = ManifestRow(path="a.txt", line=2, published=date(2024, 5, 6))

# does to itself what a hostile file would do to a reader
HOSTILE = """
import os, signal, time
from corrobora.read import reader

def read(data, **arguments):
    match data:
        case b"crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case b"hang":
            time.sleep(600)
        case b"fill":
            bytearray(2 << 30)
        case b"nest":
            return read(data, **arguments)
    return reader.read(data, **arguments)
"""


def load(isolated: IsolatedReader, data: bytes, name: str = "a.eml") -> Document:
    return isolated.read(data, sha256="0" * 64, name=name, row=ROW, path=name)


def test_it_reads_as_the_reader_does() -> None:
    with IsolatedReader() as isolated:
        for data, name in (
            (b"The bridge fell on Sunday.", "a.txt"),
            (b"<html><p>It fell.</p></html>", "a.html"),
        ):
            expected = reader.read(data, sha256="0" * 64, name=name, row=ROW, path=name)
            assert load(isolated, data, name) == expected
        with pytest.raises(UnreadableItem, match=r"^a\.eml: line 1: has none of a mail's headers"):
            load(isolated, b"the bridge")
        assert load(isolated, MAIL).text.content == "The bridge fell."


def test_what_breaks_a_reader_is_an_unreadable_item_and_the_next_one_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hostile_reader.py").write_text(HOSTILE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with IsolatedReader(timeout=2, memory=1 << 30, function="hostile_reader:read") as isolated:
        for data, reason in (
            (b"crash", r"^a\.eml: made its reader crash \(SIGSEGV\)"),
            (b"hang", r"took longer than 2 seconds"),
            (b"fill", r"needs more than 1,024 MB of memory"),
            (b"nest", r"nested too deeply"),
        ):
            with pytest.raises(UnreadableItem, match=reason):
                load(isolated, data)
        assert load(isolated, MAIL).text.content == "The bridge fell."


def test_no_process_is_left() -> None:
    isolated = IsolatedReader()
    load(isolated, MAIL)
    process = isolated._process._process
    assert process is not None
    isolated.close()
    assert not Path(f"/proc/{process.pid}").exists()


def test_it_works_in_a_script_without_a_main_guard_and_ignores_modules_beside_it(tmp_path: Path) -> None:
    (tmp_path / "lxml.py").write_text("raise SystemExit('evidence was run')")
    script = tmp_path / "script.py"
    script.write_text(
        "from corrobora.read.isolated import IsolatedReader\n"
        "with IsolatedReader() as r:\n"
        "    mail = b'To: a\\n\\nIt fell.'\n"
        "    print(r.read(mail, sha256='0' * 64, name='a.eml', row=None, path='a').text.content)\n"
    )
    command = [sys.executable, "-P", str(script)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=os.environ, check=False)
    assert (done.stdout, done.stderr) == ("It fell.\n", "")

import errno
import hashlib
import multiprocessing
import os
import resource
import signal
import stat
import time
import tracemalloc
from pathlib import Path

import pytest

from corrobora.vault.store import CHUNK, MissingItem, Vault, VaultError


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def files(vault: Vault) -> list[Path]:
    return [p for p in vault.items.rglob("*") if p.is_file()]


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 17])
def test_bytes_come_back_as_they_were(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    source = tmp_path / "source.bin"
    source.write_bytes(data)
    vault = Vault(tmp_path / "case")
    stored = vault.put(source)
    assert (stored.sha256, stored.size, stored.new) == (sha(data), size, True)
    assert vault.read(stored.sha256, size) == data
    assert vault.path(stored.sha256) == tmp_path / "case" / "items" / stored.sha256[:2] / stored.sha256[2:]


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    assert vault.put(b"words").new
    before = vault.path(sha(b"words")).stat()
    assert not vault.put(b"words").new
    assert vault.path(sha(b"words")).stat() == before
    assert list(vault.all()) == [sha(b"words")]
    assert len(files(vault)) == 1


def test_a_kept_file_is_read_only(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    stored = vault.put(b"words")
    assert stat.S_IMODE(vault.path(stored.sha256).stat().st_mode) == 0o444


def test_zeros_are_kept_as_holes_and_come_back_as_zeros(tmp_path: Path) -> None:
    source = tmp_path / "sparse.bin"
    with source.open("wb") as file:
        file.write(b"head")
        file.seek(64 * CHUNK)
        file.write(b"tail")
        file.truncate(70 * CHUNK + 5)
    vault = Vault(tmp_path / "case")
    stored = vault.put(source)
    kept = vault.path(stored.sha256)
    assert kept.stat().st_size == source.stat().st_size
    assert kept.stat().st_blocks * 512 < 4 * CHUNK
    assert vault.read(stored.sha256, 100 * CHUNK) == source.read_bytes()
    assert vault.verify(stored.sha256) is None


def test_a_missing_source_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match=r"none\.txt: cannot be read: No such file"):
        Vault(tmp_path).put(tmp_path / "none.txt")


def test_an_unknown_item_is_missing(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    with pytest.raises(MissingItem, match=sha(b"none")):
        vault.read(sha(b"none"), 10)
    with pytest.raises(VaultError, match="no SHA-256"):
        vault.open("../../etc/passwd")


def test_reading_is_bounded(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    stored = vault.put(b"0123456789")
    assert vault.read(stored.sha256, 10) == b"0123456789"
    with pytest.raises(VaultError, match="larger than 9 bytes"):
        vault.read(stored.sha256, 9)


@pytest.mark.parametrize("position", [0, 1, 5, 9])
def test_one_changed_byte_is_damage(tmp_path: Path, position: int) -> None:
    vault = Vault(tmp_path)
    stored = vault.put(b"0123456789")
    path = vault.path(stored.sha256)
    path.chmod(0o644)
    data = bytearray(path.read_bytes())
    data[position] ^= 1
    path.write_bytes(data)
    damage = vault.verify(stored.sha256)
    assert damage is not None
    assert "bytes have changed" in str(damage)
    assert sha(bytes(data)) in str(damage)


def test_a_lost_file_is_damage(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    stored = vault.put(b"words")
    vault.path(stored.sha256).unlink()
    damage = vault.verify(stored.sha256)
    assert damage is not None
    assert damage.reason == "is missing"


def test_a_cut_copy_is_not_taken_for_the_item_nor_overwritten(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    path = vault.path(vault.put(b"0123456789").sha256)
    path.chmod(0o644)
    path.write_bytes(b"01234")
    with pytest.raises(VaultError, match="damaged"):
        vault.put(b"0123456789")
    assert path.read_bytes() == b"01234"


def test_many_are_kept_in_their_order_each_once(tmp_path: Path) -> None:
    source = tmp_path / "source.bin"
    source.write_bytes(os.urandom(CHUNK + 3))
    vault = Vault(tmp_path / "case")
    given = [source if n == 20 else f"words {n % 30}".encode() for n in range(60)]
    stored = list(vault.put_all(given))
    assert [s.sha256 for s in stored] == [sha(g if isinstance(g, bytes) else g.read_bytes()) for g in given]
    assert sum(s.new for s in stored) == 31 == len(files(vault))
    assert not list(vault.items.joinpath(".incoming").iterdir())


def test_of_many_the_first_that_cannot_be_kept_is_the_error_in_its_place(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    given: list[Path | bytes] = [b"one", b"two", tmp_path / "nowhere", b"four", tmp_path / "neither"]
    stored = vault.put_all(given)
    assert [next(stored).sha256, next(stored).sha256] == [sha(b"one"), sha(b"two")]
    with pytest.raises(VaultError, match="nowhere"):
        next(stored)


def test_foreign_files_are_strays(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    stored = vault.put(b"words")
    (vault.items / "notes.txt").write_text("x")
    (vault.items / stored.sha256[:2] / "x").write_text("x")
    assert {p.name for p in vault.strays()} == {"notes.txt", "x"}
    assert list(vault.all()) == [stored.sha256]


def test_an_empty_vault_has_nothing(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "none")
    assert list(vault.all()) == list(vault.strays()) == []


def _put_many(root: Path, seed: int) -> None:
    vault = Vault(root)
    for number in range(40):
        vault.put(f"{number} {'x' * 5000}".encode())
        vault.put(f"own {seed} {number}".encode())


def test_processes_write_at_the_same_time(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_put_many, args=(tmp_path, seed)) for seed in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    vault = Vault(tmp_path)
    assert len(list(vault.all())) == 40 + 3 * 40
    assert all(vault.verify(sha256) is None for sha256 in vault.all())
    assert not [p for p in files(vault) if ".incoming" in p.parts]


def _put_forever(root: Path) -> None:
    vault = Vault(root)
    number = 0
    while True:
        vault.put(os.urandom(200_000) + str(number).encode())
        number += 1


def test_a_killed_writer_leaves_only_whole_items_and_its_rubbish_is_swept(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    vault = Vault(tmp_path)
    for delay in (0.0, 0.003, 0.007, 0.011):
        worker = context.Process(target=_put_forever, args=(tmp_path,))
        worker.start()
        deadline = time.monotonic() + 20
        kept = len(list(vault.all()))
        while len(list(vault.all())) < kept + 3 and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(delay)
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        worker.join()
        assert all(vault.verify(sha256) is None for sha256 in vault.all())
    (vault.items / ".incoming" / "left").write_bytes(b"half")
    Vault(tmp_path).put(b"next")
    assert not list((vault.items / ".incoming").iterdir())


def _put_under_a_size_limit(root: Path, source: Path) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
    try:
        Vault(root).put(source)
    except VaultError as error:
        os._exit(7 if "cannot be written" in str(error) else 8)
    os._exit(9)


def test_a_write_that_fails_half_way_keeps_nothing(tmp_path: Path) -> None:
    source = tmp_path / "big.bin"
    source.write_bytes(os.urandom(1_000_000))
    worker = multiprocessing.get_context("spawn").Process(
        target=_put_under_a_size_limit, args=(tmp_path / "case", source)
    )
    worker.start()
    worker.join()
    assert worker.exitcode == 7
    assert files(Vault(tmp_path / "case")) == []


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EROFS, "read-only"), (errno.EIO, "Input/output")],
)
def test_what_the_disk_says_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    vault = Vault(tmp_path)
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(VaultError, match=words):
        vault.put(b"words")
    assert files(vault) == []


def test_memory_stays_flat(tmp_path: Path) -> None:
    source = tmp_path / "sparse.bin"
    with source.open("wb") as file:
        file.truncate(300 * CHUNK)
    tracemalloc.start()
    try:
        Vault(tmp_path / "case").put(source)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 * CHUNK

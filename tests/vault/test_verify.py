from pathlib import Path

import pytest

from corrobora.vault.store import Vault
from corrobora.vault.verify import check


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    vault = Vault(tmp_path)
    for number in range(40):
        vault.put(f"item {number}".encode())
    return vault


def change(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"!")


@pytest.mark.parametrize("workers", [1, 2, None])
def test_an_untouched_vault_is_clean(vault: Vault, workers: int | None) -> None:
    seen: list[int] = []
    fixity = check(vault, workers=workers, progress=seen.append)
    assert fixity.clean
    assert fixity.checked == 40
    assert seen == list(range(1, 41))


@pytest.mark.parametrize("workers", [1, 2])
def test_every_damage_is_named_in_order(vault: Vault, workers: int) -> None:
    hashes = list(vault.all())
    for sha256 in (hashes[0], hashes[17], hashes[39]):
        change(vault.path(sha256))
    fixity = check(vault, workers=workers)
    assert [damage.sha256 for damage in fixity.damaged] == [hashes[0], hashes[17], hashes[39]]
    assert not fixity.clean


def test_what_the_journal_names_must_be_there(vault: Vault) -> None:
    hashes = list(vault.all())
    vault.path(hashes[5]).unlink()
    fixity = check(vault, hashes)
    assert [(d.sha256, d.reason) for d in fixity.damaged] == [(hashes[5], "is missing")]


def test_what_the_journal_does_not_name_is_a_stray(vault: Vault) -> None:
    hashes = list(vault.all())
    (vault.items / "note.txt").write_text("x")
    fixity = check(vault, hashes[1:])
    assert fixity.strays == tuple(sorted([vault.path(hashes[0]), vault.items / "note.txt"]))
    assert not fixity.clean


def test_an_item_swapped_for_another_is_found(vault: Vault) -> None:
    one, other = list(vault.all())[:2]
    vault.path(one).unlink()
    vault.path(one).hardlink_to(vault.path(other))
    assert [damage.sha256 for damage in check(vault).damaged] == [one]

"""The signing key, in plain and under a passphrase."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrobora.case import Case
from corrobora.vault import keys
from corrobora.vault.keys import KeyUnusable
from line_engine import LineEngine

PASSPHRASE = "seven grey herons at noon"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    made = Case.create(tmp_path / "case", actor="ann", engine=LineEngine())
    made.checkpoint()
    return made


def test_a_protected_key_signs_only_with_its_passphrase(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    public = keys.public_key(case.path)
    plain = (case.path / "keys" / "journal.private").read_bytes().strip()
    case.protect_key(PASSPHRASE)
    files = {p.name: p.read_bytes() for p in (case.path / "keys").iterdir()}
    assert set(files) == {"journal.private.age", "journal.public"}
    assert not any(plain in data for data in files.values())
    monkeypatch.delenv(keys.PASSPHRASE, raising=False)
    entries = case.stats().entries
    with pytest.raises(KeyUnusable, match=r"set CORROBORA_KEY_PASSPHRASE"):
        case.checkpoint()
    monkeypatch.setenv(keys.PASSPHRASE, "another passphrase")
    with pytest.raises(KeyUnusable, match="does not open it") as error:
        case.checkpoint()
    assert "another" not in str(error.value)
    assert case.stats().entries == entries
    monkeypatch.setenv(keys.PASSPHRASE, PASSPHRASE)
    case.checkpoint()
    assert keys.public_key(case.path) == public, "the same key"
    assert case.verify().clean
    case.unprotect_key()
    monkeypatch.delenv(keys.PASSPHRASE)
    case.checkpoint()


def test_a_key_is_protected_once_and_by_a_long_passphrase(case: Case) -> None:
    with pytest.raises(KeyUnusable, match="fewer than 12"):
        case.protect_key("short")
    with pytest.raises(KeyUnusable, match="is not protected"):
        case.unprotect_key()
    case.protect_key(PASSPHRASE)
    with pytest.raises(KeyUnusable, match="already"):
        case.protect_key(PASSPHRASE)

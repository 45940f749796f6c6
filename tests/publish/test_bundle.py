from __future__ import annotations

import importlib.util
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import bagit
import pytest

import authority
import tampering
from bundles import Made, fill
from corrobora.publish.bundle.bag import BundleError
from corrobora.publish.bundle.check import check_bundle
from corrobora.publish.bundle.write import write_bundle
from corrobora.vault.store import VaultError
from corrobora.vault.timestamp import Authority, TimestampError
from tampering import TAMPERINGS, Forger, Tampering


@pytest.fixture(scope="module")
def standalone(made: Made) -> ModuleType:
    """The verifier script as it lies in the bundle."""
    spec = importlib.util.spec_from_file_location("bundle_verifier", made.bundle / "verify.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    spec.loader.exec_module(module)
    sys.dont_write_bytecode = before
    return module


def both(standalone: ModuleType, folder: Path, made: Made) -> tuple[list[str], list[str]]:
    """What each verifier finds, for somebody who has the key's fingerprint and a published checkpoint."""
    key = made.key.public.fingerprint
    ours = check_bundle(folder, key=key, checkpoints=[made.published.read_text()])
    theirs = standalone.check(str(folder), key, [str(made.published)])
    return [f"{p.part}: {p.reason}" for p in ours.problems], [f"{a}: {b}" for a, b in theirs.problems]


def test_an_honest_bundle_is_clean_for_both(standalone: ModuleType, made: Made) -> None:
    assert both(standalone, made.bundle, made) == ([], [])
    assert bagit.Bag(str(made.bundle)).is_valid()


def test_the_script_in_the_bundle_runs_alone(made: Made, tmp_path: Path) -> None:
    def run(*options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", str(made.bundle / "verify.py"), *options]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)

    done = run("--json", "--checkpoint", str(made.published))
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["clean"]
    assert said["key"] == made.key.public.fingerprint
    assert said["counts"]["timestamps"] == 2
    assert run("--key", "0" * 64).returncode == 1


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda t: t.__name__)
def test_tampering_is_found_and_named_by_both(
    standalone: ModuleType, made: Made, tmp_path: Path, tamper: Tampering
) -> None:
    root = authority.make(tmp_path / "other", "Other")
    for seed in range(2):
        folder = tampering.copy(made.bundle, tmp_path / "copy")
        tamper(Forger(folder, random.Random(seed), made.key, (tmp_path / "other", root)))
        ours, theirs = both(standalone, folder, made)
        assert ours, f"{tamper.__name__} with seed {seed} was not found"
        assert theirs, f"{tamper.__name__} with seed {seed} was not found by the script"


def test_a_forger_with_a_key_of_his_own_is_told_by_its_fingerprint_only(
    standalone: ModuleType, made: Made, tmp_path: Path
) -> None:
    folder = tampering.copy(made.bundle, tmp_path / "copy")
    shutil.rmtree(folder / "data/timestamps")
    forger = Forger(folder, random.Random(1), made.key, (tmp_path, ""))
    entries = [e for e in forger.entries() if e["act"] not in ("timestamp", "checkpoint")]
    entries[-1]["payload"]["authorities"] = []
    forger.write(entries, chain=True)
    tampering.sign_anew_with_another_key(forger)
    result = check_bundle(folder)
    assert result.clean, result.problems  # whole in itself: which is why the fingerprint must be compared
    assert result.key != made.key.public.fingerprint
    assert not check_bundle(folder, key=made.key.public.fingerprint).clean


def test_the_report_shows_hostile_names_as_words(made: Made) -> None:
    page = (made.bundle / "data/report.html").read_text()
    assert "count &lt;b&gt;.txt" in page
    assert "Daily &amp; Sons" in page
    assert "<script" not in page


def test_the_crate_names_every_item(made: Made) -> None:
    graph = json.loads((made.bundle / "data/ro-crate-metadata.json").read_text())["@graph"]
    hashes = {e["sha256"] for e in graph if "sha256" in e}
    assert len(hashes) == 4
    parts = next(e for e in graph if e["@id"] == "./")["hasPart"]
    for part in parts:
        assert (made.bundle / "data" / part["@id"]).is_file()


def test_the_signing_key_is_in_no_export(made: Made) -> None:
    private = (made.case / "keys/journal.private").read_bytes().strip()
    assert (made.case / "keys/journal.private").stat().st_mode & 0o077 == 0
    for path in made.bundle.rglob("*"):
        if path.is_file():
            assert private not in path.read_bytes()


def test_an_existing_folder_is_never_written_to(tmp_path: Path) -> None:
    with fill(tmp_path) as case:
        (tmp_path / "there").mkdir()
        with pytest.raises(BundleError, match="there already"):
            write_bundle(case, tmp_path / "there")
        assert "export" not in [e.act for e in case.latest()]


def test_a_damaged_item_stops_the_export_and_its_journal_entry(tmp_path: Path) -> None:
    with fill(tmp_path) as case:
        path = case.vault.path(case.documents()[0].sha256)
        path.chmod(0o644)
        path.write_bytes(b"something else")
        with pytest.raises(VaultError, match="bytes have changed"):
            write_bundle(case, tmp_path / "bundle")
        assert "export" not in [e.act for e in case.latest()]
        assert [p.name for p in tmp_path.iterdir() if "bundle" in p.name] == []


def test_an_authority_that_answers_nonsense_stops_the_export(tmp_path: Path) -> None:
    with fill(tmp_path) as case, authority.serving(tmp_path / "liar", answer=b"no token") as liar:
        with pytest.raises(TimestampError, match="does not hold"):
            write_bundle(case, tmp_path / "bundle", authorities=(liar,))
        with pytest.raises(TimestampError, match="gave no timestamp"):
            case.checkpoint([Authority(url="http://127.0.0.1:9/", root=liar.root)])
        assert {"export", "checkpoint", "timestamp"}.isdisjoint(e.act for e in case.latest())


def test_a_checkpoint_shows_that_the_journals_end_was_cut_off(tmp_path: Path) -> None:
    with fill(tmp_path) as case:
        note = case.checkpoint().note
        assert case.verify(checkpoints=[note]).clean
        other = tmp_path / "other"
        with fill(other) as rewritten:
            wrong = rewritten.verify(checkpoints=[note]).problems
            assert [w.part for w in wrong] == ["checkpoints"]


def test_stock_openssl_checks_the_timestamp(made: Made, clock: Authority) -> None:
    token = sorted((made.bundle / "data/timestamps").glob("*.tsr"))[-1]
    note = made.bundle / f"data/checkpoints/{token.name.partition('-')[0]}.note"
    done = subprocess.run(
        ["openssl", "ts", "-verify", "-in", token, "-data", note, "-CAfile", token.with_suffix(".pem")],
        capture_output=True, text=True,
    )  # fmt: skip
    assert "Verification: OK" in done.stdout + done.stderr

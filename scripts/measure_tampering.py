"""Whether tampering with evidence bundles is found: `.venv/bin/python scripts/measure_tampering.py 1000 200`.

Makes a case with timestamps from an authority on loopback, tampers with copies of its bundle in every way
`tests/support/tampering.py` knows, and asks both verifiers; then makes as many honest bundles of cases that
differ and asks both again. Needs openssl.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from types import ModuleType

TESTS = Path(__file__).parents[1] / "tests"
sys.path[:0] = [str(TESTS / "support")]

import authority  # noqa: E402
import tampering  # noqa: E402
from corrobora.case import Case  # noqa: E402
from corrobora.publish.bundle.check import check_bundle  # noqa: E402
from corrobora.publish.bundle.write import write_bundle  # noqa: E402
from corrobora.vault.keys import signer  # noqa: E402
from corrobora.vault.timestamp import Authority  # noqa: E402
from line_engine import LineEngine  # noqa: E402
from reports import Reports  # noqa: E402
from websites import PIXEL  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tamperings", type=int)
    parser.add_argument("honest", type=int)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, authority.serving(Path(name) / "clock") as clock:
        folder = Path(name)
        missed = tampered(folder, clock, args.tamperings)
        alarms = honest(folder, clock, args.honest)
    return int(bool(missed or alarms))


def tampered(folder: Path, clock: Authority, wanted: int) -> int:
    with case(folder / "one", 0) as opened:
        sealed = opened.checkpoint([clock])
        write_bundle(opened, folder / "bundle", authorities=(clock,))
        key = signer(opened.path, sealed.checkpoint.origin)
    script = verifier(folder / "bundle")
    other = (folder / "other", authority.make(folder / "other", "Other"))
    done: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    fingerprint, note = key.public.fingerprint, sealed.path.read_text(encoding="utf-8")
    for seed in range(wanted):
        tamper = tampering.TAMPERINGS[seed % len(tampering.TAMPERINGS)]
        copy = tampering.copy(folder / "bundle", folder / "copy")
        tamper(tampering.Forger(copy, random.Random(seed), key, other))
        done[tamper.__name__] += 1
        if check_bundle(copy, key=fingerprint, checkpoints=[note]).clean:
            missed[f"{tamper.__name__} (program)"] += 1
        if not script.check(str(copy), fingerprint, [str(sealed.path)]).problems:
            missed[f"{tamper.__name__} (script)"] += 1
    number = sum(missed.values())
    print(f"{wanted} tamperings of {len(done)} sorts: {number} not found {dict(missed) or ''}")
    return sum(missed.values())


def honest(folder: Path, clock: Authority, wanted: int) -> int:
    alarms = 0
    for seed in range(wanted):
        with case(folder / f"honest-{seed}", seed) as opened:
            for _ in range(seed % 3):
                opened.checkpoint([clock] if seed % 2 else [])
            bundle = folder / f"bundle-{seed}"
            written = write_bundle(opened, bundle, authorities=(clock,) if seed % 4 == 0 else ())
        clean = check_bundle(bundle, key=written.key).clean
        alarms += not clean or bool(verifier(bundle).check(str(bundle), written.key).problems)
    print(f"{wanted} honest bundles: {alarms} false alarms")
    return alarms


def case(folder: Path, seed: int) -> Case:
    """A case of a few reports about invented places."""
    chance = random.Random(seed)
    reports = Reports(folder / "reports")
    reports.folder.mkdir(parents=True)
    for number in range(chance.randrange(2, 6)):
        lines = [
            f"The office said {chance.randrange(2, 30)} prisoners were shot at "
            f"{chance.choice(['Oldmill', 'Redbridge', 'Сухий Яр'])} on 2024-0{chance.randrange(1, 10)}-03."
            for _ in range(chance.randrange(1, 4))
        ]
        reports.write(
            f"{number} {chance.choice(['a', 'б', '日'])}.txt", "\n".join(lines) + "\n", publisher="Daily"
        )
    (reports.folder / "shot.png").write_bytes(PIXEL)
    opened = Case.create(folder / "case", actor="ann", engine=LineEngine())
    opened.add([reports.folder], reports.manifest())
    return opened


def verifier(bundle: Path) -> ModuleType:
    """The script as it lies in the bundle."""
    spec = importlib.util.spec_from_file_location("bundle_verifier", bundle / "verify.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(bundle / "verify.py")
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main())

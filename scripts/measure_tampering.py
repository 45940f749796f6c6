"""Whether tampering with evidence bundles is found: `.venv/bin/python scripts/measure_tampering.py 1000 200`.

Makes a case with timestamps from an authority on loopback, tampers with copies of its bundle in every way
`tests/support/tampering.py` knows, and asks both verifiers; then makes as many honest bundles of cases that
differ and asks both again: reports alone, a Telegram export, web archives, pages visited twice, testimony
whose consent is withdrawn or not, decisions and custody. Needs openssl.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from types import ModuleType

TESTS = Path(__file__).parents[1] / "tests"
sys.path[:0] = [str(TESTS / "support")]

import authority  # noqa: E402
import tampering  # noqa: E402
import telegram_export  # noqa: E402
import web_archives  # noqa: E402
from corrobora.case import Case  # noqa: E402
from corrobora.case.custody import CustodyEvent  # noqa: E402
from corrobora.collect.capture.capture import CaptureSettings  # noqa: E402
from corrobora.collect.capture.guard import Guard  # noqa: E402
from corrobora.collect.capture.networks import EVERYWHERE  # noqa: E402
from corrobora.model.capture import Mode  # noqa: E402
from corrobora.model.rights import Person, Role  # noqa: E402
from corrobora.model.witness import Consent  # noqa: E402
from corrobora.publish.bundle.check import check_bundle  # noqa: E402
from corrobora.publish.bundle.layout import SEAL_TITLE  # noqa: E402
from corrobora.publish.bundle.write import write_bundle  # noqa: E402
from corrobora.vault.keys import signer  # noqa: E402
from corrobora.vault.sealed import new_key  # noqa: E402
from corrobora.vault.timestamp import Authority  # noqa: E402
from line_engine import LineEngine  # noqa: E402
from reports import Reports  # noqa: E402
from websites import PIXEL, website  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tamperings", type=int)
    parser.add_argument("honest", type=int)
    parser.add_argument("--first", type=int, default=0, help="seed of the first honest bundle")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, authority.serving(Path(name) / "clock") as clock:
        folder = Path(name)
        missed = tampered(folder, clock, args.tamperings)
        alarms = honest(folder, clock, args.first, args.honest)
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


def honest(folder: Path, clock: Authority, first: int, wanted: int) -> int:
    alarms, entries, begun = 0, Counter[str](), time.monotonic()
    for seed in range(first, first + wanted):
        with case(folder / f"honest-{seed}", seed) as opened:
            more = MORE[seed % len(MORE)]
            more(opened, folder / f"honest-{seed}", random.Random(seed))
            for _ in range(seed % 3):
                opened.checkpoint([clock] if seed % 2 else [])
            bundle = folder / f"bundle-{seed}"
            written = write_bundle(opened, bundle, authorities=(clock,) if seed % 4 == 0 else ())
            entries.update(entry.act for entry in opened.journal(limit=10**6))
        problems = [f"{p}" for p in check_bundle(bundle, key=written.key).problems]
        problems += verifier(bundle).check(str(bundle), written.key).problems
        alarms += bool(problems)
        if problems:
            print(f"seed {seed} ({more.__name__}):", problems[:4], flush=True)
    took = time.monotonic() - begun
    print(f"{wanted} honest bundles from {first} on: {alarms} false alarms, {took:.0f} s")
    print(f"  entries of their journals: {dict(entries.most_common())}")
    return alarms


def reports_alone(opened: Case, folder: Path, chance: random.Random) -> None:
    pass


def telegram(opened: Case, folder: Path, chance: random.Random) -> None:
    """A channel and its next export: an edit, a forward, a reply, a photo, one that is not there."""
    words = f"{chance.randrange(2, 30)} prisoners were shot at Oldmill on 2031-03-04"
    say = telegram_export.message
    shot = say(1, words, photo="photos/1.png")
    more = (say(2, "Ціле село чуло", forwarded_from="Another"), say(3, words, reply_to_message_id=1),
            say(4, "", photo="photos/not-there.jpg"))  # fmt: skip
    (folder / "tg" / "photos").mkdir(parents=True)
    (folder / "tg" / "photos" / "1.png").write_bytes(PIXEL + chance.randbytes(9))
    opened.add([telegram_export.export(folder / "tg", shot, *more)])
    edited = shot | {"text": words + ", it says now", "edited_unixtime": "1930419800"}
    opened.add([telegram_export.export(folder / "tg", edited, *more)])


def archives(opened: Case, folder: Path, chance: random.Random) -> None:
    one = web_archives.warc(folder / "a.warc.gz", body=web_archives.PAGE + chance.randbytes(5))
    opened.add([one, web_archives.wacz(folder / "b.wacz")])


def pages(opened: Case, folder: Path, chance: random.Random) -> None:
    """A page with a picture, and visited again with other words; a wall; one that is not there."""
    settings = CaptureSettings(mode=Mode.HTTP, guard=Guard(allowed=EVERYWHERE))
    with website() as site:
        number, picture = chance.randrange(2, 30), site.file("/a.png", PIXEL, "image/png")
        said = f"<p>{number} prisoners were shot at Oldmill on 2024-05-03, the village council said.</p>" * 3
        page = site.html("/news", f"<article><h1>Captives</h1>{said}<img src={picture}></article>")
        wall = site.html("/members", "<title>Log in</title><form><input type=password></form>Please log in")
        opened.add([page, wall, site.address + "/none"], capture=settings)
        site.html("/news", f"<article><h1>Captives</h1>{said.replace('Oldmill', 'Redbridge')}</article>")
        opened.recapture([page], capture=settings)


def testimony(opened: Case, folder: Path, chance: random.Random) -> None:
    """A witness who agrees, and in half of the cases no more."""
    opened.witnesses.name_recipient("Office", new_key()[1])
    name = opened.witnesses.add(b"who it is")
    opened.witnesses.consent(name, Consent.HANDOVER, b"agreed")
    told = folder / "told.txt"
    told.write_text(f"{chance.randrange(2, 30)} prisoners were shot at Oldmill on 2024-05-03.\n")
    opened.read_testimony(name, told)
    opened.witnesses.seal_original(name, chance.randbytes(500))
    if chance.random() < 0.5:
        opened.witnesses.consent(name, Consent.NONE, b"no more")
    approved(opened)


def decisions(opened: Case, folder: Path, chance: random.Random) -> None:
    claims = opened.claims()
    opened.decide([claims[0].id], verdict=chance.choice(["accepted", "rejected"]), reason="read again")
    opened.decide_sensitive(claims[-1].document.sha256, sensitive=True, reason="names a family")
    item = claims[0].document.sha256
    opened.record_custody(item, CustodyEvent.TRANSFER, reason="order 12", to="Registry")
    opened.record_verification(opened.verify())
    approved(opened)


def approved(opened: Case) -> None:
    """A second person agrees to the bundle, as one with anything sensitive needs."""
    asked = opened.propose_export(SEAL_TITLE, reason="for the court")
    opened.acting(Person(name="reviewer", role=Role.REVIEWER)).approve(asked.id, reason="seen")


#: What cases hold beside reports and a picture.
MORE = (reports_alone, telegram, archives, pages, testimony, decisions)


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

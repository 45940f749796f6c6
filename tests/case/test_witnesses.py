"""Witnesses: what is sealed stays sealed, what is withdrawn leaves nowhere, and all of it can be checked."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from corrobora.case import Case
from corrobora.case.errors import NotThere
from corrobora.case.witnesses import NOTICE, BadWitness
from corrobora.cli import main
from corrobora.model.rights import Person, Role
from corrobora.model.witness import Consent
from corrobora.publish.bundle.check import check_bundle
from corrobora.publish.bundle.layout import SEAL_TITLE
from corrobora.publish.bundle.write import write_bundle
from corrobora.vault.sealed import Record, SealError, new_key, opened
from line_engine import LineEngine

SECRET, PUBLIC = new_key()
OTHER_SECRET, OTHER_PUBLIC = new_key()
NAME, PHONE = "Zorvana Quillfeather", "+000-5550-8812"
IDENTITY = f"name: {NAME}\nphone: {PHONE}\n".encode()
STATEMENT = b"Heard and agreed on 2031-02-03 in the kitchen of her aunt Plimsoe."
WORDS = "I hid behind the xylotheque. 7 prisoners were shot at Vexholm on 2024-05-03."
RECORDING = b"RIFF the voice says brumalquist"
PLANTED_SEALED = (NAME, "Quillfeather", PHONE, "Plimsoe", "brumalquist", "interview-of-zorvana")
PLANTED_TESTIMONY = ("xylotheque", "Vexholm")


@pytest.fixture
def sealed(case: Case) -> Case:
    """A case with one witness whose identity and recording are sealed."""
    case.witnesses.name_recipient("Ombuds office", PUBLIC)
    assert case.witnesses.add(IDENTITY) == "W-0001"
    case.witnesses.seal_original("W-0001", RECORDING)
    return case


@pytest.fixture
def testimony(tmp_path: Path) -> Path:
    path = tmp_path / "interview-of-zorvana.txt"
    path.write_text(WORDS + "\n")
    return path


@pytest.fixture
def told(sealed: Case, testimony: Path) -> Case:
    """The same with consent and testimony."""
    sealed.witnesses.consent("W-0001", Consent.HANDOVER, STATEMENT)
    sealed.read_testimony("W-0001", testimony)
    return sealed


def found_in(folder: Path, planted: tuple[str, ...]) -> set[str]:
    """Which of the words stand in any file or name of a folder, in UTF-8 or UTF-16."""
    found = set()
    for path in [folder, *folder.rglob("*")]:
        data = path.read_bytes() if path.is_file() else b""
        for words in planted:
            coded = (words.encode(), words.encode("utf-16-le"), words.lower().encode())
            if words.lower() in path.name.lower() or any(c in data for c in coded):
                found.add(words)
    return found


def allow(case: Case, format: str) -> None:
    """One export of what is marked sensitive, asked for by one person and approved by another."""
    asked = case.propose_export(format, reason="for the court")
    case.acting(Person(name="reviewer", role=Role.REVIEWER)).approve(asked.id, reason="seen")


def outputs(
    case: Case,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    whole: bool = False,
) -> Path:
    """What the program puts out about a case, in one folder; all of it if ``whole``."""
    from fastapi.testclient import TestClient

    from corrobora.web.app import create_app

    folder.mkdir()
    where = ["--case", str(case.path)]
    names = ["incidents", "claims", "documents", "journal"]
    if whole:
        names += [
            "tallies",
            "statements",
            "responses",
            "sources",
            "actors",
            "captures",
            "verify",
            "reconcile",
        ]
    commands = [[name, *where, *more] for name in names for more in ([], ["--json"])]
    commands += [["changes", "--since", "1", *where], ["witness", "list", *where]]
    formats = ("csv", "geojson", "ged", "parquet", "ftm") if whole else ("csv",)
    commands += [["export", each, *where, "--out", str(folder / f"as-{each}")] for each in formats]
    for format in formats:
        allow(case, format)
    for head in case.incidents():
        allow(case, "dossier.html")
        out = ["--out", str(folder / f"{head.incident.label}.html")]
        commands += [["export", "dossier", head.incident.label, *where, *out]]
        commands += [["show", head.incident.label, *where]] if whole else []
    for number, command in enumerate(commands):
        monkeypatch.setattr(sys, "argv", ["corrobora", *command])
        with suppress(SystemExit):
            main()
        printed = capsys.readouterr()
        (folder / f"{number:03}-{command[0]}.txt").write_text(printed.out + printed.err)
    allow(case, SEAL_TITLE)
    write_bundle(case, folder / "bundle")
    address = {"base_url": "http://127.0.0.1"}
    with TestClient(create_app(case), client=("127.0.0.1", 1), **address) as client:  # type: ignore[arg-type]
        paths = [
            "/",
            "/incidents",
            "/ledger",
            "/tallies",
            "/statements",
            "/responses",
            "/documents",
            "/journal",
        ]
        paths += [
            "/journal?check=1",
            "/search?q=xylotheque",
            "/search?q=Vexholm",
            "/review",
            "/actors",
            "/places",
            "/map",
        ]
        paths += [f"/documents/{d.sha256}" for d in case.documents()]
        paths += [f"/incidents/{h.incident.label}" for h in case.incidents()] + ["/incidents/INC-0001"]
        for number, path in enumerate(paths):
            answer = client.get(path)
            assert answer.status_code in (200, 404), path
            kept = answer.text
            for asked in ("xylotheque", "Vexholm"):  # what was searched for stands in the search field
                if asked in path:
                    kept = kept.replace(asked, "…")
            (folder / f"page-{number:03}.html").write_text(kept)
    return folder


def test_a_sealed_record_opens_for_its_recipients_only() -> None:
    record = Record.new(subject="W-0001", sort="identity", version=1, content=IDENTITY)
    data = record.sealed([PUBLIC])
    assert opened(data, f"# a comment\n{SECRET}\n") == record
    with pytest.raises(SealError, match="sealed for others"):
        opened(data, OTHER_SECRET)
    with pytest.raises(SealError, match="no secret key"):
        opened(data, "nothing")
    with pytest.raises(SealError, match="sealed for others, or is damaged"):
        opened(data[:-1] + bytes([data[-1] ^ 1]), SECRET)
    short = Record.new(subject="W-0001", sort="identity", version=1, content=b"x").sealed([PUBLIC])
    assert abs(len(data) - len(short)) < 200, "but for age's own random filling, the length tells nothing"


@given(st.binary(max_size=300))
def test_what_is_no_sealed_record_is_one_clear_error(data: bytes) -> None:
    with pytest.raises(SealError):
        opened(data, SECRET)


def test_commitments_bind_and_tell_nothing() -> None:
    one = Record.new(subject="W-0001", sort="identity", version=1, content=IDENTITY)
    two = Record.new(subject="W-0001", sort="identity", version=1, content=IDENTITY)
    assert one.commitment != two.commitment, "salted"
    assert opened(one.sealed([PUBLIC]), SECRET).commitment == one.commitment


def test_a_secret_key_given_by_mistake_is_neither_taken_nor_repeated(case: Case) -> None:
    with pytest.raises(SealError, match="secret key") as error:
        case.witnesses.name_recipient("Ann", SECRET)
    assert SECRET not in str(error.value)
    with pytest.raises(SealError, match="nobody is named"):
        case.witnesses.add(IDENTITY)


def test_identities_lie_in_the_case_encrypted_only(told: Case) -> None:
    assert found_in(told.path, PLANTED_SEALED) == set()
    records = told.witnesses.open("w-0001", SECRET, reason="the court asked")
    assert [(r.record.sort, r.holds) for r in records] == [
        ("identity", True),
        ("original", True),
        ("consent", True),
    ]
    assert records[0].record.content == IDENTITY
    opened_by = [e for e in told.journal(limit=99) if e.act == "witness-open"]
    assert [e.payload["reason"] for e in opened_by] == ["the court asked"]
    with pytest.raises(SealError):
        told.witnesses.open("W-0001", OTHER_SECRET, reason="curiosity")
    with pytest.raises(BadWitness, match="reason"):
        told.witnesses.open("W-0001", SECRET, reason=" ")
    assert told.verify().clean


def test_nothing_sealed_stands_in_any_output(
    told: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = outputs(told, tmp_path / "out", capsys, monkeypatch)
    assert found_in(out, PLANTED_SEALED) == set()
    assert found_in(out, PLANTED_TESTIMONY) == set(PLANTED_TESTIMONY), "with consent, testimony is used"
    assert found_in(out, ("W-0001",)), "under the pseudonym"


def test_after_consent_is_withdrawn_nothing_of_the_testimony_leaves(
    told: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(told.incidents()) == 1
    claim = told.claims()[0].id
    told.witnesses.consent("W-0001", Consent.NONE, b"")
    assert told.incidents() == ()
    assert told.claims() == ()
    assert told.documents()[0].title == "Withheld testimony"
    assert told.verify().problems == ()
    assert "Vexholm" not in str(told.claim(claim))
    out = outputs(told, tmp_path / "out", capsys, monkeypatch)
    assert found_in(out, PLANTED_SEALED + PLANTED_TESTIMONY) == set()
    bundle = out / "bundle"
    assert check_bundle(bundle).problems == ()
    assert check_bundle(bundle).counts["withheld testimonies"] == 1
    done = subprocess.run(
        [sys.executable, str(bundle / "verify.py")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "1 withheld testimonies" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("consent", [Consent.HANDOVER, Consent.NONE])
def test_nothing_sealed_or_withheld_stands_in_any_output_whatever(
    told: Case,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    consent: Consent,
) -> None:
    told.witnesses.consent("W-0001", consent, STATEMENT)
    out = outputs(told, tmp_path / "out", capsys, monkeypatch, whole=True)
    planted = PLANTED_SEALED + (() if consent.leaves else PLANTED_TESTIMONY)
    assert found_in(out, planted) == set()


def test_withheld_testimony_put_into_a_bundle_is_found(told: Case, tmp_path: Path) -> None:
    sha256 = told.documents()[0].sha256
    told.witnesses.consent("W-0001", Consent.NONE, b"")
    allow(told, SEAL_TITLE)
    write_bundle(told, tmp_path / "bundle")
    path = tmp_path / "bundle" / "data" / "items" / sha256[:2] / sha256[2:]
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(told.vault.path(sha256), path)
    assert any("items" in p.part for p in check_bundle(tmp_path / "bundle").problems)


def test_refreshing_or_adding_does_not_bring_withdrawn_testimony_back(told: Case, testimony: Path) -> None:
    told.witnesses.consent("W-0001", Consent.NONE, b"")
    told.refresh()
    assert "testimony of a witness" in told.add([testimony]).problems[0].reason
    assert told.claims() == ()
    with pytest.raises(BadWitness, match="has not agreed"):
        told.read_testimony("W-0001", testimony)


def test_consent_given_again_lets_testimony_be_read_again(told: Case, testimony: Path) -> None:
    told.witnesses.consent("W-0001", Consent.NONE, b"")
    told.witnesses.consent("W-0001", Consent.PUBLIC, STATEMENT)
    told.read_testimony("W-0001", testimony)
    assert len(told.claims()) == 1
    (witness,) = told.witnesses.all()
    assert [(c.version, c.consent) for c in witness.consents] == [
        (1, Consent.HANDOVER), (2, Consent.NONE), (3, Consent.PUBLIC),
    ]  # fmt: skip
    assert len(witness.testimonies) == 1
    assert told.verify().clean


def test_other_claims_on_the_same_event_stay_when_testimony_goes(told: Case, tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text("7 prisoners were shot at Vexholm on 2024-05-03.\n")
    told.add([tmp_path / "news.txt"])
    (head,) = told.incidents()
    assert len(head.incident.claims) == 2
    told.witnesses.consent("W-0001", Consent.NONE, b"")
    (head,) = told.incidents()
    assert len(head.incident.claims) == 1
    assert told.verify().clean


def test_testimony_is_sensitive_unless_it_may_be_published(told: Case, tmp_path: Path) -> None:
    (document,) = told.documents()
    assert told.decisions()[-1].verdict == "sensitive"
    assert document.source.publisher == "Witness W-0001"
    assert document.name == "W-0001-1.txt"
    told.witnesses.consent("W-0001", Consent.PUBLIC, STATEMENT)
    assert told.decisions()[-1].verdict == "ordinary"


def test_without_consent_or_witness_nothing_is_read(sealed: Case, testimony: Path) -> None:
    with pytest.raises(BadWitness, match="has not agreed"):
        sealed.read_testimony("W-0001", testimony)
    with pytest.raises(NotThere):
        sealed.read_testimony("W-0009", testimony)
    with pytest.raises(BadWitness, match="needs a statement"):
        sealed.witnesses.consent("W-0001", Consent.HANDOVER, b" ")
    assert sealed.stats().items == 0


def test_a_sealed_file_that_was_changed_is_found(sealed: Case) -> None:
    (path,) = sorted((sealed.path / "sealed" / "items").glob("??/*"))[:1]
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"x")
    assert [p.part for p in sealed.verify().problems] == ["witnesses"]


def test_witnesses_work_on_either_database(any_case: Case, testimony: Path) -> None:
    any_case.witnesses.name_recipient("Ombuds office", PUBLIC)
    any_case.witnesses.add(IDENTITY)
    any_case.witnesses.consent("W-0001", Consent.HANDOVER, STATEMENT)
    any_case.read_testimony("W-0001", testimony)
    assert len(any_case.incidents()) == 1
    any_case.witnesses.consent("W-0001", Consent.NONE, b"")
    assert any_case.incidents() == ()
    assert any_case.verify().problems == ()
    with any_case._database.read() as connection:
        data = connection.execute(text("SELECT data FROM incidents")).scalars().all()
        data += connection.execute(text("SELECT data FROM incident_versions")).scalars().all()
        data += connection.execute(text("SELECT data FROM claims")).scalars().all()
        data += connection.execute(text("SELECT data FROM links")).scalars().all()
    assert not any("Vexholm" in str(d) for d in data)
    assert NOTICE in any_case.document(any_case.documents()[0].sha256).document.text.content


def test_commands_seal_and_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], testimony: Path
) -> None:
    with Case.create(tmp_path / "case", actor="ann", engine=LineEngine()):
        pass

    def run(*arguments: object, given: bytes = b"") -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["corrobora", "witness", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        code: object = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        printed = capsys.readouterr()
        return int(str(code or 0)), printed.out + printed.err

    case = ("--case", tmp_path / "case")
    code, public = run("key", "--out", tmp_path / "key")
    assert code == 0
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert run("add", *case, given=IDENTITY)[0] == 2, "nobody is named yet"
    assert run("recipient", "Court", public.strip(), *case)[0] == 0
    assert run("add", *case, given=IDENTITY) == (0, "W-0001\n")
    assert run("consent", "W-0001", "always", *case)[0] == 2
    (tmp_path / "statement").write_bytes(STATEMENT)
    assert run("consent", "W-0001", "handover", "--statement", tmp_path / "statement", *case)[0] == 0
    assert "1 claims" in run("testimony", "W-0001", testimony, *case)[1]
    assert run("original", "W-0001", "-", *case, given=RECORDING)[0] == 0
    code, shown = run(
        "open", "W-0001", "--key", tmp_path / "key", "-r", "asked", "-o", tmp_path / "out", *case
    )
    assert code == 0
    assert NAME in shown
    assert "Plimsoe" in shown
    assert (tmp_path / "out" / "W-0001-original-1").read_bytes() == RECORDING
    code, listed = run("list", *case)
    assert "handover" in listed
    assert NAME not in listed

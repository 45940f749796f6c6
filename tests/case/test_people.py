"""People, their credentials and sessions, on both databases."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from argon2 import PasswordHasher, extract_parameters

from corrobora.case import Case, NotThere
from corrobora.case.credentials import BadCredentials, Codes, Passwords, step_of
from corrobora.case.people import BadPerson
from corrobora.case.signing_in import Limits, Refused, SignIn
from corrobora.model.rights import Person, Role
from people import PASSWORD, enrol, quick

NOW = datetime(2031, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def team(any_case: Case) -> Case:
    """A case with a reviewer and a lead who can sign in."""
    enrol(quick(any_case), Role.REVIEWER, Role.LEAD)
    return any_case


def own(case: Case, name: str = "reviewer") -> Case:
    return case.acting(Person(name=name, role=Role.REVIEWER))


def with_codes(case: Case) -> tuple[str, tuple[str, ...]]:
    secret = case.team.codes.new_secret()
    return secret, own(case).team.use_codes(PASSWORD, secret, pyotp.TOTP(secret).now())


def test_passwords_are_hashed_as_rfc_9106_recommends() -> None:
    found = extract_parameters(Passwords().hash("x"))
    assert (found.type.name, found.memory_cost, found.time_cost) == ("ID", 65536, 3)
    assert PasswordHasher().parallelism == found.parallelism


def test_who_is_added_signs_in_with_a_first_password_and_has_to_replace_it(any_case: Case) -> None:
    quick(any_case)
    _, first = any_case.team.add("Nora  Lind", Role.ANALYST)
    entrance = any_case.sign_in()
    who = entrance.who(entrance.sign_in("Nora Lind", first, ""))
    assert who is not None
    assert who.temporary
    assert who.person == Person(name="Nora Lind", role=Role.ANALYST)
    any_case.acting(who.person).team.change_password(first, PASSWORD)
    with pytest.raises(Refused):
        entrance.sign_in("Nora Lind", first, "")
    again = entrance.who(entrance.sign_in("Nora Lind", PASSWORD, ""))
    assert again is not None
    assert not again.temporary


def test_names_are_not_given_twice_nor_to_what_cannot_be_printed(team: Case) -> None:
    for wrong in ("Lead", "lead", " ", "a\u202eb", "x" * 81):
        with pytest.raises(BadPerson):
            team.team.add(wrong, Role.ANALYST)


@pytest.mark.parametrize("wrong", ["short", "a" * 300, "aaaabbbbaaaabbbbaaaa", "reviewerreviewer1"])
def test_poor_passwords_are_refused(team: Case, wrong: str) -> None:
    with pytest.raises(BadCredentials):
        own(team).team.change_password(PASSWORD, wrong)


def test_with_codes_a_password_is_not_enough_and_no_code_is_taken_twice(team: Case) -> None:
    secret, _ = with_codes(team)
    entrance, now = team.sign_in(), datetime.now(UTC)
    code = pyotp.TOTP(secret).at(now)
    with pytest.raises(Refused):
        entrance.sign_in("reviewer", PASSWORD, "", now=now)
    assert entrance.sign_in("reviewer", PASSWORD, code, now=now)
    with pytest.raises(Refused):
        entrance.sign_in("reviewer", PASSWORD, code, now=now)


def test_a_recovery_code_signs_in_once(team: Case) -> None:
    _, spare = with_codes(team)
    entrance = team.sign_in()
    assert entrance.sign_in("reviewer", PASSWORD, spare[0].upper())
    with pytest.raises(Refused):
        entrance.sign_in("reviewer", PASSWORD, spare[0])
    assert team.team.member("reviewer").recovery == len(spare) - 1
    assert team.verify().clean


def test_codes_are_taken_a_step_early_or_late_and_no_further() -> None:
    secret = pyotp.random_base32()
    taken = [
        step_of(secret, pyotp.TOTP(secret).at(NOW + timedelta(seconds=30 * k)), now=NOW.timestamp())
        for k in range(-3, 4)
    ]
    assert [t is not None for t in taken] == [False, False, True, True, True, False, False]


def test_too_many_failures_lock_a_name_for_longer_and_longer_whatever_is_tried_then(team: Case) -> None:
    entrance = team.sign_in(Limits(failures=3))
    for _ in range(3):
        with pytest.raises(Refused):
            entrance.sign_in("reviewer", "wrong", "", now=NOW)
    with pytest.raises(Refused):
        entrance.sign_in("reviewer", PASSWORD, "", now=NOW + timedelta(seconds=29))
    with pytest.raises(Refused):
        entrance.sign_in("reviewer", "wrong", "", now=NOW + timedelta(seconds=31))
    with pytest.raises(Refused):
        entrance.sign_in("reviewer", PASSWORD, "", now=NOW + timedelta(seconds=31 + 59))
    assert entrance.sign_in("reviewer", PASSWORD, "", now=NOW + timedelta(seconds=31 + 61))
    locks = [e for e in team.journal(limit=100) if e.act == "lock"]
    assert [e.payload["failures"] for e in locks] == [3, 4]
    entrance.sign_in("lead", PASSWORD, "", now=NOW)  # nobody else is locked out with them


def test_every_refusal_says_the_same(team: Case) -> None:
    entrance = team.sign_in(Limits(failures=2))
    team.team.remove("lead")
    said = set()
    for name, password in (
        ("reviewer", "wrong"),
        ("nobody", "x"),
        ("lead", PASSWORD),
        ("a\u202e", ""),
        ("", ""),
    ):
        for _ in range(3):
            with pytest.raises(Refused) as refused:
                entrance.sign_in(name, password, "000000", now=NOW)
            said.add(str(refused.value))
    assert len(said) == 1


def test_a_session_ends_when_idle_and_after_a_days_work_and_is_not_stored_itself(team: Case) -> None:
    entrance = team.sign_in(Limits(idle=timedelta(minutes=10), whole=timedelta(hours=1)))
    token = entrance.sign_in("lead", PASSWORD, "", now=NOW)
    for minutes in range(0, 60, 9):
        assert entrance.who(token, now=NOW + timedelta(minutes=minutes)), minutes
    assert entrance.who(token, now=NOW + timedelta(minutes=61)) is None
    token = entrance.sign_in("lead", PASSWORD, "", now=NOW)
    assert entrance.who(token, now=NOW + timedelta(minutes=11)) is None
    assert entrance.who(token, now=NOW + timedelta(minutes=1)) is None, "it does not come back"
    if team.settings.database.startswith("sqlite"):
        with sqlite3.connect(team.settings.database.removeprefix("sqlite:///")) as connection:
            assert token not in "\n".join(connection.iterdump())


@pytest.mark.parametrize("change", ["role", "remove", "reset", "password", "codes"])
def test_whatever_changes_about_somebody_signs_them_out(team: Case, change: str) -> None:
    entrance = team.sign_in()
    token = entrance.sign_in("reviewer", PASSWORD, "")
    assert entrance.who(token)
    match change:
        case "role":
            team.team.change_role("reviewer", Role.VIEWER)
        case "remove":
            team.team.remove("reviewer")
        case "reset":
            team.team.reset("reviewer")
        case "password":
            own(team).team.change_password(PASSWORD, "six grey herons wade")
        case "codes":
            with_codes(team)
    assert entrance.who(token) is None


def test_signing_out_ends_the_session(team: Case) -> None:
    entrance = team.sign_in()
    token = entrance.sign_in("lead", PASSWORD, "")
    entrance.sign_out(token)
    assert entrance.who(token) is None


def test_nobody_is_changed_who_is_not_there(team: Case) -> None:
    for act in (team.team.remove, team.team.reset):
        with pytest.raises(NotThere, match="nobody of that name"):
            act("nobody")


def test_every_change_is_journalled_without_what_would_let_one_sign_in(team: Case) -> None:
    secret, spare = with_codes(team)
    entries = [e for e in team.journal(limit=100) if e.act in ("person", "credentials")]
    assert [e.payload.get("what", "person") for e in entries] == [
        "person", "first", "password", "person", "first", "password", "codes",
    ]  # fmt: skip
    written = "\n".join(e.line for e in entries)
    assert not any(s in written for s in (PASSWORD, secret, "argon2", *spare))
    assert team.verify().clean


def test_a_planted_password_or_role_is_found_by_verify(filled: Case) -> None:
    enrol(quick(filled), Role.VIEWER)
    assert filled.verify().clean
    database = filled.path / "corrobora.db"
    for statement, said in (
        ("UPDATE people SET role = 'admin'", "another role"),
        ("UPDATE people SET credentials = replace(credentials, 'argon2id', 'argon2i')", "other credentials"),
        ("DELETE FROM people", "they are not there"),
    ):
        with sqlite3.connect(database) as connection:
            before = connection.execute("SELECT * FROM people").fetchall()
            connection.execute(statement)
        assert [w.part for w in filled.verify().problems] == ["people"]
        assert said in filled.verify().problems[0].reason
        with sqlite3.connect(database) as connection:
            connection.execute("DELETE FROM people")
            connection.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?)", before)
    assert filled.verify().clean


def test_the_key_of_codes_is_the_owners_alone_and_its_loss_is_said(team: Case) -> None:
    secret, _ = with_codes(team)
    key = team.path / "keys" / "secrets.key"
    assert key.stat().st_mode & 0o077 == 0
    key.unlink()
    with pytest.raises(BadCredentials, match="people reset"):
        SignIn(team._database, Passwords(), Codes(team.path)).sign_in(
            "reviewer", PASSWORD, pyotp.TOTP(secret).now()
        )

"""Whether a page is content or something in its place: every rule, in every language it has cues in."""

from __future__ import annotations

import pytest

from corrobora.codebook.page_verdicts import page_rules
from corrobora.collect.capture.verdict import NONE, Seen, judge
from corrobora.model.capture import Verdict

STORY = "Nine prisoners were shot at Oldmill on 3 May, the office said. " * 30


def seen(text: str = STORY, *, status: int = 200, final: str = "https://h.test/a", **more: object) -> Seen:
    return Seen(
        url="https://h.test/a",
        final_url=final,
        status=status,
        text=text,
        own=more.pop("own", len(text)),
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("rule", [r for r in page_rules() if r.cues], ids=lambda r: r.id)
def test_a_rule_with_cues_has_an_example_in_each_of_its_languages_that_it_holds_for(rule: object) -> None:
    assert set(rule.examples) == set(rule.cues) == {"en", "uk", "ru"}  # type: ignore[attr-defined]
    for example in rule.examples.values():  # type: ignore[attr-defined]
        judged = judge(seen(example))
        assert (judged.verdict, judged.rule) == (rule.verdict, rule.id)  # type: ignore[attr-defined]
        assert judged.words


@pytest.mark.parametrize("rule", [r for r in page_rules() if r.cues], ids=lambda r: r.id)
def test_the_same_words_in_a_long_story_are_content(rule: object) -> None:
    for example in rule.examples.values():  # type: ignore[attr-defined]
        assert judge(seen(STORY + example)).verdict is Verdict.CONTENT


@pytest.mark.parametrize("rule", page_rules(), ids=lambda r: r.id)
def test_a_rule_says_what_it_means_and_asks_for_something(rule: object) -> None:
    assert rule.meaning  # type: ignore[attr-defined]
    assert not rule.verdict.readable  # type: ignore[attr-defined]
    asked = ("statuses", "headers", "hosts", "paths", "markup", "cues", "at_most")
    assert any(getattr(rule, name) for name in asked)


@pytest.mark.parametrize(
    ("page", "verdict", "rule"),
    [
        (seen(), Verdict.CONTENT, NONE),
        (seen(status=401), Verdict.LOGIN, "login-asked-by-status"),
        (seen(status=403), Verdict.BLOCKED, "refused-by-status"),
        (seen(status=451), Verdict.BLOCKED, "refused-by-status"),
        (
            seen(status=503, headers=(("CF-Mitigated", "challenge"),)),
            Verdict.BLOCKED,
            "challenge-named-by-header",
        ),
        (seen(status=404), Verdict.EMPTY, "gone"),
        (seen(status=500), Verdict.EMPTY, "failed-by-status"),
        (seen("Wait", markup="<script src=/cdn-cgi/challenge-platform/x>"), Verdict.BLOCKED, "robot-check"),
        (
            seen("Welcome back to the site", final="https://h.test/login?next=a"),
            Verdict.LOGIN,
            "login-address",
        ),
        (seen("Name and so on, please, here", markup="<input type=password>"), Verdict.LOGIN, "login-form"),
        (seen("Your choices", final="https://consent.google.com/ml"), Verdict.CONSENT, "consent-address"),
        (seen(""), Verdict.EMPTY, "no-text"),
        (seen("", own=None), Verdict.CONTENT, NONE),
        (seen(markup="<input type=password>"), Verdict.CONTENT, NONE),
        (seen(final="https://h.test/login"), Verdict.CONTENT, NONE),
    ],
)
def test_each_sort_of_page_gets_its_verdict(page: Seen, verdict: Verdict, rule: str) -> None:
    judged = judge(page)
    assert (judged.verdict, judged.rule) == (verdict, rule)


def test_who_asks_for_a_login_page_gets_content() -> None:
    page = Seen(
        url="https://h.test/login", final_url="https://h.test/login", status=200, text="x" * 99, own=99
    )
    assert judge(page).verdict is Verdict.CONTENT

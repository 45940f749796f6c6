"""The interface in English, Ukrainian and Russian: nothing left untranslated, dates and plurals right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO

import httpx
import pytest
from babel.messages.pofile import read_po
from web_server import serving

from corrobora.case import Case
from corrobora.model.quantity import Quantity
from corrobora.model.when import Precision, When
from corrobora.publish import days, words
from corrobora.publish.language import LANGUAGES, chosen, source, speaking
from messages import TEMPLATES, messages
from templates_text import raw_text

OTHERS = tuple(code for code in LANGUAGES if code != "en")
_PLACE = re.compile(r"%\((\w+)\)s|%%")


@pytest.mark.parametrize("template", sorted(p.name for p in TEMPLATES.glob("*.html")))
def test_no_text_of_a_template_stands_in_one_language_only(template: str) -> None:
    left = raw_text((TEMPLATES / template).read_text("utf-8"))
    assert left == [], f"{template}: put these into {{{{ _(…) }}}} and into the catalogues: {left}"


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_in_the_catalogue_in_all_its_forms(language: str) -> None:
    catalogue = read_po(BytesIO(source(language).encode()), locale=language)
    missing, wrong = [], []
    for (one, many), where in messages().items():
        held = catalogue.get((one, many) if many else one) or catalogue.get(one)
        forms = [] if held is None else [held.string] if isinstance(held.string, str) else list(held.string)
        if not forms or not all(forms):
            missing.append(f"{where}: {one}")
        wanted = set(_PLACE.findall(one)) | set(_PLACE.findall(many or ""))
        wrong += [f"{where}: {one}" for form in forms if not set(_PLACE.findall(form)) <= wanted]
    assert missing == [], f"add these to publish/locale/{language}.po"
    assert wrong == []


@pytest.mark.parametrize(
    ("language", "counted"),
    [
        ("en", ("1 claim", "2 claims", "5 claims", "21 claims", "1,000 claims")),
        ("uk", ("1 твердження", "2 твердження", "5 тверджень", "21 твердження", "1 000 тверджень")),
        ("ru", ("1 утверждение", "2 утверждения", "5 утверждений", "21 утверждение", "1 000 утверждений")),
    ],
)
def test_plurals_are_those_of_the_language(language: str, counted: tuple[str, ...]) -> None:
    with speaking(language):
        said = [words.plural(n, "claim").replace("\u00a0", " ") for n in (1, 2, 5, 21, 1000)]
    assert tuple(said) == counted


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "10 Oct 2024|10 October 2024|Oct 2024|since 1 Feb 2024|Feb – Mar 2024|9 or more"),
        ("uk", "10 жовт. 2024|10 жовтня 2024|жовт. 2024|від 1 лют. 2024|лют. – бер. 2024|9 або більше"),
        ("ru", "10 окт. 2024|10 октября 2024|окт. 2024|с 1 февр. 2024|февр. – март 2024|9 или более"),
    ],
)  # fmt: skip
def test_days_and_open_counts_are_written_as_the_language_writes_them(
    language: str, said: tuple[str, ...]
) -> None:
    day = date(2024, 10, 10)
    since = When(first=date(2024, 2, 1), last=None, precision=Precision.SPAN, words="since")
    with speaking(language):
        found = (
            days.day(day), days.day(day, long=True), days.month(day), days.when(since),
            days.between(date(2024, 2, 1), date(2024, 3, 31)), words.quantity(Quantity(low=9, high=None)),
        )  # fmt: skip
    assert "|".join(found).replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("uk-UA,uk;q=0.9,en;q=0.5", "uk"), ("ru", "ru"), ("en-GB,uk;q=0.9", "en"), ("de,uk;q=0.3", "uk"),
        ("", "en"), ("fr", "en"), ("uk;q=x", "en"), ("uk;q=0", "en"), ("," * 500 + "uk", "en"),
    ],
)  # fmt: skip
def test_the_browser_says_which_language_it_would_like(asked: str, language: str) -> None:
    assert chosen(asked) == language


@pytest.fixture
def client(case: Case) -> Iterator[httpx.Client]:
    with (
        serving(case) as address,
        httpx.Client(base_url=address, timeout=30, follow_redirects=True) as opened,
    ):
        yield opened


def test_pages_come_in_the_language_asked_for_and_a_choice_outranks_it(client: httpx.Client) -> None:
    assert "Огляд" in client.get("/", headers={"Accept-Language": "uk"}).text
    page = client.get("/settings", headers={"Accept-Language": "uk"}).text
    assert '<html lang="uk"' in page
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
    assert token
    chosen = {"csrf": token[1], "language": "ru", "theme": "dark", "keys": "on"}
    answer = client.post("/settings/shown", data=chosen, headers={"Accept-Language": "uk"})
    assert answer.status_code == 200
    page = client.get("/incidents/INC-0001", headers={"Accept-Language": "uk"}).text
    assert '<html lang="ru" data-theme="dark"' in page
    assert "военнопленные" in page
    assert "Old Mill" in page


def test_a_cookie_nobody_can_read_prefers_nothing(client: httpx.Client) -> None:
    answer = client.get("/", headers={"Cookie": "shown=language%3Dxx%26theme%3D%22%3E%3Cscript%3E; x=1"})
    assert answer.status_code == 200
    assert '<html lang="en">' in answer.text


@pytest.mark.parametrize("language", OTHERS)
def test_every_page_can_be_shown_in_every_language(
    client: httpx.Client, kinds_of_page: tuple[str, ...], language: str
) -> None:
    for address in (*kinds_of_page, "/review", "/map", "/actors", "/places", "/changes?since=1", "/settings"):
        answer = client.get(address, headers={"Accept-Language": language})
        assert answer.status_code in (200, 404), address
        assert f'<html lang="{language}"' in answer.text
        assert "%(" not in answer.text

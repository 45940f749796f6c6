from __future__ import annotations

from datetime import date, timedelta

import pytest

from corrobora.link.articles import NothingToLearn, link_articles, train
from corrobora.link.text import FEATURES, Report, Reports

NAMES = [
    *("Arlen Vossik", "Dunya Marrow", "Tibor Hale", "Perrin Oakes", "Salla Brandt", "Ivo Kestrel"),
    *("Mira Solvay", "Jonas Thrale", "Edda Wyck", "Rook Farrant", "Nela Quist", "Osric Bane"),
]
TOWNS = ["Aldmere", "Brackwater", "Corfield", "Dunhollow", "Eastmarch", "Fenwick", "Garrowby", "Hollins"]


def _reports(start: int, count: int) -> tuple[list[Report], list[str]]:
    reports, events = [], []
    for n in range(start, start + count):
        who, town, age = NAMES[n % 12], TOWNS[n % 8], 20 + n % 37
        day = date(2031, 3, 1) + timedelta(days=n // 2)
        reports += [
            Report(
                title=f"Shots fired in {town}",
                text=f"Officials in {town} said {who}, {age}, was wounded when gunmen fired near the market.",
                published=day,
            ),
            Report(
                title=f"{town} shooting leaves one hurt",
                text=f"Police named the victim as {who}, a {age}-year-old from {town}, hurt near the stalls.",
                published=day + timedelta(days=n % 3),
            ),
        ]
        events += [str(n)] * 2
    return reports, events


def test_reports_of_one_event_are_grouped_by_a_model_trained_on_others():
    model = train(*_reports(0, 60))
    reports, events = _reports(60, 30)
    groups = link_articles(reports, model)
    assert sorted(i for g in groups for i in g) == list(range(60))
    right = sum(len(g) == 2 and events[g[0]] == events[g[1]] for g in groups)
    assert right >= 27


def test_training_on_one_event_alone_is_refused():
    with pytest.raises(NothingToLearn, match="different events"):
        train([Report(title="a", text="b"), Report(title="a", text="b")], ["1", "1"])


def test_nothing_makes_no_groups():
    assert link_articles([], train(*_reports(0, 30))) == []


def test_every_feature_is_given_for_every_pair_and_marks_are_read_in_three_languages():
    reports = [
        Report(
            title="Одне",
            text="Поранено 34-річного мешканця на вулиці Садова у середу.",
            published=date(2031, 3, 7),
        ),
        Report(
            title="Одно", text="Ранен 34-летний житель на улице Садовая в среду.", published=date(2031, 3, 8)
        ),
        Report(
            title="Other",
            text="A 51-year-old man was hurt at 40 Mill Road on Monday.",
            published=date(2031, 3, 8),
        ),
    ]
    found = Reports(reports).features([(0, 1), (0, 2)])
    assert set(found) == set(FEATURES)
    assert list(found["age_shared"] > 0) == [True, False]
    assert list(found["age_differs"]) == [0.0, 1.0]
    assert list(found["day_shared"]) == [1.0, 0.0]
    assert list(found["day_differs"]) == [0.0, 1.0]

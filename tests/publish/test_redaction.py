from __future__ import annotations

import random
from pathlib import Path

import pytest

from corrobora.publish.redaction import MARK, Leaked, Redaction, terms_of
from planted import Planted, bare, hand_over, leaks, plant

#: Names of invented people as different outlets would write them.
SPELLINGS = {
    "Oleksandr Hryhorenko": ["Oleksandr Grigorenko", "OLEKSANDR HRYHORENKO", "Олександра Григоренка"],
    "Юлія Зозуля": ["Yuliia Zozulia", "Yulia Zozulya", "Юлії Зозулі", "юлія зозуля"],
    "Żaneta Müller": ["Zaneta Muller", "ŻANETA\u00a0MÜLLER", "Z\u0307aneta Mu\u0308ller"],
    "Сергей Чайковский": ["Sergei Chaikovskii", "Sergey Chaykovskiy", "Сергея Чайковского"],
    "Kharkiv 7": ["Харків 7", "Harkiv 7"],
}
AROUND = [
    "He said that",
    "Свідок",
    "was seen on",
    "заявил, что",
    "near the mill",
    "№ 12",
    "—",
    "\n",
    "(b. 1990)",
]


@pytest.mark.parametrize(("term", "written"), [(t, w) for t, ws in SPELLINGS.items() for w in [t, *ws]])
def test_a_term_is_found_however_it_is_written(term: str, written: str) -> None:
    redaction = Redaction((term,))
    with pytest.raises(Leaked):
        redaction.check(f"Yesterday {written}, 34, spoke.", "the page")
    assert redaction.apply(f"Yesterday {written}, 34, spoke.") == f"Yesterday {MARK}, 34, spoke."


def test_what_is_planted_anywhere_is_gone() -> None:
    chance = random.Random(7)
    terms = tuple(SPELLINGS)
    redaction = Redaction(terms)
    for _ in range(500):

        def text() -> str:
            words = [chance.choice(AROUND) for _ in range(6)]
            term = chance.choice(terms)
            words.insert(chance.randrange(7), chance.choice([term, *SPELLINGS[term]]))
            return " ".join(words)

        record = {
            "title": text(),
            "rows": [{"quote": text()}, text()],
            "file": text().replace(" ", "_") + ".pdf",
        }
        shown = redaction.apply(record)
        redaction.check(str(shown["title"]) + str(shown["rows"]), "the page")


def test_other_words_stay() -> None:
    text = "Olek and Yule saw a mill; Sergeant Chaika said nothing. Харьковчане ждали."
    assert Redaction(tuple(SPELLINGS)).apply(text) == text


def test_numbers_are_left_alone() -> None:
    assert Redaction(("anna",)).apply({"size": 12, "none": None, "anna": ["Anna", 3]}) == {
        "size": 12, "none": None, "anna": [MARK, 3],
    }  # fmt: skip


def test_a_file_of_terms_may_hold_remarks() -> None:
    assert terms_of(["# witnesses", "", " Anna B. ", "Ole"]) == ("Anna B.", "Ole")


@pytest.mark.parametrize(
    "written",
    [
        "Petr\u00adenko", "Pe\u200btrenko", "Пе\u200bтренко", "Петpенкo", "IvanPetrenko", "petrenko_list",
        "Petrenko2024", "Petren-\nko", "PETRENKO’s", "x.example/ivan-petrenko-shot",
        "x.example/ivanpetrenko-shot",
    ],
)  # fmt: skip
def test_hidden_divided_and_joined_spellings_are_found(written: str) -> None:
    redaction = Redaction(("Petrenko",))
    with pytest.raises(Leaked):
        redaction.check(f"one {written} two", "x")
    left = bare(redaction.apply(f"one {written} two"))
    assert "petrenko" not in left
    assert left.startswith("one")
    assert left.endswith("two")


@pytest.mark.slow
def test_generated_cases_leave_no_planted_term_in_any_output(tmp_path: Path) -> None:
    """A small run of ``scripts/redaction_trial.py``."""
    for seed in (1, 2):
        folder = tmp_path / str(seed)
        case, planted = plant(folder, seed)
        with case:
            paths, stopped = hand_over(case, planted, folder / "out")
        assert stopped == 0
        assert len(paths) > 20
        assert list(leaks(paths, planted, folder / "out")) == []


@pytest.mark.slow
def test_the_trial_s_own_search_finds_what_is_not_redacted(tmp_path: Path) -> None:
    case, planted = plant(tmp_path, 1)
    with case:
        paths, _ = hand_over(case, Planted(terms=("Quxvarden",), forms=(), seed=1), tmp_path / "out")
    found = list(leaks(paths, planted, tmp_path / "out"))
    assert {Path(leak.split(":")[0]).suffix for leak in found} >= {
        ".pdf",
        ".html",
        ".csv",
        ".docx",
        ".txt",
        ".parquet",
        ".json",
        ".geojson",
        ".ged",
    }

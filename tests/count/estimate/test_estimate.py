"""Estimation on lists with a known answer, on lists that cannot carry one, and on hostile tables."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import numpy as np
import pytest

from corrobora.count.estimate import dga, lcmcr, loglinear, pool, sparse
from corrobora.count.estimate.glm import NoFit
from corrobora.count.estimate.lists import Lists, UnreadableLists, read_lists
from corrobora.count.estimate.report import estimate, unfit
from corrobora.model.errors import InvalidRecord

QUICK = lcmcr.Sampling(classes=4, chains=4, burn_in=300, thin=4, draws=2_000, seed=3)


def independent(total: int, rates: tuple[float, ...]) -> Lists:
    """Exactly the expected counts of lists that are independent of each other."""
    cells = np.array(list(itertools.product((0, 1), repeat=len(rates))), dtype=np.int8)
    share = np.prod(np.where(cells == 1, rates, 1 - np.array(rates)), axis=1)
    names = tuple("ABCDEFGH"[: len(rates)])
    return Lists.of(names, cells, np.rint(total * share).astype(np.int64))


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_independent_lists_give_back_the_total() -> None:
    lists = independent(10_000, (0.3, 0.4, 0.2, 0.25))
    assert loglinear.closed_population(lists, "Mt").total == pytest.approx(10_000, rel=2e-3)
    assert sparse.fit_pairs(lists).total == pytest.approx(10_000, rel=2e-3)
    assert dga.average(lists, 1 / 16).mean == pytest.approx(10_000, rel=0.01)
    draws = lcmcr.sample(lists, QUICK).totals
    assert float(np.median(draws)) == pytest.approx(10_000, rel=0.05)


def test_a_pair_that_goes_together_is_found_and_corrected_for() -> None:
    # half of the people are twice as likely to be on both A and B
    one, two = independent(8_000, (0.6, 0.6, 0.3, 0.3)), independent(8_000, (0.15, 0.15, 0.3, 0.3))
    both = Lists.of(
        one.names, np.vstack([one.patterns, two.patterns]), np.concatenate([one.counts, two.counts])
    )
    fitted = sparse.stepwise(both, 0.02)
    assert sparse.name_of(both, fitted.pairs[0]) == "A:B"
    assert abs(fitted.total - 16_000) < abs(sparse.fit_pairs(both).total - 16_000)
    best = loglinear.fit_all(both)[0]
    assert "12" in best.formula
    assert best.total == pytest.approx(16_000, rel=0.03)


def test_profile_interval_holds_the_estimate_and_widens_with_the_level() -> None:
    lists = independent(500, (0.3, 0.4, 0.2))
    estimate_, low, high = loglinear.profile(lists, "[1,2,3]")
    _, lower, higher = loglinear.profile(lists, "[1,2,3]", level=0.99)
    assert lists.observed <= lower < low < estimate_ < high < higher


def test_formulas_are_read_and_written() -> None:
    assert loglinear.write_formula(loglinear.parse_formula("[34,123,14]", 4)) == "[123,14,34]"
    assert loglinear.write_formula(loglinear.parse_formula("[12]", 4)) == "[12,3,4]"
    for wrong in ("[12,5]", "12", "[]", "[1,x]", "[12"):
        with pytest.raises(UnreadableLists, match=r"model|list"):
            loglinear.parse_formula(wrong, 4)


def test_there_are_as_many_models_and_graphs_as_published() -> None:
    assert len(loglinear.hierarchical_models(3)) == 8
    assert len(loglinear.hierarchical_models(4)) == 113
    assert [len(dga.decomposable_graphs(t)) for t in (2, 3, 4, 5)] == [2, 8, 61, 822]


def test_existence_and_identifiability_are_told_apart() -> None:
    # A and B share nobody; C overlaps both
    rows = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 1], [0, 1, 1]], dtype=np.int8)
    lists = Lists.of(("A", "B", "C"), rows, np.array([30, 25, 20, 8, 6]))
    assert sparse.empty_pairs(lists) == [(0, 1)]
    assert sparse.defect(lists) is sparse.Defect.NONE
    assert sparse.Defect.NOT_IDENTIFIABLE in sparse.defect(lists, ((0, 1), (0, 2), (1, 2)))
    with pytest.raises(NoFit, match="cannot be told apart"):
        sparse.fit_pairs(lists, ((0, 1), (0, 2), (1, 2)))


@pytest.mark.parametrize(
    ("rows", "counts", "reason"),
    [
        ([[1, 0], [0, 1], [1, 1]], [10, 10, 5], "fewer than three"),
        ([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [10, 10, 5], "nobody is on two lists"),
        ([[1, 0, 0], [0, 1, 0], [1, 1, 0]], [10, 10, 5], "'C' is empty"),
        ([[1, 1, 0], [0, 1, 0], [0, 0, 1], [0, 1, 1]], [40, 50, 20, 9], "copies the other"),
        ([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [0, 1, 1]], [50, 40, 30, 2, 1], "too thin"),
    ],
)
def test_lists_that_cannot_carry_an_estimate_are_refused_with_the_reason(
    rows: list[list[int]], counts: list[int], reason: str
) -> None:
    names = ("A", "B", "C")[: len(rows[0])]
    lists = Lists.of(names, np.array(rows, dtype=np.int8), np.array(counts))
    assert reason in str(unfit(lists))
    answer = estimate(lists, sampling=QUICK)
    assert answer.refused is not None
    assert answer.models == ()
    assert answer.n == sum(counts)


def test_a_posterior_that_sits_on_its_bound_is_refused() -> None:
    lists = independent(10_000, (0.3, 0.4, 0.2, 0.25))
    answer = estimate(lists, "dga:0.0625:2600")
    assert answer.refused is not None
    assert "grid" in answer.refused


def test_all_prints_several_models_each_with_its_assumption_and_json_is_plain() -> None:
    import json

    lists = independent(2_000, (0.3, 0.4, 0.2, 0.25))
    answer = estimate(lists, sampling=QUICK)
    assert answer.refused is None
    assert len([m for m in answer.models if m.refused is None]) >= 4
    assert all("cannot be tested" in m.assumption for m in answer.models)
    data = json.loads(json.dumps(answer.to_json(), allow_nan=False))
    assert set(data) == {"n", "models", "refused"}
    for model in data["models"]:
        low, high = model["interval"]
        assert low < model["estimate"] < high


@pytest.mark.slow
def test_a_bootstrap_interval_of_the_stepwise_model_stands_beside_its_own() -> None:
    lists = independent(2_000, (0.3, 0.4, 0.2))
    answer = estimate(lists, "stepwise:0.02", bootstrap=60)
    (model,) = answer.to_json()["models"]
    low, high = model["bootstrap"]["interval"]
    assert low < model["estimate"] < high
    assert model["bootstrap"] == {"interval": [low, high], "method": "BCa", "draws": 60, "seed": 0}
    assert estimate(lists, "stepwise:0.02", bootstrap=60).to_json() == answer.to_json()
    assert "bootstrap" not in estimate(lists, "stepwise:0.02").to_json()["models"][0]
    with pytest.raises(UnreadableLists, match="only stepwise"):
        estimate(lists, "lcmcr", bootstrap=60)


def test_same_seed_same_draws() -> None:
    lists = independent(400, (0.3, 0.4, 0.2))
    first, second = lcmcr.sample(lists, QUICK).totals, lcmcr.sample(lists, QUICK).totals
    assert (first == second).all()
    assert (first >= lists.observed).all()


def test_pooling_is_wider_than_any_replicate_alone() -> None:
    random = np.random.default_rng(1)
    draws = [1000 + np.exp(random.normal(center, 0.1, 500)) for center in (6.0, 6.1, 6.2)]
    pooled = pool.pool([1000, 1000, 1000], draws)
    alone = pool.pool([1000, 1000], [draws[0], draws[0]])
    assert pooled.high - pooled.low > alone.high - alone.low
    assert pooled.low < pooled.mean < pooled.high
    with pytest.raises(InvalidRecord, match="two or more"):
        pool.pool([1000], draws[:1])


def test_unknown_models_are_named() -> None:
    lists = independent(400, (0.3, 0.4, 0.2))
    for wrong in ("magic", "dga:x", "stepwise:-1", "closed:Mq", "loglinear:[19]"):
        with pytest.raises(UnreadableLists):
            estimate(lists, wrong)


def test_rows_without_a_count_column_are_persons(tmp_path: Path) -> None:
    lists = read_lists(write(tmp_path / "l.csv", "A,B,C\n1,0,1\n1,0,1\n0,1,0\n0,0,0\n"))
    assert lists.observed == 3
    assert lists.on(0, 2) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1"),
        ("A,A\n1,0\n", "different name"),
        ("A,B,n\n1,0,-3\n", "line 2, column 'n'"),
        ("A,B,n\n1,0,2.5\n", "no count"),
        ("A,B,n\n1,2,5\n", "column 'B'"),
        ("A,B,n\n1,0\n", "2 cells under 3"),
        ("A,B,n\n", "no rows"),
        ("A,B\n1,0\n", "no column 'n'"),
    ],
)
def test_bad_tables_are_named_with_place_and_reason(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path / "bad.csv", text)
    with pytest.raises(UnreadableLists, match=message) as caught:
        read_lists(path, "n")
    assert "bad.csv" in str(caught.value)


def test_bytes_that_are_no_text_and_missing_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_bytes(b"\xff\xfe\x00A")
    with pytest.raises(UnreadableLists, match="UTF-8"):
        read_lists(path)
    with pytest.raises(UnreadableLists, match="cannot be read"):
        read_lists(tmp_path / "none.csv")


def test_quantiles_of_the_posterior_are_ordered() -> None:
    posterior = dga.average(independent(300, (0.3, 0.4, 0.2)), 0.125)
    ends = [posterior.quantile(q) for q in (0.025, 0.25, 0.5, 0.75, 0.975)]
    assert ends == sorted(ends)
    assert math.isclose(float(posterior.probability.sum()), 1.0)
    assert math.isclose(sum(share for _, share in posterior.graphs), 1.0)


def test_persons_who_differ_normally_are_counted_by_the_model_that_says_so() -> None:
    cells = np.array(list(itertools.product((0, 1), repeat=5)), dtype=np.int8)
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    on = 1 / (1 + np.exp(1.0 - 1.2 * nodes))
    times = cells.sum(axis=1)[:, None]
    share = (on**times * (1 - on) ** (5 - times)) @ (weights / weights.sum())
    lists = Lists.of(tuple("ABCDE"), cells[1:], np.rint(5000 * share[1:]).astype(np.int64))
    answer = estimate(lists, "closed:Mh Normal").models[0]
    assert answer.estimate is not None
    assert answer.interval is not None
    assert abs(answer.estimate - 5000) < 50
    assert answer.interval[0] < 5000 < answer.interval[1]
    equal = estimate(lists, "closed:M0").models[0]
    assert equal.interval is not None
    assert equal.interval[1] < 4700

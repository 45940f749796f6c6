"""Estimates on the command line."""

from __future__ import annotations

import itertools


def test_a_bootstrap_is_printed_beside_the_models_own_interval(run, tmp_path):
    lists = tmp_path / "lists.csv"
    counts = [30, 180, 40, 260, 60, 320, 90]
    rows = [r for r in itertools.product((1, 0), repeat=3) if any(r)]
    lines = [",".join(map(str, (*row, count))) for row, count in zip(rows, counts, strict=True)]
    lists.write_text("\n".join(["A,B,C,n", *lines]) + "\n")
    arguments = ("estimate", lists, "--count", "n", "--model", "stepwise:0.02", "--bootstrap", "40")
    said = run(*arguments)
    assert said.code == 0
    assert "stepwise:0.02, BCa bootstrap with 40 draws, 95 %:" in said.out
    (model,) = run(*arguments, "--json").json["models"]
    low, high = model["bootstrap"]["interval"]
    assert low < model["estimate"] < high
    refused = run("estimate", lists, "--count", "n", "--model", "lcmcr", "--bootstrap", "40")
    assert (refused.code, "only stepwise" in refused.err) == (2, True)


def test_latent_classes_say_whether_their_chains_settled(run, tmp_path):
    lists = tmp_path / "lists.csv"
    counts = [30, 180, 40, 260, 60, 320, 90]
    rows = [r for r in itertools.product((1, 0), repeat=3) if any(r)]
    lines = [",".join(map(str, (*row, count))) for row, count in zip(rows, counts, strict=True)]
    lists.write_text("\n".join(["A,B,C,n", *lines]) + "\n")
    arguments = ("estimate", lists, "--count", "n", "--model", "lcmcr")
    said = run(*arguments)
    assert said.code == 0
    (model,) = run(*arguments, "--json").json["models"]
    assert model["rhat"] <= 1.01
    assert model["ess"] >= 400
    told = f"lcmcr, 8 chains of {model['sweeps']:,} sweeps: R-hat {model['rhat']:.3f}, effective sample size"
    assert f"{told} {model['ess']:,.0f}" in said.out

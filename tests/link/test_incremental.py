"""A change linked by itself gives what linking everything anew gives."""

from __future__ import annotations

import random

import pytest

from corrobora.link import PairJudgement
from corrobora.link.blocking import Sort, block_pairs, changed_pairs
from corrobora.link.records import LinkSettings
from corrobora.model.vocabulary import Judgement
from kept_links import Register
from link_claims import days, place, record

NAMES = ("Arden", "Bellmar", "Corvin", "Dorset", "Ember", "Farrow")


def made_up(document: str, rng: random.Random) -> list:
    """Up to three claims of a document, in a crowded corner of an invented country: much can be linked."""
    records = []
    for n in range(rng.randint(0, 3)):
        spot = rng.randrange(6)
        where = place(f"Town{spot}", 48 + spot / 9, 31.0) if rng.random() < 0.8 else None
        day = f"2031-06-{rng.randint(1, 9):02d}"
        records.append(
            record(
                f"{document}.{n}", document, victims=rng.choice((None, 2, 3, 9)), where=where,
                when=days(day) if rng.random() < 0.7 else None,
                victim_side=rng.choice(("XA", "XB")), perpetrator_side=None,
                published=rng.choice((None, "2031-06-12", "2031-06-30")), start=100 * n,
                context="The report names " + " and ".join(rng.sample(NAMES, 2)),
            )
        )  # fmt: skip
    return records


@pytest.mark.parametrize("cap", [4, 8, 60])
@pytest.mark.parametrize("seed", range(4))
def test_documents_one_by_one_with_decisions_in_between_give_the_register_of_a_full_linking(seed, cap):
    rng = random.Random(seed)
    register = Register(LinkSettings(block_cap=cap))
    documents = [f"d{n}" for n in range(30)]
    rng.shuffle(documents)
    for n, document in enumerate(documents):
        register.put(document, made_up(document, rng))
        if len(register.now) > 4 and rng.random() < 0.4:
            a, b = rng.sample(sorted(register.now), 2)
            register.judge(PairJudgement(a=a, b=b, judgement=rng.choice(list(Judgement))))
        if n % 5 == 4:  # a document is read anew, or withdrawn
            again = rng.choice(documents[:n])
            register.put(again, made_up(again, rng) if rng.random() < 0.7 else [])
        register.check()


def test_a_change_far_from_everything_regroups_nothing_else():
    register = Register(LinkSettings())
    rng = random.Random(5)
    for n in range(20):
        register.put(f"d{n}", made_up(f"d{n}", rng))
    far = record("far", "far", victims=77, where=place("Elsewhere", 10.0, 10.0), when=days("2019-01-01"),
                 published="2019-01-02", victim_side="XC", perpetrator_side="XD")  # fmt: skip
    register.put("far", [far])
    assert register.regrouped == {"far"}
    register.check()


@pytest.mark.parametrize("sort", list(Sort)[:3])
@pytest.mark.parametrize("seed", range(5))
def test_the_pairs_near_a_change_differ_as_those_of_the_whole_blocks_do(sort, seed):
    rng = random.Random(seed)
    for cap in (4, 8, 24):
        before = sorted((rng.randrange(9), n) for n in rng.sample(range(200), rng.randrange(90)))
        after = sorted([m for m in before if rng.random() < 0.97] + [(rng.randrange(9), 999)])
        old, new = changed_pairs(sort, before, after, {999, 7}, cap)
        whole = [{frozenset(p) for p in block_pairs(sort, block, cap)} for block in (before, after)]
        assert old - new == whole[0] - whole[1]
        assert new - old == whole[1] - whole[0]
        assert {p for p in whole[1] if p & {999, 7}} <= new

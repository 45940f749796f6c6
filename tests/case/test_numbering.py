"""Numbers are permanent whatever re-linking does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corrobora.case.numbering import assign
from corrobora.store.register import Membership


def held(number: int, claims: str, *, since: int = 1, until: int | None = None) -> list[Membership]:
    return [Membership(number=number, claim=c, since=since, until=until) for c in claims]


def test_first_numbers_follow_the_order_of_the_clusters() -> None:
    numbering = assign(["ab", "c", "d"], [], 0)
    assert numbering.numbers == (1, 2, 3)
    assert numbering.new == (1, 2, 3)
    assert numbering.merged == {}


def test_a_cluster_that_grows_keeps_its_number() -> None:
    numbering = assign(["x", "abc"], held(1, "ab"), 1)
    assert numbering.numbers == (2, 1)
    assert numbering.new == (2,)


def test_the_larger_part_of_a_split_keeps_the_number() -> None:
    assert assign(["a", "bc"], held(1, "abc"), 1).numbers == (2, 1)


def test_merged_numbers_say_what_stands_for_them() -> None:
    numbering = assign(["abc"], held(1, "a") + held(2, "bc"), 2)
    assert numbering.numbers == (2,)
    assert numbering.merged == {1: 2}


def test_equal_parts_merge_into_the_lower_number() -> None:
    assert assign(["ab"], held(2, "b") + held(1, "a"), 2).numbers == (1,)


def test_undoing_a_merge_gives_the_old_number_back() -> None:
    history = held(1, "ab") + held(2, "c", until=5) + held(1, "c", since=5)
    numbering = assign(["ab", "c"], history, 2)
    assert numbering.numbers == (1, 2)
    assert numbering.new == ()
    assert numbering.merged == {}


def test_a_number_whose_claims_are_gone_stays_without_a_successor() -> None:
    numbering = assign(["b"], held(1, "a") + held(2, "b"), 2)
    assert numbering.numbers == (2,)
    assert numbering.merged == {1: None}


def test_a_number_is_not_reused_after_its_claims_are_gone() -> None:
    assert assign(["z"], held(7, "a"), 7).numbers == (8,)


_CLAIMS = "abcdefgh"


@st.composite
def partitions(draw: st.DrawFn) -> list[list[str]]:
    groups: dict[int, list[str]] = {}
    for claim in _CLAIMS:
        group = draw(st.integers(0, 5))
        if group:  # group 0: the claim is not there this time
            groups.setdefault(group, []).append(claim)
    return list(groups.values())


@given(st.lists(partitions(), min_size=1, max_size=6))
def test_over_any_history_numbers_are_unique_stable_and_accounted_for(steps: list[list[list[str]]]) -> None:
    history: list[Membership] = []
    given_before: set[int] = set()
    for entry, clusters in enumerate(steps, start=1):
        numbering = assign(clusters, history, max(given_before, default=0))
        assert len(set(numbering.numbers)) == len(clusters)
        assert given_before.isdisjoint(numbering.new)
        assert set(numbering.merged) == given_before - set(numbering.numbers)
        assert all(into in {*numbering.numbers, None} for into in numbering.merged.values())
        again = assign(
            clusters, _moved(history, clusters, numbering.numbers, entry), max(numbering.numbers, default=0)
        )
        assert again.numbers == numbering.numbers, "linking the same again changes no number"
        history = _moved(history, clusters, numbering.numbers, entry)
        given_before |= set(numbering.numbers)


def _moved(
    history: list[Membership], clusters: list[list[str]], numbers: tuple[int, ...], entry: int
) -> list[Membership]:
    now = {claim: number for cluster, number in zip(clusters, numbers, strict=True) for claim in cluster}
    kept, started = [], dict(now)
    for m in history:
        if m.until is None and now.get(m.claim) == m.number:
            started.pop(m.claim)
            kept.append(m)
        elif m.until is None:
            kept.append(Membership(number=m.number, claim=m.claim, since=m.since, until=entry))
        else:
            kept.append(m)
    return kept + [Membership(number=n, claim=c, since=entry) for c, n in started.items()]

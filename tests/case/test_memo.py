from __future__ import annotations

from corrobora.case.memo import Memo


def test_a_value_is_worked_out_once_for_each_state():
    memo: Memo[int] = Memo()
    worked = []

    def work() -> int:
        worked.append(1)
        return len(worked)

    assert [memo.get("a", work), memo.get("a", work), memo.get("b", work), memo.get("b", work)] == [
        1,
        1,
        2,
        2,
    ]

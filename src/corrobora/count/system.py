"""Figures as constraints: can they all hold, what do they imply, and which few cannot hold together.

One non-negative unknown a cell; a figure bounds the sum over the cells its scope counts. Solved by
HiGHS through scipy. Fractions of victims are allowed to the solver, so it never sees a contradiction
where whole numbers fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, hstack, identity, vstack

from corrobora.model.errors import CorroboraError
from corrobora.model.quantity import Quantity

#: Most figures of one system for which implied bounds are solved for.
MOST_SOLVED = 60
#: Below this a solver's answer counts as nothing: figures are whole numbers.
_NOTHING = 1e-5


class SolverFailed(CorroboraError):
    """The linear programme could not be solved; the message is the solver's."""


class System:
    """Figures over cells.

    Args:
        cells: each cell as the set (bits) of figures that count it.
        figures: the figures, in the order of the bits.
    """

    def __init__(self, cells: Sequence[int], figures: Sequence[Quantity]) -> None:
        self._figures = tuple(figures)
        rows, columns = [], []
        for column, cell in enumerate(cells):
            row = 0
            while cell:
                if cell & 1:
                    rows.append(row)
                    columns.append(column)
                cell >>= 1
                row += 1
        shape = (len(figures), max(1, len(cells)))
        self._matrix = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)

    def violations(self, members: Sequence[int] | None = None) -> dict[int, float]:
        """By how much figures would have to give way for all to hold; empty: they all can.

        Args:
            members: only these figures; ``None``: all.
        """
        chosen = range(len(self._figures)) if members is None else members
        found = self._elastic(list(chosen))
        return {i: gap for i, gap in found.items() if gap > _NOTHING}

    def irreducible(self, members: Sequence[int] | None = None) -> tuple[int, ...]:
        """A smallest set (no part of it does) of figures that cannot all hold; empty if all can.

        Figures are dropped one by one, and stay dropped while the rest still contradicts itself.
        """
        left = list(range(len(self._figures)) if members is None else members)
        if not self.violations(left):
            return ()
        left = self._conflicting(left)
        for figure in list(left):
            rest = [i for i in left if i != figure]
            if rest and self.violations(rest):
                left = rest
        return tuple(left)

    def implied(self, members: Sequence[int]) -> dict[int, tuple[int | None, int | None]]:
        """For each of the figures the lowest and highest number it can be if all of them hold.

        An open end is ``None``. Beyond `MOST_SOLVED` figures only what they contain and lie in is used,
        which can leave the bounds wider than all figures together would.

        Raises:
            SolverFailed: if the figures contradict each other.
        """
        if len(members) > MOST_SOLVED:
            return self._by_containment(members)
        out: dict[int, tuple[int | None, int | None]] = {}
        # figures over the same cells have the same bounds
        solved: dict[bytes, tuple[int | None, int | None]] = {}
        rows, limits = self._bounds(list(members)) if members else (None, None)
        for figure in members:
            stated = self._figures[figure]
            if stated.low == stated.high:  # an exact figure that can hold is what it is
                out[figure] = stated.bounds
                continue
            objective = self._matrix[[figure]].toarray()[0]
            over = objective.tobytes()
            if over in solved:
                out[figure] = solved[over]
                continue
            low = self._solve(objective, rows, limits)
            high = self._solve(-objective, rows, limits)
            bottom = None if low is None else int(np.ceil(low.fun - _NOTHING))
            top = None if high is None else int(np.floor(-high.fun + _NOTHING))
            out[figure] = solved[over] = (bottom, top)
        return out

    def _by_containment(self, members: Sequence[int]) -> dict[int, tuple[int | None, int | None]]:
        """Bounds from the figures whose cells are all among, or all of, a figure's own."""
        part = self._matrix[list(members)]
        common = (part @ part.T).toarray()
        sizes = common.diagonal()
        out: dict[int, tuple[int | None, int | None]] = {}
        for n, figure in enumerate(members):
            inside = [self._figures[members[int(m)]].low for m in np.flatnonzero(common[n] == sizes)]
            around = [self._figures[members[int(m)]].high for m in np.flatnonzero(common[n] == sizes[n])]
            highs = [x for x in around if x is not None]
            out[figure] = (max((x for x in inside if x is not None), default=0), min(highs, default=None))
        return out

    def roles(self, members: Sequence[int]) -> tuple[list[int], list[int]]:
        """Of contradicting figures those whose upper bound, and those whose lower bound is in the way."""
        chosen = list(members)
        found = self._elastic_solution(chosen)
        uppers, lowers = self._ends(chosen)
        prices = np.abs(found.ineqlin.marginals) > 1e-9
        split = len(uppers)
        return (
            [chosen[n] for n, used in zip(uppers, prices[:split], strict=True) if used],
            [chosen[n] for n, used in zip(lowers, prices[split:], strict=True) if used],
        )

    def _bounds(self, members: list[int]) -> tuple[csr_matrix, Any]:
        part = self._matrix[members]
        uppers, lowers = self._ends(members)
        limits = [self._figures[members[n]].high for n in uppers]
        limits += [-(self._figures[members[n]].low or 0) for n in lowers]
        return vstack([part[uppers], -part[lowers]]).tocsr(), np.array(limits, dtype=float)

    def _ends(self, members: list[int]) -> tuple[list[int], list[int]]:
        """Positions in ``members`` of figures bounded above, and of those bounded below."""
        uppers = [n for n, i in enumerate(members) if self._figures[i].high is not None]
        lowers = [n for n, i in enumerate(members) if self._figures[i].low is not None]
        return uppers, lowers

    def _solve(self, objective: Any, rows: csr_matrix, limits: Any) -> Any:
        found = linprog(objective, A_ub=rows, b_ub=limits, bounds=(0, None), method="highs")
        if found.status == 3:  # unbounded
            return None
        if found.status != 0:
            raise SolverFailed(f"the figures could not be worked through: {found.message}")
        return found

    def _elastic(self, members: list[int]) -> dict[int, float]:
        if not members:
            return {}
        found = self._elastic_solution(members)
        gaps = found.x[-len(members) :]
        return {i: float(gap) for i, gap in zip(members, gaps, strict=True)}

    def _elastic_solution(self, members: list[int]) -> Any:
        rows, limits = self._bounds(members)
        uppers, lowers = self._ends(members)
        give = identity(len(members), format="csr")[uppers + lowers]
        cells = self._matrix.shape[1]
        objective = np.concatenate([np.zeros(cells), np.ones(len(members))])
        found = self._solve(objective, hstack([rows, -give]).tocsr(), limits)
        if found is None:
            raise SolverFailed("the figures could not be worked through: the programme is unbounded")
        return found

    def _conflicting(self, members: list[int]) -> list[int]:
        """The figures the solver's proof of contradiction uses: still contradictory, and few."""
        found = self._elastic_solution(members)
        uppers, lowers = self._ends(members)
        prices = np.abs(found.ineqlin.marginals)
        used = {members[n] for n, price in zip(uppers + lowers, prices, strict=True) if price > 1e-9}
        few = [i for i in members if i in used]
        return few if self.violations(few) else members

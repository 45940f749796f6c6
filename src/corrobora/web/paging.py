"""Long lists in pages that plain links lead through."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from corrobora.case.shown import Walked

T = TypeVar("T")
V = TypeVar("V")
R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged(Generic[T]):
    """One page of a list.

    Attributes:
        items: what stands on this page.
        total: length of the whole list.
        first, last: positions of the first and last item shown, counted from 1; 0 for an empty list.
        before, after: addresses of the neighbouring pages, empty at the ends.
    """

    items: tuple[T, ...]
    total: int
    first: int
    last: int
    before: str = ""
    after: str = ""

    def each(self, make: Callable[[T], R]) -> Paged[R]:
        """The same page with something made of each item."""
        return Paged(
            items=tuple(map(make, self.items)), total=self.total, first=self.first, last=self.last,
            before=self.before, after=self.after,
        )  # fmt: skip


def portion_of(
    portion: Walked[V],
    make: Callable[[V], T],
    *,
    total: int,
    position: int,
    size: int,
    path: str,
    query: Mapping[str, str] | None = None,
) -> Paged[T]:
    """A portion of a case's list as a page of it, with something made of each item; else as `walked`."""
    return walked(
        [make(item) for _, item in portion.items],
        [key for key, _ in portion.items],
        total=total,
        position=position,
        size=size,
        earlier=portion.earlier,
        later=portion.later,
        path=path,
        query=query,
    )


def walked(
    items: Sequence[T],
    keys: Sequence[str],
    *,
    total: int,
    position: int,
    size: int,
    earlier: bool,
    later: bool,
    path: str,
    query: Mapping[str, str] | None = None,
) -> Paged[T]:
    """A portion of a list that is walked by key: neighbours' addresses say what they come after or before.

    Args:
        items: what stands on this page.
        keys: what names the place of each of them in the list.
        total: length of the whole list.
        position: place of the first item as the address says, from 1; only shown, never read by.
        size: most items a page.
        earlier, later: whether there is more before and after it.
        path: address of the list.
        query: what else the neighbouring pages' addresses have to carry.
    """
    first = min(max(position, 1), max(total - len(items) + 1, 1)) if earlier else 1

    def address(edge: str, key: str, n: int) -> str:
        return f"{path}?{urlencode({**(query or {}), edge: key, 'n': str(n)})}"

    return Paged(
        items=tuple(items),
        total=total,
        first=first if items else 0,
        last=first + len(items) - 1 if items else 0,
        before=address("before", keys[0], max(first - size, 1)) if earlier and items else "",
        after=address("after", keys[-1], first + len(items)) if later and items else "",
    )


def paged(
    items: Sequence[T], *, page: int, size: int, path: str, query: Mapping[str, str] | None = None
) -> Paged[T]:
    """The page with that number, counted from 1; numbers beyond the ends give the nearest page.

    Args:
        items: the whole list.
        page: the page's number as asked for.
        size: items a page.
        path: address of the list.
        query: what else the neighbouring pages' addresses have to carry.
    """
    pages = max(1, -(-len(items) // size))
    number = min(max(1, page), pages)
    start = (number - 1) * size
    shown = tuple(items[start : start + size])

    def address(n: int) -> str:
        return f"{path}?{urlencode({**(query or {}), 'page': str(n)})}"

    return Paged(
        items=shown,
        total=len(items),
        first=start + 1 if shown else 0,
        last=start + len(shown),
        before=address(number - 1) if number > 1 else "",
        after=address(number + 1) if number < pages else "",
    )

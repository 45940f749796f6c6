"""Long lists in pages that plain links lead through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

T = TypeVar("T")


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

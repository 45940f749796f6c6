"""Sentences that tell of the same event, put together over the document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

#: Sentences further apart are not compared: what is told again so much later in a book is told anew.
REACH = 120


@dataclass(slots=True)
class Event:
    """Sentences about one event: indices in the order of the text."""

    members: list[int] = field(default_factory=list)


def cluster(members: Sequence[int], same: Callable[[int, int], float], threshold: float) -> list[Event]:
    """Sentences grouped into events, in the order of the text.

    Each sentence joins the event it most likely belongs to, by the mean of its best two links, or
    opens one of its own where no link reaches the threshold.
    """
    events: list[Event] = []
    open_still: list[Event] = []
    for index in sorted(members):
        best, score = None, threshold
        open_still = [e for e in open_still if index - e.members[-1] <= REACH]
        for event in open_still:
            near = [m for m in event.members if index - m <= REACH]
            links = sorted((same(m, index) for m in near), reverse=True)[:2]
            linked = sum(links) / len(links)
            if linked >= score:
                best, score = event, linked
        if best is None:
            events.append(Event([index]))
            open_still.append(events[-1])
        else:
            best.members.append(index)
    return events

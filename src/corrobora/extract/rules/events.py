"""Sentences that tell of the same event, put together over the document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


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
    for index in sorted(members):
        best, score = None, threshold
        for event in events:
            links = sorted((same(m, index) for m in event.members), reverse=True)[:2]
            linked = sum(links) / len(links)
            if linked >= score:
                best, score = event, linked
        if best is None:
            events.append(Event([index]))
        else:
            best.members.append(index)
    return events

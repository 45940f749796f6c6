"""From whom an incident is known, as a dossier says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from corrobora.link.origins import Origins, Passing
from corrobora.publish.dossier.grading import Sentence, refs_of

_HOW: Mapping[Passing, str] = {
    Passing.SAID: "reports what {giver} says",
    Passing.CITED: "has it from {giver}",
    Passing.BESIDE: "is named beside {giver}; whether one has it from the other is not said",
    Passing.COPIED: "runs a copy of what {giver} published",
    Passing.FOOTAGE: "shows the {giver}",
}


def origin_sentences(found: Origins, refs: Mapping[str, str]) -> Iterator[Sentence]:
    """How many independent origins there are, who they are, and who passed it on.

    Args:
        found: the incident's origins.
        refs: references of the claims the dossier lists, by id.
    """
    every = refs_of((id for source in found.sources for id in source.claims), refs)
    least, most = found.independent
    number = str(least) if least == most else f"{least} to {most}, since it is not said who has it from whom"
    yield Sentence(f"Independent origins: {number}.", every)
    names = {source.id: source.name for source in found.sources}
    for source in found.sources:
        if source.id in found.roots:
            kind = "" if source.named else ", not named, so that it may be one with others"
            yield Sentence(
                f"{source.name}: an origin, as far as is said{kind}.", refs_of(source.claims, refs)
            )
    for passed in found.passed:
        how = _HOW[passed.how].format(giver=names[passed.giver])
        yield Sentence(f"{names[passed.taker]} {how}.", refs_of(passed.claims, refs))

"""Slots of an event, on sentences of our own: where, when, by whom to whom, on what evidence."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from corrobora.extract.analysis import analyse
from corrobora.extract.rules import slots
from corrobora.extract.rules.evidence import basis, verification
from corrobora.extract.rules.reading import read_mentions
from corrobora.extract.rules.scenes import scene_of, score
from corrobora.extract.rules.slots import Scene
from corrobora.model.document import Document, Source, Text
from corrobora.model.vocabulary import Basis, Verification, VictimStatus


def scene(content: str, language: str = "en", members: tuple[int, ...] | None = None) -> Scene:
    """The sentences of a text taken as one event; ``members``: only those."""
    digest = hashlib.sha256(content.encode()).hexdigest()
    text = Text(sha256=digest, reader="test/1", content=content, language=language)
    source = Source(path="a.txt", publisher="The Upland Post", published=date(2024, 6, 5))
    reading = read_mentions(analyse(Document(text=text, source=source)))
    return scene_of(reading, score(reading), "incident", members or range(len(reading.sentences)))


def sides(content: str, language: str = "en") -> tuple[str | None, str | None]:
    victim, perpetrator = slots.sides(scene(content, language))
    return victim.value if victim else None, perpetrator.value if perpetrator else None


@pytest.mark.parametrize(
    ("language", "content", "pair"),
    [
        ("en", "Nine Ukrainian prisoners were shot by Russian soldiers near the mill.", ("UA", "RU")),
        ("en", "Two captured Russian soldiers were executed by Ukrainian troops in a ditch.", ("RU", "UA")),
        ("uk", "Російські військові розстріляли чотирьох полонених українських бійців.", ("UA", "RU")),
        ("ru", "Российские солдаты расстреляли четверых пленных украинских военных.", ("UA", "RU")),
    ],
)
def test_the_two_sides_are_told_apart(language: str, content: str, pair: tuple[str, str]) -> None:
    assert sides(content, language) == pair


def test_a_place_of_the_event_outranks_the_seat_of_who_speaks_of_it() -> None:
    found = slots.place(
        scene("Russian soldiers shot nine prisoners in Pokrovsk. The prosecutor's office in Kyiv said so.")
    )
    assert found is not None
    assert found.value.name == "Pokrovsk"


def test_the_day_of_the_deed_outranks_the_day_it_was_told() -> None:
    found = slots.day(
        scene("Russian soldiers shot nine prisoners near Pokrovsk on 3 May, the prosecutor said on Monday.")
    )
    assert found is not None
    assert found.value.first == date(2024, 5, 3)


def test_no_day_in_the_text_is_no_day() -> None:
    assert slots.day(scene("Russian soldiers shot nine prisoners near the mill.")) is None


def test_civilians_are_told_from_prisoners() -> None:
    civilians = slots.status(scene("Russian soldiers shot two villagers, a mother and her child."), None)
    prisoners = slots.status(scene("Russian soldiers shot two captured soldiers who had surrendered."), None)
    assert civilians is not None
    assert prisoners is not None
    assert (civilians.value, prisoners.value) == (VictimStatus.CIVILIAN, VictimStatus.POW)


def test_the_likeliest_sort_of_footage_hides_the_others() -> None:
    found = {
        s.value for s in basis(scene("The killing was filmed by the perpetrators themselves with a drone."))
    }
    assert len(found & {Basis.PERPETRATOR_VIDEO, Basis.DRONE_VIDEO, Basis.VIDEO}) <= 1


def test_somebody_named_verified_it() -> None:
    slot, who = verification(
        scene(
            "Nine prisoners were shot near the quarry. "
            "The Tessaly Mission verified the footage and placed it near the quarry."
        )
    )
    assert slot is not None
    assert slot.value is Verification.VERIFIED
    assert [w.value.name for w in who] == ["Tessaly Mission"]


@pytest.mark.parametrize(
    ("language", "content"),
    [
        ("en", "Nine prisoners were shot. The agency could not independently verify the recording."),
        ("uk", "Дев'ятьох полонених розстріляли. Агентство не змогло підтвердити справжність запису."),
        ("ru", "Девятерых пленных расстреляли. Агентство не смогло проверить подлинность записи."),
    ],
)
def test_what_could_not_be_checked_is_unverified(language: str, content: str) -> None:
    slot, who = verification(scene(content, language))
    assert slot is not None
    assert slot.value is Verification.UNVERIFIED
    assert who == ()


def test_silence_about_verification_is_no_value() -> None:
    assert verification(scene("Nine captured soldiers were shot near the mill.")) == (None, ())

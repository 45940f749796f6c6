"""Documents on other matters give no claims, however much they share with reports of violations."""

from __future__ import annotations

from datetime import date

import pytest

from corrobora.extract import extract
from corrobora.extract.analysis import analyse
from corrobora.extract.rules.reading import read_mentions
from corrobora.extract.rules.subject import reports_violations
from corrobora.model.document import Document, Source, Text

CRASH = (
    "Bus crash near Zadar kills nine\n\n"
    "Nine passengers were killed and 14 injured when a coach left the road near Zadar on Saturday. The "
    "driver survived. The transport ministry has opened an inquiry. Rescuers said two were children."
)
MATCH = (
    "Rovers execute late comeback, shoot down City\n\n"
    "Rovers shot two late goals at Elland Park on Saturday to kill off City's hopes. “We were dead and "
    "buried,” captain Jo Lind said. Three players were wounded by flying bottles on 2 May, the club said."
)
CRIME = (
    "В Туле задержан подозреваемый в убийстве троих\n\n"
    "Полиция Тулы задержала мужчину, которого подозревают в убийстве троих человек 1 мая. По данным "
    "следствия, он застрелил знакомых из охотничьего ружья во время застолья. Возбуждено уголовное дело."
)
ROAD = (
    "ДТП під Уманню: загинули четверо\n\n"
    "Уночі 4 травня під Уманню вантажівка зіткнулася з легковиком, загинули четверо людей. Поліція відкрила "
    "кримінальне провадження."
)


def document(content: str, language: str) -> Document:
    text = Text(sha256="b" * 64, reader="text/1", content=content, language=language)
    return Document(text=text, source=Source(path="x.txt", published=date(2024, 5, 6)))


@pytest.mark.parametrize(
    ("content", "language"),
    [(CRASH, "en"), (MATCH, "en"), (CRIME, "ru"), (ROAD, "uk")],
    ids=["crash", "match", "crime", "road"],
)
def test_crashes_matches_and_crimes_give_no_claims(content: str, language: str) -> None:
    assert [claim for _, claim in extract(document(content, language)).claims] == []


@pytest.mark.parametrize(
    ("content", "language"),
    [
        ("Three captured soldiers were shot near Oldtown on Saturday.", "en"),
        ("Солдаты бригады расстреляли троих пленных у деревни Малиновка 2 мая.", "ru"),
        ("Солдати розстріляли двох полонених біля села Калинівка 2 травня.", "uk"),
        ("Date | Place | Killed\n3 May 2024 | Oldtown | 4\n5 May 2024 | Newtown | 2\n", "en"),
    ],
)
def test_so_much_as_a_line_on_captives_killed_is_read(content: str, language: str) -> None:
    assert reports_violations(read_mentions(analyse(document(content, language))))

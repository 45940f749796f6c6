"""Plain sentences, invented, that every fit must get right: the textbook case beside the literary one.

Each is a text with what it carries: ``incident`` or ``tally`` (its first sentence), or nothing.
"""

from __future__ import annotations

import datetime
import hashlib
from typing import Any

import annotated
import plain_counts

from corrobora.model.document import Document, Source, Text

_EN = [
    ("incident", "{r} soldiers executed {n} {u} prisoners of war near Nova Dacha on 3 May, prosecutors said."),
    ("incident", "{n} captured {u} soldiers were shot by {r} forces in the village of Stara Hora last week."),
    ("incident", "Prosecutors are investigating the killing of {n} unarmed {u} servicemen by {r} troops near Nova Dacha."),
    ("incident", "Video shows {r} soldiers shooting {n} surrendering {u} soldiers, the ombudsman said."),
    ("incident", "{n} civilians were shot dead by {r} soldiers in Stara Hora on 9 March. Neighbours buried the bodies."),
    ("incident", "{n} detainees were tortured by {r} guards in the prison of Nova Dacha, survivors said."),
    ("incident", "A wounded {u} soldier was killed by {r} troops after he had been captured near Stara Hora."),
    ("incident", "A {r} missile hit a market in Nova Dacha on Tuesday, killing {n} civilians, the mayor said."),
    ("tally", "At least {n} {u} prisoners of war have been executed by {r} forces since the start of the war, the office said."),
    ("tally", "The mission has documented the killing of {n} captured {u} soldiers since January 2023."),
    ("tally", "Prosecutors have opened {n} criminal proceedings over the execution of {u} prisoners of war."),
    ("tally", "In total {n} civilians were killed between March and June 2022, the monitors said."),
    ("tally", "The office recorded {n} cases of torture of {u} prisoners in 2023."),
    ("", "The two sides exchanged {n} prisoners each on Saturday. They returned home by bus."),
    ("", "{n} passengers died when a bus overturned on a wet road. The driver survived."),
    ("", "The {r} army lost {n} soldiers in the battle for Stara Hora, the staff said."),
    ("", "The {u} team won by {n} goals. The coach praised the players."),
    ("", "A lorry ran into a queue in heavy fog. {n} people died and several were hurt, the police said."),
    ("", "{n} people drowned when a ferry sank off the coast. Divers found the bodies."),
    ("", "A fire in a factory killed {n} workers. The cause was a fault in the wiring."),
    ("", "The earthquake killed {n} villagers and destroyed the school of Stara Hora."),
    ("", "An aircraft crashed on the runway of Nova Dacha; {n} were killed, three survived."),
    ("", "{n} {u} soldiers were killed in action near Stara Hora last week, the army said."),
    ("", "Police arrested {n} men over a robbery. A shop owner was stabbed in the quarrel."),
    ("", "The {r} ministry said its forces had taken Nova Dacha. {n} drones were shot down."),
    ("", "The Geneva Conventions prohibit the killing of prisoners of war. It is a war crime."),
    ("", "The ombudsman sent letters to the Red Cross and called for those responsible to be punished."),
]  # fmt: skip
_UK = [
    ("incident", "{r} військові розстріляли {n} {u} військовополонених поблизу Нової Дачі 3 травня, повідомила прокуратура."),
    ("incident", "{n} полонених бійців застрелили у селі Стара Гора. Вони склали зброю."),
    ("incident", "Прокуратура розслідує вбивство {n} беззбройних {u} військових біля Нової Дачі."),
    ("incident", "{n} мирних жителів убили російські солдати у Старій Горі 9 березня."),
    ("tally", "Від початку вторгнення зафіксовано страту {n} українських військовополонених, повідомив омбудсман."),
    ("tally", "Прокурори ведуть {n} проваджень за фактами страт військовополонених."),
    ("tally", "Загалом за рік задокументовано {n} випадків катування полонених."),
    ("", "Сторони обміняли {n} полонених. Вони повернулися додому."),
    ("", "{n} людей загинули в ДТП на трасі. Водій був нетверезий."),
    ("", "За добу відбулося {n} боїв. Ворог втратив техніку."),
    ("", "Омбудсман надіслав листи до ООН і закликав покарати винних."),
]  # fmt: skip
_RU = [
    ("incident", "{r} военные расстреляли {n} {u} военнопленных возле Новой Дачи 3 мая, сообщила прокуратура."),
    ("incident", "{n} пленных бойцов застрелили в селе Старая Гора. Они сложили оружие."),
    ("incident", "Прокуратура расследует убийство {n} безоружных {u} военных под Новой Дачей."),
    ("incident", "{n} мирных жителей убили солдаты в Старой Горе 9 марта."),
    ("tally", "С начала вторжения зафиксирована казнь {n} украинских военнопленных, сообщил омбудсман."),
    ("tally", "Прокуроры ведут {n} дел о казнях военнопленных."),
    ("tally", "Всего за год задокументировано {n} случаев пыток пленных."),
    ("", "Стороны обменяли {n} пленных. Они вернулись домой."),
    ("", "{n} человек погибли в ДТП на трассе. Водитель был нетрезв."),
    ("", "За сутки прошло {n} боёв. Противник потерял технику."),
    ("", "Омбудсман направил письма в ООН и призвал наказать виновных."),
]  # fmt: skip
_FILLED = {
    "en": (_EN, [("Russian", "Ukrainian", "four"), ("Ukrainian", "Russian", "11")]),
    "uk": (_UK, [("Російські", "українських", "чотирьох"), ("Українські", "російських", "12")]),
    "ru": (_RU, [("Российские", "украинских", "четырёх"), ("Украинские", "российских", "12")]),
}


def examples() -> list[annotated.Annotated]:
    """Every sentence as a document of its own, twice with different fillings."""
    out = []
    for language, (sentences, fillings) in _FILLED.items():
        for kind, pattern in sentences:
            for r, u, n in fillings:
                two = "{r}" in pattern and "{u}" in pattern
                sides = {"perpetrator_side": _SIDE[r[:4]], "victim_side": _SIDE[u[:4]]} if two else {}
                out.append(_document(kind, pattern.format(r=r, u=u, n=n), language, n, sides))
    return out + [_counted(*row) for row in plain_counts.filled()]


def _counted(language: str, slot: str, content: str, value: int) -> annotated.Annotated:
    """A sentence with a figure that is a tally, or none."""
    document = _text(content, language)
    if not slot:
        return annotated.Annotated(document, [], [], None)  # type: ignore[arg-type]
    words = content.casefold()
    low = value + 1 if any(w in words for w in ("over ", "понад ", "свыше ")) else value
    bounds = [low, None if low > value or "at least" in words else value]
    event = slot == "incident"
    claim = {"kind": "incident" if event else "tally", "victims" if event else slot: bounds, "plain": True}
    return annotated.Annotated(document, [claim], [[(0, len(content))]], None)  # type: ignore[arg-type]


_SIDE = {
    "Russ": "RU", "Ukra": "UA", "Росі": "RU", "росі": "RU", "Укра": "UA", "укра": "UA", "Росс": "RU", "росс": "RU",
}  # fmt: skip
_VALUES = {"four": 4, "11": 11, "12": 12, "чотирьох": 4, "четырёх": 4}


def _document(
    kind: str, content: str, language: str, number: str, sides: dict[str, str]
) -> annotated.Annotated:
    content = content[0].upper() + content[1:]
    document = _text(content, language)
    claims: list[dict[str, Any]] = []
    spans = []
    if kind:
        slot = "victims"
        if kind == "tally" and any(
            w in content for w in ("proceedings", "cases", "проваджень", "випадків", " дел ", "случаев")
        ):
            slot = "incidents"
        value = _VALUES[number]
        bounds = [value, None if "At least" in content else value]
        claims.append(
            {"kind": kind, slot: [1, 1] if content.startswith("A wounded") else bounds, "plain": True}
        )
        spans.append([(0, content.index(".") + 1)])
    return annotated.Annotated(document, claims, spans, None)  # type: ignore[arg-type]


def _text(content: str, language: str) -> Document:
    digest = hashlib.sha256(content.encode()).hexdigest()
    return Document(
        text=Text(sha256=digest, reader="plain/1", content=content, language=language),
        source=Source(path="plain", published=datetime.date(2024, 6, 5)),
    )

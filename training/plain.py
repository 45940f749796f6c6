"""Plain sentences, invented, that every fit must get right: the textbook case beside the literary one.

Each is a text with what it carries: ``incident`` or ``tally`` (its first sentence), ``one`` (an incident with one victim), or nothing.
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
    ("incident", "Two {r} soldiers shot dead {n} captured {u} soldiers near Nova Dacha on 12 November; three more were wounded."),
    ("incident", "{n} {u} soldiers who had surrendered were executed near Stara Hora by three {r} marines; two survived."),
    ("incident", "Of six captured {u} soldiers {n} were shot by {r} troops near Nova Dacha, a witness said."),
    ("incident", "A shell fired by {r} forces killed {n} civilians, two of them children, and injured nine in Stara Hora."),
    ("incident", "Earlier this month prosecutors said that {r} troops had killed {n} captured {u} soldiers in the Dacha region."),
    ("incident", "Last week the office reported that {n} captured {u} soldiers had been killed by {r} forces in the south."),
    ("one", "A captured {u} soldier was shot dead by {r} troops near Nova Dacha on 12 November."),
    ("one", "{r} soldiers executed an unarmed {u} prisoner in Stara Hora, the ombudsman said."),
    ("one", "In Nova Dacha {r} troops shot a villager, 62, in his yard on 9 March."),
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
    ("incident", "Двоє {r} солдатів розстріляли {n} {u} полонених біля Старої Гори; ще троє поранені."),
    ("one", "{r} військові розстріляли полоненого бійця біля Нової Дачі 12 листопада."),
    ("one", "У Старій Горі окупанти застрелили місцевого жителя, повідомила прокуратура."),
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
    ("incident", "Двое {r} солдат расстреляли {n} {u} пленных возле Старой Горы; ещё трое ранены."),
    ("one", "{r} военные расстреляли пленного бойца возле Новой Дачи 12 ноября."),
    ("one", "В Старой Горе оккупанты застрелили местного жителя, сообщила прокуратура."),
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


#: Documents of several sentences: what stands before each, the sentence, its event (none: ""), its victims.
_LONGER: list[tuple[str, list[tuple[str, str, str, int]]]] = [
    ("en", [
        ("", "Killings of prisoners reported this week", "", 0),
        ("\n- ", "Stara Hora, 3 May: two captured soldiers shot by Velan troops, prosecutors said", "a", 2),
        ("\n- ", "Nova Dacha, 7 May: five soldiers who had surrendered executed by Velan forces; drone video", "b", 5),
        ("\n- ", "Dolna Banka, 12 May: a wounded prisoner killed by Velan soldiers, the ombudsman said", "c", 1),
    ]),
    ("en", [
        ("", "1. On 2 May three villagers were shot by soldiers at Stara Hora.", "a", 3),
        ("\n", "2. On 4 May a shell killed nine civilians at the market of Nova Dacha.", "b", 9),
        ("\n", "3. On 9 May two prisoners were beheaded near Dolna Banka; a video was posted by the unit.", "c", 2),
    ]),
    ("en", [
        ("", "02.05 | Stara Hora | 3 | prisoners shot after surrender | prosecutor", "a", 3),
        ("\n", "04.05 | Nova Dacha | 1 | wounded soldier finished off | drone video", "b", 1),
        ("\n", "11.05 | Dolna Banka | 7 | prisoners shot on the road | witness", "c", 7),
    ]),
    ("en", [
        ("", "Velan soldiers shot dead three captured Ardan soldiers near Nova Dacha on 2 May.", "a", 3),
        (" ", "The three had laid down their weapons and were kneeling when they were killed.", "a", 3),
        (" ", "Drone footage shows them walking out of a trench with their hands up.", "a", 3),
        ("\n", "In a separate case, five Ardan prisoners of war were executed near Stara Hora on 19 May.", "b", 5),
        (" ", "Their bodies were found in a cellar two days later.", "b", 5),
    ]),
    ("en", [
        ("", "Nine villagers were shot in Stara Hora on 9 March, neighbours said.", "a", 9),
        ("\n", "Soldiers went from house to house, led the men into a yard and opened fire.", "a", 9),
        ("\n", "The nine were buried in a garden.", "a", 9),
        ("\n", "A day later, in Nova Dacha, a teacher was taken from her home and shot on the road.", "b", 1),
    ]),
    ("uk", [
        ("", "Вбивства полонених за тиждень", "", 0),
        ("\n• ", "Стара Гора, 3 травня: двох полонених бійців розстріляли окупанти, повідомила прокуратура", "a", 2),
        ("\n• ", "Нова Дача, 7 травня: п'ятьох військових, які здалися, стратили; є відео з дрона", "b", 5),
        ("\n• ", "Долішня Балка, 12 травня: добили пораненого полоненого", "c", 1),
    ]),
    ("uk", [
        ("", "Російські військові розстріляли трьох полонених біля Нової Дачі 2 травня.", "a", 3),
        (" ", "Вони склали зброю і стояли на колінах.", "a", 3),
        ("\n", "Ще один випадок стався 19 травня біля Старої Гори: там стратили п'ятьох бійців.", "b", 5),
        (" ", "Тіла знайшли в підвалі.", "b", 5),
    ]),
    ("ru", [
        ("", "02.05 | Старая Гора | 3 | пленных расстреляли после сдачи | прокуратура", "a", 3),
        ("\n", "04.05 | Новая Дача | 1 | раненого добили | видео с дрона", "b", 1),
        ("\n", "11.05 | Дальняя Балка | 7 | пленных расстреляли на дороге | свидетель", "c", 7),
    ]),
    ("ru", [
        ("", "Военные расстреляли трёх пленных возле Новой Дачи 2 мая.", "a", 3),
        (" ", "Они сложили оружие и стояли на коленях.", "a", 3),
        ("\n", "Другой случай произошёл 19 мая возле Старой Горы: там казнили пятерых бойцов.", "b", 5),
        (" ", "Тела нашли в подвале.", "b", 5),
    ]),
]  # fmt: skip


def examples() -> list[annotated.Annotated]:
    """Every sentence as a document of its own, twice with different fillings; and the longer documents."""
    out = []
    for language, (sentences, fillings) in _FILLED.items():
        for kind, pattern in sentences:
            for r, u, n in fillings:
                two = "{r}" in pattern and "{u}" in pattern
                sides = {"perpetrator_side": _SIDE[r[:4]], "victim_side": _SIDE[u[:4]]} if two else {}
                out.append(_document(kind, pattern.format(r=r, u=u, n=n), language, n, sides))
    longer = [_longer(language, parts) for language, parts in _LONGER]
    return out + longer + [_counted(*row) for row in plain_counts.filled()]


def _longer(language: str, parts: list[tuple[str, str, str, int]]) -> annotated.Annotated:
    content = ""
    spans: dict[str, list[tuple[int, int]]] = {}
    victims: dict[str, int] = {}
    for before, sentence, event, count in parts:
        start = len(content) + len(before)
        content += before + sentence
        if event:
            spans.setdefault(event, []).append((start, len(content)))
            victims[event] = count
    claims: list[dict[str, Any]] = [
        {"kind": "incident", "victims": [n, n], "incident": event, "plain": True}
        for event, n in victims.items()
    ]
    return annotated.Annotated(_text(content, language), claims, list(spans.values()), None)  # type: ignore[arg-type]


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
        if kind == "one" or content.startswith("A wounded"):
            kind, bounds = "incident", [1, 1]
        claims.append({"kind": kind, slot: bounds, "plain": True})
        spans.append([(0, content.index(".") + 1)])
    return annotated.Annotated(document, claims, spans, None)  # type: ignore[arg-type]


def _text(content: str, language: str) -> Document:
    digest = hashlib.sha256(content.encode()).hexdigest()
    return Document(
        text=Text(sha256=digest, reader="plain/1", content=content, language=language),
        source=Source(path="plain", published=datetime.date(2024, 6, 5)),
    )

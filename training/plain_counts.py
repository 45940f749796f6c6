"""Plain sentences about figures, invented: what is a count over a list or a period, and what is not.

Each is ``(slot, sentence)``: the slot the marked number ``{n}`` fills in a tally, ``incident`` if it is the
victims of one event, or nothing. Numbers beside it are no tallies.
"""

from __future__ import annotations

EN = [
    ("victims", "According to the ombudsman, over {n} prisoners of war were executed in 2023 alone."),
    ("victims", "The registry names {n} people who were shot in captivity between May and August 2023."),
    ("victims", "By mid-March the prosecutors had {n} executed captives on their list, the minister said."),
    ("victims", "The figure has risen to {n} killings of captured soldiers, the office said in October."),
    ("victims", "{n} civilians have died in detention since January 2022, according to the monitors' count."),
    ("victims", "As of 3 May the committee counted {n} missing persons taken by the army."),
    ("victims", "In the first half of the year the mission verified {n} killings of villagers, it reported."),
    ("victims", "The commission attributes {n} deaths to the guerrillas over the twelve years of the war."),
    ("victims", "Its database lists {n} children deported since the start of the occupation."),
    ("victims", "Of the 300 returned prisoners the team interviewed, {n} described torture."),
    ("victims", "{n} of them were killed in 2023."),
    ("victims", "So far {n} victims have been identified in cases of this kind, the prosecutor said."),
    ("victims", "Prosecutors: {n} prisoners of war killed since the start of the war"),
    ("incidents", "The monitors recorded {n} cases of torture in the camps last year."),
    ("incidents", "At present the office leads {n} proceedings over killings of prisoners."),
    ("incidents", "Since June there have been {n} incidents in which captives were shot, the report says."),
    ("statements", "The mission recorded at least {n} such calls by officials since the spring."),
    ("statements", "Our readers noted {n} public appeals to kill captives between May and August 2023."),
    ("statements", "At least {n} statements of this sort were logged last month, the monitor said."),
    ("", "The city had {n} inhabitants before the war."),
    ("", "{n} houses burned down and the school was hit."),
    ("", "Overnight the army launched {n} drones at the capital, the air force said."),
    ("", "The army now holds {n} settlements in the region."),
    ("", "{n} people were injured, seven of them children."),
    ("", "The team spoke to {n} witnesses and survivors in the camp."),
    ("", "Between May and August our staff interviewed {n} released prisoners."),
    ("", "{n} captives came home in the exchange, the staff said."),
    ("incident", "On Tuesday a shell hit a bus in Nova Dacha and killed {n} passengers."),
    ("incident", "The soldiers shot {n} men against a wall in Stara Hora on 9 March."),
    ("", "In total {n} people were brought out of the district since Monday."),
    ("", "The army lost {n} soldiers a day, the general said."),
    ("", "The judges held by {n} votes to three that the state was responsible."),
    ("", "The newsletter has {n} readers; join them today."),
    ("", "The group numbers {n} troops in the region, according to the staff."),
    ("", "He is {n} years old and was taken near Stara Hora."),
    ("", "Prosecutors should act on the {n} files they were given."),
    ("", "The court sentenced {n} officers in 2023 for corruption."),
    ("", "The clip has been seen {n} times."),
]  # fmt: skip
UK = [
    ("victims", "За даними омбудсмана, лише у 2023 році стратили понад {n} військовополонених."),
    ("victims", "Станом на 3 травня прокуратурі відомо про вбивство {n} полонених."),
    ("victims", "У переліку {n} імен людей, яких розстріляли в полоні від початку війни."),
    ("victims", "З них {n} загинули торік."),
    ("victims", "Місія підтвердила страту {n} полонених за пів року."),
    ("incidents", "Від січня зафіксовано {n} випадків катувань у колоніях."),
    ("incidents", "Наразі слідчі ведуть {n} проваджень про вбивства полонених."),
    ("statements", "Група зафіксувала {n} публічних закликів убивати полонених від травня."),
    ("", "Уночі армія запустила {n} дронів, повідомили військові."),
    ("", "{n} людей дістали поранення, серед них діти."),
    ("", "До війни в місті жило {n} мешканців."),
    ("", "Слідчі опитали {n} звільнених із полону."),
    ("", "Під час обміну додому повернулися {n} полонених."),
    ("", "Згоріло {n} будинків і школа."),
    ("", "Йому {n} роки, він із Старої Гори."),
    ("incident", "Солдати розстріляли {n} чоловіків у Старій Горі 9 березня."),
]  # fmt: skip
RU = [
    ("victims", "По данным омбудсмена, только в 2023 году казнили свыше {n} военнопленных."),
    ("victims", "По состоянию на 3 мая прокуратуре известно об убийстве {n} пленных."),
    ("victims", "В перечне {n} имён людей, расстрелянных в плену с начала войны."),
    ("victims", "Из них {n} погибли в прошлом году."),
    ("victims", "Миссия подтвердила казнь {n} пленных за полгода."),
    ("incidents", "С января зафиксировано {n} случаев пыток в колониях."),
    ("incidents", "Сейчас следователи ведут {n} дел об убийствах пленных."),
    ("statements", "Группа записала {n} публичных призывов убивать пленных с мая."),
    ("", "Ночью армия запустила {n} дронов, сообщили военные."),
    ("", "{n} человек получили ранения, среди них дети."),
    ("", "До войны в городе жило {n} жителей."),
    ("", "Следователи опросили {n} освобождённых из плена."),
    ("", "При обмене домой вернулись {n} пленных."),
    ("", "Сгорело {n} домов и школа."),
    ("", "Ему {n} года, он из Старой Горы."),
    ("incident", "Солдаты расстреляли {n} мужчин в Старой Горе 9 марта."),
]  # fmt: skip
SENTENCES = {"en": EN, "uk": UK, "ru": RU}
#: Numbers to fill in, as written and as read.
NUMBERS = (("64", 64), ("230", 230))


def filled() -> list[tuple[str, str, str, int]]:
    """Every sentence with each number: language, slot, text, number."""
    return [
        (language, slot, sentence.format(n=words), value)
        for language, sentences in SENTENCES.items()
        for slot, sentence in sentences
        for words, value in NUMBERS
    ]

import pytest

from corrobora.model.document import RegionSort
from corrobora.read.furniture import mark_furniture

BODY = (
    "The only bridge of Oldford fell on Sunday night, the council said on Monday.\n\n"
    "Seven houses are cut off, and two engineers have gone to look at the pillars.\n\n"
    "The ferry will go every half hour until a new bridge is built, the mayor said.\n\n"
)


def marked(text: str) -> dict[str, RegionSort]:
    regions, _ = mark_furniture(text, ())
    return {text[r.start : r.end]: r.sort for r in regions}


def furniture(text: str) -> list[str]:
    return [words for words, sort in marked(text).items() if sort is RegionSort.FURNITURE]


@pytest.mark.parametrize(
    "line",
    [
        "Show More", "SHARE THIS ARTICLE", "Advertisement", "» Video", "Skip to content", "Поділитися",
        "0 members on board", "3,204 subscribers", "12 comments", "1,2 тис. переглядів", "61K views",
        "4 min read", "Reading time: 6 minutes", "5 хв читання", "7 мин на чтение",
        "👁 61.2K   🕯 3.4K   💬 off", "👍 12", "🔁 4,410 ♥ 9,026",
        "Read also: Tram brakes fail in Newhaven", "Читайте також: У Ньюгейвені зламався трамвай",
        "Most read: 1. Cheese fair opens 2. Rain until Friday", "Tags: bridges, rivers",
        "© Harbour Post 2024", "(Reporting by Ann Lee; Editing by Bob Ray)",
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["before", "after"])
def test_lines_of_a_page_are_furniture(line: str, place: str) -> None:
    text = f"{line}\n\n{BODY}" if place == "before" else f"{BODY}{line}\n"
    assert furniture(text) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "9 members of the crew drowned", "12 members killed", "❗️9 drowned ❗️12 hurt",
        "🕯 9 drowned 🕯",
        "Seven houses",
        "3 subscribers of the channel were arrested", "Video shows the bridge falling",
        "Share of households without power: 12 per cent",
        "Related item. The second bridge fell a week later.",
        "More than 40 people came", "14 min later the second pillar fell",
        "Home of nine families / burnt",
        "The Post supports the newspaper’s community of members", "See also the council’s report of May",
        "Comments by the mayor", "Copyright law was not discussed, and the council went home.",
    ],
)  # fmt: skip
def test_lines_that_say_something_are_not(line: str) -> None:
    assert line not in furniture(f"{BODY}{line}\n\n{BODY}")
    assert line not in furniture(f"The bridge of Oldford has fallen\n\n{line}\n\n{BODY}")


def test_appeals_before_and_after_the_text_are_furniture_within_it_they_are_not() -> None:
    appeal = "18,000 people have become members of our community – thank you."
    assert furniture(f"{appeal}\n\n{BODY}") == [appeal]
    assert furniture(f"{BODY}{appeal}\n") == [appeal]
    assert furniture(f"{BODY}{appeal}\n\n{BODY}") == []


def test_a_block_of_teasers_at_the_end_is_furniture_with_the_headline_above_it() -> None:
    teaser = "The dam at Newhaven would hold 400,000 tonnes less, and 900 people would have to move away."
    text = f"{BODY}{BODY}Why Newhaven lost faith in its dam\nNews Feed\nVideo\n\n{teaser}\n\nShow More"
    assert set(furniture(text)) == {
        "Why Newhaven lost faith in its dam", "News Feed", "Video", teaser, "Show More",
    }  # fmt: skip


def test_a_label_in_the_middle_takes_only_the_headlines_under_it() -> None:
    text = f"{BODY}Related articles\nTram brakes fail on Castle Hill\nCheese fair opens in the rain\n\n{BODY}"
    assert set(furniture(text)) == {
        "Related articles", "Tram brakes fail on Castle Hill", "Cheese fair opens in the rain",
    }  # fmt: skip


def test_a_label_above_the_text_takes_nothing_with_it() -> None:
    text = f"News Feed\n\nThe bridge of Oldford has fallen\n\n{BODY}"
    assert furniture(text) == ["News Feed"]


def test_most_of_the_text_is_never_a_teaser() -> None:
    text = f"{BODY}Latest news\n\n{BODY}{BODY}Show More"
    assert set(furniture(text)) == {"Latest news", "Show More"}


def test_a_headline_that_stands_twice_is_title_once_and_furniture_once() -> None:
    title = "The bridge of Oldford has fallen"
    text = f"News Feed\n\n{title}\n\n2 min read\n{title}\n\n{BODY}"
    regions, facts = mark_furniture(text, ())
    sorts = [r.sort for r in regions if text[r.start : r.end] == title]
    assert sorts == [RegionSort.TITLE, RegionSort.FURNITURE]
    assert [(f.field, f.value) for f in facts] == [("title", title)]


@pytest.mark.parametrize(
    "head", ["", "HARBOUR POST\n6 May 2024\n\n", "Harbour Post | Monday\n\n", "Home / News\n\n"]
)
def test_a_headline_is_found_under_a_masthead(head: str) -> None:
    text = f"{head}The bridge of Oldford has fallen\n\n{BODY}"
    _, facts = mark_furniture(text, ())
    assert [f.value for f in facts] == ["The bridge of Oldford has fallen"]


@pytest.mark.parametrize(
    "head",
    ["", "HARBOUR POST\n\n", "1. The bridge of Oldford has fallen\n\n", "@harbour_post has more on this\n\n"],
)
def test_what_is_no_headline_is_no_title(head: str) -> None:
    assert mark_furniture(f"{head}{BODY}", ())[1] == ()


@pytest.mark.parametrize(
    "line",
    [
        "The bridge of Oldford before it fell, May 5, 2024 (Ann Lee/Picture House)",
        "The mayor at the river on Monday (Handout via Newhaven News)",
        "The mayor at the river on Monday (Photo by Ann Lee)",
        "Photo: the mayor at the river",
        "[Pictured: the mayor at the river. Photo: council]",
        "Фото: пресслужба ради",
    ],
)
def test_captions_are_marked_as_captions(line: str) -> None:
    assert marked(f"{BODY}{line}\n\n{BODY}") == {line: RegionSort.CAPTION}


@pytest.mark.parametrize(
    "line",
    [
        "Two bodies were found near the river (Oldford/Newhaven road, km 12)",
        "The council and the ferry company agreed on it (see the report of May)",
        "Seven houses are cut off, two groups said (Bridge Watch/River Watch).",
        "It was the second bridge to fall (the first was in Newhaven)",
    ],
)
def test_other_brackets_are_no_picture_credits(line: str) -> None:
    assert marked(f"{BODY}{line}\n\n{BODY}") == {}


def test_regions_lie_on_whole_lines_and_do_not_change_the_text() -> None:
    text = f"  Show More  \n\n{BODY}\tRead also: the dam \n"
    regions, _ = mark_furniture(text, ())
    assert [text[r.start : r.end] for r in regions] == ["Show More", "Read also: the dam"]

import textwrap
from email.message import EmailMessage

import pytest

from corrobora.read.reader import read
from corrobora.read.wrapped import unwrap

LONG = (
    "The only bridge of Oldford fell on Sunday night after a week of heavy rain, the council said on Monday "
    "in a statement. Seven houses are cut off from the town, and two engineers are "
    "looking at the pillars. "
) * 3


def wrapped(width: int) -> str:
    return "\n\n".join("\n".join(textwrap.wrap(LONG, width)) for _ in range(3))


@pytest.mark.parametrize("width", [60, 72, 78, 100])
def test_paragraphs_broken_at_a_width_are_whole_again_and_nothing_moves(width: int) -> None:
    text = wrapped(width)
    joined, changed = unwrap(text)
    assert changed
    assert joined.split("\n\n") == [LONG.strip()] * 3
    assert len(joined) == len(text)
    assert all(a == b or (a, b) == ("\n", " ") for a, b in zip(text, joined, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join([LONG] * 5),
        "\n".join([LONG] * 5),
        "\n".join(f"{n}. The bridge of the town number {n} fell on Sunday night" for n in range(12)),
        "\n".join(["The bridge fell,", "the river rose,", "and nobody slept", "until the morning came."] * 5),
        "From a list:\n"
        + "\n".join(f"- the bridge number {n} which was built {n} years ago, fell" for n in range(12)),
        "| a table | of the bridges that fell in the night |\n" * 12,
        "short\nlines\n" * 10,
        "",
    ],
)
def test_lines_that_are_meant_stay(text: str) -> None:
    assert unwrap(text) == (text, False)


def test_list_items_in_a_wrapped_text_stay_on_their_own_lines() -> None:
    text = (
        wrapped(72)
        + "\n\n"
        + "- the old bridge, which is the one that fell in the night of that Sunday\n- the new one"
    )
    joined, changed = unwrap(text)
    assert changed
    assert joined.endswith("\n- the new one")


def test_a_wrapped_file_says_that_it_was() -> None:
    document = read(wrapped(72).encode(), sha256="0" * 64, name="a.txt", row=None, path="a.txt")
    assert "on Monday in a statement" in document.text.content
    assert any("fixed width" in notice for notice in document.text.notices)


def test_flowed_mail_is_joined_where_it_says_so() -> None:
    message = EmailMessage()
    message["Subject"] = "x"
    message.set_content("The bridge fell on \nSunday.\nNobody was hurt.\n-- \nThe council\n")
    message.set_param("format", "flowed")
    document = read(bytes(message), sha256="0" * 64, name="a.eml", row=None, path="a.eml")
    assert document.text.content.split("\n")[2:] == [
        "The bridge fell on Sunday.",
        "Nobody was hurt.",
        "-- ",
        "The council",
        "",
    ]

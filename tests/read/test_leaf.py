"""Where words of the text stand on the pages of a PDF as they look."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from corrobora.read.errors import UnreadableItem
from corrobora.read.leaf import HEIGHT, WIDTH, Box, Leaf, Leaves
from corrobora.read.pdf import read_pdf
from pdf_pages import write_pdf

LINES = (
    "Soldiers shot nine captured men near the mill, prosecu-",
    "tors said on Monday. The ministry denied it.",
    "The ministry denied it.",
)


@pytest.fixture(scope="module")
def leaves() -> Iterator[Leaves]:
    opened = Leaves()
    yield opened
    opened.close()


def shown(leaves: Leaves, path: Path, number: int, *words: str) -> tuple[str, Leaf]:
    """The reader's text of a page, and the page with each words' first place in that text."""
    reading = read_pdf(path.read_bytes(), path.name)
    ends = [*reading.pages[1:], len(reading.content)]
    text = reading.content[reading.pages[number - 1] : ends[number - 1]]
    stretches = [(text.index(w), text.index(w) + len(w)) for w in words]
    return text, leaves.boxes(path, name=path.name, number=number, text=text, stretches=stretches)


def ink(leaves: Leaves, path: Path, number: int, box: Box) -> tuple[float, float]:
    """How dark a page is inside a box and in the band of the same size below and right of the text."""
    picture = Image.open(io.BytesIO(leaves.picture(path, name=path.name, number=number))).convert("L")
    x, y = round(box.x), round(box.y)
    cut = picture.crop((x, y, x + max(1, round(box.width)), y + max(1, round(box.height))))
    values = cut.tobytes()
    return sum(v < 128 for v in values) / len(values), sum(v < 128 for v in picture.tobytes())


def test_words_are_found_where_they_are_drawn(leaves: Leaves, tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [LINES])
    text, page = shown(leaves, path, 1, "shot nine captured men", "prosecutors said on Monday")
    assert "prosecutors" in text, "the reader takes the hyphen out"
    assert (page.width, page.height) == (WIDTH, round(842 * WIDTH / 595))
    (one,), two = page.boxes
    scale = WIDTH / 595
    assert one.x == pytest.approx(scale * (72 + 49), abs=3 * scale)  # after "Soldiers "
    assert one.y < scale * (842 - 700) < one.y + one.height + scale  # the line's foot
    assert [round((b.y + b.height) / scale / 18) for b in two] == [8, 9], "one box a line"
    assert ink(leaves, path, 1, one)[0] > 0.1


def test_of_the_same_words_twice_each_is_found_in_its_own_place(leaves: Leaves, tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [LINES, LINES[::-1]])
    reading = read_pdf(path.read_bytes(), path.name)
    text = reading.content[: reading.pages[1]]
    first = text.index("The ministry denied it.")
    second = text.index("The ministry denied it.", first + 1)
    places = [(at, at + len("The ministry denied it.")) for at in (first, second)]
    page = leaves.boxes(path, name="a.pdf", number=1, text=text, stretches=places)
    ((one,), (two,)) = page.boxes
    assert one.x > two.x
    assert one.y < two.y


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_boxes_lie_on_ink_however_a_page_is_turned(turned: int, leaves: Leaves, tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [["Nine men"]], turned=turned, top=300)
    _, page = shown(leaves, path, 1, "Nine men")
    ((box,),) = page.boxes
    assert (box.width > box.height) == (turned in (0, 180))
    inside, whole = ink(leaves, path, 1, box)
    assert inside * box.width * box.height > 0.9 * whole, "all ink of the page is in the box"


def test_words_that_are_not_on_the_page_have_no_box(leaves: Leaves, tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [LINES])
    page = leaves.boxes(path, name="a.pdf", number=1, text="Ten others. — …", stretches=[(0, 10), (12, 15)])
    assert page.boxes == ((), ())


@pytest.mark.parametrize("size", [(20.0, 14_000.0), (14_400.0, 14_400.0), (3.0, 3.0)])
def test_a_picture_is_of_bounded_size(size: tuple[float, float], leaves: Leaves, tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [["x"]], size=size, top=1)
    picture = Image.open(io.BytesIO(leaves.picture(path, name="a.pdf", number=1)))
    assert picture.width <= WIDTH
    assert picture.height <= HEIGHT


def test_what_cannot_be_shown_is_named_and_the_next_page_is_shown(leaves: Leaves, tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [LINES])
    for number in (0, 2, 10**9):
        with pytest.raises(UnreadableItem, match=rf"a\.pdf: page {number}: is not there: it has 1"):
            leaves.picture(path, name="a.pdf", number=number)
    (tmp_path / "cut.pdf").write_bytes(path.read_bytes()[:300])
    with pytest.raises(UnreadableItem, match=r"cut\.pdf: page 1: cannot be shown"):
        leaves.picture(tmp_path / "cut.pdf", name="cut.pdf", number=1)
    with pytest.raises(UnreadableItem, match=r"gone\.pdf"):
        leaves.picture(tmp_path / "gone.pdf", name="gone.pdf", number=1)
    assert leaves.picture(path, name="a.pdf", number=1).startswith(b"\x89PNG")

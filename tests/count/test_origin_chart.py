from __future__ import annotations

from xml.etree import ElementTree

from corrobora.count.origin_chart import origin_chart
from corrobora.link.origins import Origins, Passed, Passing, Source


def test_every_source_is_drawn_and_every_way_told_without_markup_from_names():
    found = Origins(
        sources=(
            Source(id="a", name="<b>Map</b>"),
            Source(id="b", name="Daily"),
            Source(id="c", name="Weekly"),
        ),
        passed=(
            Passed(giver="a", taker="b", how=Passing.SAID, claims=("x",)),
            Passed(giver="b", taker="c", how=Passing.COPIED, claims=("y",)),
        ),
        roots=("a",),
        independent=(1, 1),
    )
    drawn = ElementTree.fromstring(origin_chart(found))
    texts = ["".join(e.itertext()) for e in drawn.iter() if e.tag.endswith("}text")]
    assert sorted(texts) == ["<b>Map</b>", "Daily", "Weekly"]
    desc = next(e.text for e in drawn.iter() if e.tag.endswith("}desc"))
    assert desc == "Daily has it from <b>Map</b> (said); Weekly has it from Daily (copied)"


def test_a_circle_is_drawn_too():
    sources = (Source(id="a", name="A"), Source(id="b", name="B"))
    ways = (
        Passed(giver="a", taker="b", how=Passing.CITED, claims=("x",)),
        Passed(giver="b", taker="a", how=Passing.CITED, claims=("y",)),
    )
    assert "<svg" in origin_chart(Origins(sources=sources, passed=ways, roots=("a",), independent=(1, 1)))


def test_nothing_is_drawn_where_nobody_has_it_from_anybody():
    alone = Origins(sources=(Source(id="a", name="A"),), passed=(), roots=("a",), independent=(1, 1))
    assert origin_chart(alone) == ""

from __future__ import annotations

from collections import Counter
from xml.etree import ElementTree

from corrobora.count.bars import Bar, bars, month_bars, month_of, place_bars, place_of
from corrobora.count.estimate.density_chart import density_chart
from corrobora.count.estimate.report import Estimation, ModelEstimate
from corrobora.link.derive import derive
from link_claims import days, place, record

MILL, FORD = place("Old Mill", 48.1, 31.2), place("Stone Ford", 49.9, 36.1)


def test_incidents_are_counted_by_month_and_by_place_with_those_that_name_none_apart():
    records = [
        record("a", "d1", where=MILL, when=days("2031-06-10")),
        record("b", "d2", where=MILL, when=days("2031-06-20")),
        record("c", "d3", where=FORD, when=days("2031-06-20", "2031-07-02")),
        record("d", "d4", victims=2),
    ]
    register = [derive(n, [r]) for n, r in enumerate(records, 1)]
    assert [(b.label, b.words) for b in month_bars(Counter(map(month_of, register)))] == [
        ("2031-06", "2 incidents"), ("in several months", "1 incident"), ("day not found", "1 incident"),
    ]  # fmt: skip
    assert [b.label for b in place_bars(Counter(map(place_of, register)))] == [
        "Old Mill",
        "Stone Ford",
        "place not found",
    ]


def test_bars_say_in_text_what_they_draw_and_escape_names():
    drawn = ElementTree.fromstring(
        bars([Bar(label="<b>", parts=((3, "bc-held"), (1, "bc-missing")), words="3 held")], title="Held")
    )
    assert len([e for e in drawn.iter() if e.tag.endswith("}rect")]) == 2
    assert next(e.text for e in drawn.iter() if e.tag.endswith("}desc")) == "<b>: 3 held"
    assert bars([], title="Nothing") == ""


def test_estimates_that_answer_are_drawn_and_refused_ones_are_only_named():
    one = ModelEstimate(
        name="dga:0.0625", formula="", assumption="", estimate=150.0, interval=(120.0, 200.0), details={},
        density=((120.0, 0.1), (150.0, 0.8), (200.0, 0.1)),
    )  # fmt: skip
    two = ModelEstimate(name="lcmcr", formula="", assumption="", refused="too thin", details={})
    drawn = density_chart(Estimation(n=100, models=(one, two), refused=None))
    names = ["".join(e.itertext()) for e in ElementTree.fromstring(drawn).iter() if e.tag.endswith("}text")]
    assert "dga:0.0625" in names
    assert names[names.index("lcmcr") + 1] == "refused"
    assert "lcmcr: refused: too thin" in drawn
    assert drawn.count("dc-point") == 1
    assert density_chart(Estimation(n=100, models=(two,), refused="no")) == ""

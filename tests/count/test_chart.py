from __future__ import annotations

import re
from xml.etree import ElementTree

from test_reconcile import MISSION, tally

from corrobora.count import Body
from corrobora.count.chart import chart

SVG = "{http://www.w3.org/2000/svg}"


def test_every_figure_with_a_place_in_time_has_a_row():
    drawn = ElementTree.fromstring(
        chart(
            [
                tally("a", None, "2031-04-01", (124, None)),
                tally("b", "2031-01-01", "2031-10-01", 177, body=MISSION),
                tally("c", "2031-01-01", None, 177),
            ]
        )
    )
    rows = drawn.findall(f"{SVG}g")
    assert [r.get("data-tally") for r in rows] == ["a", "b"]
    assert drawn.get("role") == "img"
    assert "at least 124" in "".join(rows[0].itertext())


def test_open_ends_are_drawn_open():
    opened = chart([tally("a", None, "2031-04-01", (124, None))])
    closed = chart([tally("a", "2031-01-01", "2031-04-01", 124)])
    assert "tc-span-open" in opened
    assert "tc-range-open" in opened
    assert "-open" not in closed


def test_nothing_in_it_needs_a_lax_security_policy():
    hostile = Body(id="x", name="<script>alert(1)</script>")
    drawn = chart([tally('"><script>', "2031-01-01", "2031-04-01", 3, body=hostile)])
    assert "<script" not in drawn
    assert not re.search(r"\sstyle=|\son\w+=|<style|href=", drawn)


def test_nothing_to_draw_draws_nothing():
    assert chart([]) == ""

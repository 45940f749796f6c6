from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from corrobora.model.document import Region, RegionSort, Text
from corrobora.model.span import Span
from corrobora.model.vocabulary import Kind
from corrobora.read.plain import read_markdown
from corrobora.web.passages import Marked, Passage, passages

PROSE = "Nine men were shot near Old Mill.\nThey had surrendered.\n\nNobody answered.\n"


def text(content: str, *regions: Region) -> Text:
    return Text(sha256="a" * 64, reader="test/1", content=content, regions=regions)


def marked(number: int, content: str, *words: str, kind: Kind = Kind.INCIDENT) -> Marked:
    spans = tuple(Span.of(content, content.index(w), content.index(w) + len(w)) for w in words)
    return Marked(number=number, kind=kind, spans=spans)


def joined(found: tuple[Passage, ...]) -> list[str]:
    return ["".join(p.text for p in passage.pieces) for passage in found]


def test_paragraphs_are_parted_by_blank_lines_and_keep_their_own_lines() -> None:
    assert joined(passages(text(PROSE), [])) == [
        "Nine men were shot near Old Mill.\nThey had surrendered.",
        "Nobody answered.",
    ]


def test_in_a_text_without_blank_lines_every_line_is_a_paragraph() -> None:
    assert joined(passages(text("one\ntwo\n"), [])) == ["one", "two"]


def test_a_heading_stands_by_itself_even_without_a_blank_line() -> None:
    found = passages(text("Head\nBody\n\nMore", Region(start=0, end=4, sort=RegionSort.TITLE)), [])
    assert [(p.sort, "".join(x.text for x in p.pieces)) for p in found] == [
        (RegionSort.TITLE, "Head"),
        (None, "Body"),
        (None, "More"),
    ]


def test_a_heading_of_markdown_is_shown_without_its_marks_which_stay_in_the_text() -> None:
    data = "# Shot at Old Mill\n\n## Who says so ##\n\n#hashtag and # 1\n"
    read = read_markdown(data.encode(), "a.md")
    written = Text(sha256="a" * 64, reader=read.reader, content=read.content, regions=read.regions)
    claim = marked(1, read.content, "Shot at Old Mill")
    found = passages(written, [claim])
    assert joined(found) == ["Shot at Old Mill", "Who says so ##", "#hashtag and # 1"]
    assert [(p.text, p.start, p.anchor, p.claims) for p in found[0].pieces] == [
        ("Shot at Old Mill", 2, "w2", (1,))
    ]
    assert found[0].begins == (1,)
    assert read.content == data
    pointed = marked(1, read.content, "# Shot")
    assert joined(passages(written, [pointed]))[0] == "# Shot at Old Mill"
    plain = replace(written, reader="plain/1")
    assert joined(passages(plain, []))[0] == "# Shot at Old Mill"


def test_overlapping_claims_are_cut_into_pieces_that_name_all_that_cover_them() -> None:
    whole = marked(1, PROSE, "Nine men were shot near Old Mill")
    part = marked(2, PROSE, "shot near Old Mill.", kind=Kind.TALLY)
    first = passages(text(PROSE), [whole, part])[0]
    assert [(p.text, p.claims, p.kind, p.ends) for p in first.pieces] == [
        ("Nine men were ", (1,), Kind.INCIDENT, ()),
        ("shot near Old Mill", (1, 2), Kind.TALLY, (1,)),
        (".", (2,), Kind.TALLY, (2,)),
        ("\nThey had surrendered.", (), None, ()),
    ]
    assert first.begins == (1, 2)


def test_a_span_over_two_paragraphs_is_marked_in_both_and_noted_once() -> None:
    claim = marked(1, PROSE, "They had surrendered.\n\nNobody")
    before, after = passages(text(PROSE), [claim])
    assert (before.begins, after.begins) == ((1,), ())
    assert before.pieces[-1].claims == after.pieces[0].claims == (1,)
    assert [p.ends for p in (*before.pieces, *after.pieces) if p.ends] == [(1,)]


def test_words_a_value_was_read_from_have_an_anchor_and_are_shown_outside_the_claim_too() -> None:
    evidence = (Span.of(PROSE, PROSE.index("Nobody"), PROSE.index("Nobody") + 6),)
    spans = (Span.of(PROSE, 0, 8),)
    found = passages(text(PROSE), [Marked(number=1, kind=Kind.INCIDENT, spans=spans, evidence=evidence)])
    piece = found[-1].pieces[0]
    assert (piece.text, piece.evidence, piece.claims) == ("Nobody", True, ())
    assert piece.anchor == f"w{evidence[0].start}"


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[Marked]]:
    content = draw(st.text(alphabet="ab \n", min_size=1, max_size=60))
    starts = st.integers(0, len(content) - 1)
    claims = []
    for number in range(1, draw(st.integers(0, 5)) + 1):
        start = draw(starts)
        end = draw(st.integers(start + 1, len(content)))
        kind = draw(st.sampled_from(list(Kind)))
        claims.append(Marked(number=number, kind=kind, spans=(Span.of(content, start, end),)))
    return content, claims


@given(texts_with_spans())
def test_no_word_is_lost_or_doubled_and_every_anchor_is_there_once(drawn: tuple[str, list[Marked]]) -> None:
    content, claims = drawn
    found = passages(text(content), claims)
    assert "".join("".join(joined(found)).split()) == "".join(content.split())
    anchors = [p.anchor for passage in found for p in passage.pieces if p.anchor]
    assert len(anchors) == len(set(anchors))
    for passage in found:
        for piece in passage.pieces:
            covering = {m.number for m in claims if piece.text in m.spans[0].quote}
            assert set(piece.claims) <= covering

"""A user's own codebook over the shipped one."""

from __future__ import annotations

import pickle

import pytest

from corrobora.codebook.bodies import load_bodies
from corrobora.codebook.conflicts import load_conflicts
from corrobora.codebook.countries import load_countries
from corrobora.codebook.entries import BadCodebook, load
from corrobora.codebook.overlay import SHIPPED, BadOverlay, Codebook, in_use, per_codebook, using
from corrobora.extract.analysis import analyse
from corrobora.extract.countries import find_countries
from corrobora.model.document import Document, Source, Text


def book(**files):
    return Codebook(tuple(sorted((name.replace("__", "/") + ".yaml", text) for name, text in files.items())))


CUE = "- id: execution\n  cues: {en: [unalive]}\n  examples: {en: They were unalived.}\n"


def entry(family, id):
    return next(e for e in load(family) if e.id == id)


def test_cues_are_added_to_the_entry_of_the_same_id():
    shipped = entry("acts", "execution")
    with using(book(cues__acts=CUE)):
        own = entry("acts", "execution")
    assert own.cues["en"] == (*shipped.cues["en"], *own.cues["en"][-1:])
    assert own.cues["en"][-1].pattern == "unalive"
    assert own.cues["uk"] == shipped.cues["uk"]
    assert own.definition == shipped.definition
    assert own.examples["en"] == "They were unalived."
    assert entry("acts", "execution") == shipped


def test_an_entry_can_take_the_place_of_the_shipped_one():
    with using(book(cues__acts=CUE.replace("  cues", "  replace: true\n  cues"))):
        assert [cue.pattern for cue in entry("acts", "execution").cues["en"]] == ["unalive"]


def test_names_are_added_to_a_body_and_new_bodies_come_in():
    text = (
        "- {id: un-hrmmu, sort: un, names: {en: [the Valley mission]}}\n"
        "- {id: valley-watch, sort: ngo, names: {en: [Valley Watch]}}\n"
    )
    with using(book(bodies=text)):
        bodies = load_bodies()
        assert bodies["un-hrmmu"].names["en"][-1] == "the Valley mission"
        assert bodies["un-hrmmu"].name == load_bodies()["un-hrmmu"].name
        assert bodies["valley-watch"].name == "Valley Watch"
    assert "valley-watch" not in load_bodies()


def test_a_conflict_of_ones_own_comes_in():
    text = "id: valley\nname: {en: the Valley war}\ncountries: [MT]\nsides: [MT, IS]\nstart: 2031-01-01\n"
    with using(book(conflicts__valley=text)):
        assert "valley" in {c.id for c in load_conflicts()}
    assert "valley" not in {c.id for c in load_conflicts()}


VALLEY = (
    "XV:\n  en: {names: [Valleria], adjectives: [Vallerian], people: [Vallerian], seats: [Old Port]}\n"
    "  uk: {names: [Валлерія], adjectives: [валлерійський]}\n"
    "  ru: {names: [Валлерия], adjectives: [валлерийский]}\n"
)


def test_a_country_of_ones_own_comes_in_and_can_be_a_side():
    war = "id: valley\nname: {en: the Valley war}\ncountries: [XV]\nsides: [XV, IS]\nstart: 2031-01-01\n"
    with using(book(countries=VALLEY, conflicts__valley=war)):
        assert load_countries()["XV"].name == "Valleria"
        assert "valley" in {c.id for c in load_conflicts()}
        assert found("Two Vallerian soldiers were shot.") == ["XV"]
    assert "XV" not in load_countries()
    assert found("Two Vallerian soldiers were shot.") == []


def found(words):
    text = Text(sha256="0" * 64, reader="text/1", content=words, language="en")
    return [m.value for m in find_countries(analyse(Document(text=text, source=Source(path="a.txt"))))]


@pytest.mark.parametrize("text", ["[]", "XV: {en: {}}", VALLEY.replace("[Old Port]", "Old Port"), "XV: ["])
def test_countries_that_are_none_are_refused_with_the_file_named(text):
    with using(book(countries=text)), pytest.raises(BadCodebook, match=r"countries\.yaml"):
        load_countries()


def test_a_wrong_overlay_is_refused_with_its_file_named():
    with (
        using(book(cues__acts="- {id: execution, colour: red}")),
        pytest.raises(BadCodebook, match=r"cues/acts\.yaml"),
    ):
        load("acts")


def test_answers_are_kept_for_each_codebook_by_itself():
    asked = []

    @per_codebook
    def patterns(id):
        asked.append(id)
        return len(entry("acts", id).cues["en"])

    own = book(cues__acts=CUE)
    plain = patterns("execution")
    with using(own):
        assert patterns("execution") == plain + 1
    assert patterns("execution") == plain
    with using(pickle.loads(pickle.dumps(own))):
        assert patterns("execution") == plain + 1
    assert asked == ["execution"] * 2


def test_a_folder_is_read_with_its_known_files(tmp_path):
    (tmp_path / "cues").mkdir()
    (tmp_path / "cues" / "acts.yaml").write_text(CUE)
    (tmp_path / "README.md").write_text("ours")
    assert Codebook.read(tmp_path) == book(cues__acts=CUE)
    assert in_use() == SHIPPED


@pytest.mark.parametrize("name", ["acts.yaml", "cues/acts.txt", "cues/more/acts.yaml", "rules.yaml"])
def test_a_file_that_is_no_part_of_a_codebook_is_refused_by_name(tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[]")
    with pytest.raises(BadOverlay, match=str(path)):
        Codebook.read(tmp_path)


def test_bytes_that_are_no_text_are_refused(tmp_path):
    (tmp_path / "bodies.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadOverlay, match=r"bodies\.yaml: cannot be read as text"):
        Codebook.read(tmp_path)


def test_a_folder_that_is_none_is_refused(tmp_path):
    with pytest.raises(BadOverlay, match="is no folder"):
        Codebook.read(tmp_path / "nothing")

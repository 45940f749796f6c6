from __future__ import annotations

import pytest

from corrobora.count.asking import NotAScope, scope_of
from corrobora.count.scope import Standard
from corrobora.model.vocabulary import Act


def test_a_scope_is_made_of_what_is_asked_for():
    scope = scope_of(act="execution", victim_side="ua", first="2031-01-01", standard="verified")
    assert (scope.act, scope.victim_side, scope.standard) == (Act.EXECUTION, "UA", Standard.VERIFIED)
    assert scope.last is None


def test_a_region_is_found_with_and_without_the_word_region():
    plain, region = scope_of(area="Kursk").area, scope_of(area="Kursk region").area
    assert plain is not None
    assert region is not None
    assert region.ids
    assert region.ids != plain.ids


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"act": "killing"}, "one of execution"),
        ({"victim_side": "Utopia"}, "two-letter"),
        ({"first": "yesterday"}, "no day"),
        ({"first": "2031-02-02", "last": "2031-02-01"}, "before it starts"),
        ({"area": "Qqqzzz"}, "gazetteer"),
    ],
)
def test_what_is_no_scope_is_refused_with_what_it_can_be(asked: dict[str, str], said: str):
    with pytest.raises(NotAScope, match=said):
        scope_of(**asked)

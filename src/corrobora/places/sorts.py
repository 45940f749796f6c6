"""Words that say what sort of place a name is: "region", «село», «р-н»."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from corrobora.model.where import PlaceLevel

_FIRST = frozenset({PlaceLevel.FIRST})
_SECOND = frozenset({PlaceLevel.SECOND})
_EITHER = _FIRST | _SECOND
_SETTLEMENT = frozenset({PlaceLevel.SETTLEMENT})
_PART = frozenset({PlaceLevel.FEATURE, PlaceLevel.SECOND})

#: English nouns; after the name ("X region") and, with "of", before it ("the village of X").
_ENGLISH = {
    _FIRST: "oblast oblasts region regions reg governorate governorates state krai republic",
    _EITHER: "province provinces prefecture prefectures department departments county counties",
    _SECOND: "district districts raion raions municipality municipalities subdistrict township hromada",
    _SETTLEMENT: "city town village settlement hamlet villages towns cities settlements hamlets",
    _PART: "neighbourhood neighborhood quarter suburb",
}
#: Ukrainian and Russian nouns and abbreviations, as lemmas.
_CYRILLIC = {
    _FIRST: "область обл обл. край республіка республика губернія губерния",
    _EITHER: "провінція провинция штат департамент",
    _SECOND: "район р-н громада отг община муніципалітет муниципалитет округ",
    _SETTLEMENT: (
        "село с с. місто м м. город г г. селище сел сел. смт смт. посёлок поселок пос пос. пгт хутір хутор "
        "х. деревня дер. аул станиця станица містечко городок сельцо"
    ),
    _PART: "квартал мікрорайон микрорайон",
}


@cache
def sorts() -> Mapping[str, frozenset[PlaceLevel]]:
    """Levels by word, lower case, all languages."""
    found = {}
    for table in (_ENGLISH, _CYRILLIC):
        for levels, words in table.items():
            found.update(dict.fromkeys(words.split(), levels))
    return MappingProxyType(found)

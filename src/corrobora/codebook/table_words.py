"""What the columns of tables are headed with (``table_words.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from corrobora.codebook.entries import BadCodebook

_FILE = "table_words.yaml"


class Column(StrEnum):
    """What a column of a table holds."""

    DAY = "day"
    PLACE = "place"
    VICTIMS = "victims"
    SOURCE = "source"
    PERPETRATOR = "perpetrator"
    TOLD = "told"


@cache
def load_table_words() -> Mapping[str, Column]:
    """Header words in small letters with what their column holds.

    Raises:
        BadCodebook: the file names a column there is none of, or one word twice.
    """
    data = yaml.safe_load(files("corrobora.codebook").joinpath(_FILE).read_text(encoding="utf-8"))
    found: dict[str, Column] = {}
    for name, words in data.items():
        if name not in set(Column):
            raise BadCodebook(f"{_FILE}: {name!r} is none of {', '.join(Column)}")
        for word in words:
            if word in found:
                raise BadCodebook(f"{_FILE}: {word!r} stands under {found[word]} and {name}")
            found[word] = Column(name)
    return MappingProxyType(found)

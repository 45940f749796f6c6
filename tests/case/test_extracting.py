"""Claims of many documents, in several processes."""

from __future__ import annotations

import multiprocessing

import pytest

from corrobora.case.errors import CaseError
from corrobora.case.extracting import CHUNK, extractions
from corrobora.model.document import Document, Source, Text


@pytest.mark.slow  # two processes that each load a parser
def test_a_reading_process_that_is_killed_is_told_in_one_sentence() -> None:
    text = Text(sha256="0" * 64, reader="x", content="Five prisoners were shot.", title="", language="en")
    stream = extractions([Document(text=text, source=Source(path="a.txt"))] * (20 * CHUNK), workers=2)
    assert next(stream).claims
    for process in multiprocessing.active_children():
        process.kill()
    with pytest.raises(CaseError, match="what was finished is kept: give the same command again"):
        list(stream)

"""JSON in portions gives what `json` gives of the whole, whatever the portions and the damage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corrobora.collect.imports import json_stream
from corrobora.collect.imports.json_stream import BadJsonError, JsonStream

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(alphabet='\\"x0Bя\u2028\ud800 a\n', max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
PORTIONS = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def streamed(path: Path, most: int = 10**6) -> Any:
    with JsonStream(path, most=most) as file:
        match file.peek():
            case "[":
                found: Any = [file.value() for _ in file.elements()]
            case "{":
                found = {name: file.value() for name in file.members()}
            case _:
                found = file.value()
        file.end()
        return found


@given(value=values, portion=st.integers(1, 9), indent=st.none() | st.just(1), escaped=st.booleans())
@PORTIONS
def test_portions_give_what_the_whole_gives(
    tmp_path: Path, value: Any, portion: int, indent: int | None, escaped: bool
) -> None:
    path = tmp_path / "a.json"
    words = json.dumps(value, indent=indent, ensure_ascii=escaped)
    path.write_bytes((b"\xef\xbb\xbf" if escaped else b"") + words.encode("utf-8", "replace"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(json_stream, "_CHUNK", portion)
        assert streamed(path) == json.loads(path.read_text("utf-8-sig"))


@pytest.mark.parametrize("portion", [1, 2, 3, 5, 100])
def test_escapes_of_telegram_are_put_right_wherever_a_portion_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    monkeypatch.setattr(json_stream, "_CHUNK", portion)
    (tmp_path / "a.json").write_text(r'["\x0B", "\\x0B", "\\\x1f", "x0B"]')
    assert streamed(tmp_path / "a.json") == ["\x0b", r"\x0B", "\\\x1f", "x0B"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("[1,\n2,", "line 2 .*Expecting value"),
        ("[1 2]", "a comma or"),
        ('{"a" 1}', "a colon"),
        ("{1: 2}", "a name"),
        ("[1]x", "follows its end"),
        ("[NaN]", "NaN"),
        ("[1e999]", "1e999"),
        ('["ab', "Unterminated"),
        ("[[" + "[" * 100_000, "nested too deeply"),
        ("[1" + "0" * 5000 + "]", "digits"),
        ('["' + "a" * 5000, "more than 1,000 characters"),
        ('["' + "\\" * 5000, "more than 1,000 characters"),
        ("", "Expecting value"),
    ],
)
@pytest.mark.parametrize("portion", [64, 1 << 16])
def test_what_is_no_json_is_named_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, reason: str, portion: int
) -> None:
    monkeypatch.setattr(json_stream, "_CHUNK", portion)
    (tmp_path / "a.json").write_text(words)
    with pytest.raises(BadJsonError, match=reason):
        streamed(tmp_path / "a.json", most=1000 if "1,000" in reason else 10**6)


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'["ab\xff"]')
    with pytest.raises(BadJsonError, match="no UTF-8"):
        streamed(tmp_path / "a.json")

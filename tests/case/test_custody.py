from __future__ import annotations

import pytest

from corrobora.case import Case, NotThere
from corrobora.case.custody import CustodyEvent
from corrobora.case.errors import BadCustody


def test_an_items_custody_is_every_entry_about_it_in_order(filled: Case) -> None:
    first, second = (d.sha256 for d in filled.documents()[:2])
    filled.record_custody(first[:10], CustodyEvent.TRANSFER, reason="court order 12/24", to="the registry")
    filled.record_custody(second, CustodyEvent.VIEW, reason="review")
    filled.record_verification(filled.verify())
    acts = [(e.act, e.payload.get("event")) for e in filled.custody(first)]
    assert acts == [
        ("add", None), ("read", None), ("extract", None), ("custody", "transfer"), ("verify", None),
    ]  # fmt: skip
    assert filled.verify().clean


@pytest.mark.parametrize(
    ("event", "reason", "to"),
    [
        (CustodyEvent.VIEW, " ", None),
        (CustodyEvent.TRANSFER, "order", None),
        (CustodyEvent.COPY, "order", " "),
    ],
)
def test_an_event_that_does_not_say_what_it_must_is_refused(
    filled: Case, event: CustodyEvent, reason: str, to: str | None
) -> None:
    with pytest.raises(BadCustody):
        filled.record_custody(filled.documents()[0].sha256, event, reason=reason, to=to)
    assert "custody" not in [e.act for e in filled.latest()]


def test_an_unknown_item_has_no_custody(filled: Case) -> None:
    with pytest.raises(NotThere):
        filled.custody("f" * 64)


def test_a_check_that_found_damage_is_recorded_as_such(filled: Case) -> None:
    path = filled.vault.path(filled.documents()[0].sha256)
    path.chmod(0o644)
    path.write_bytes(b"other")
    entry = filled.record_verification(filled.verify())
    assert entry.payload["clean"] is False
    assert "bytes have changed" in entry.payload["problems"][0]["reason"]

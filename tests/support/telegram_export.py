"""Telegram Desktop exports about an invented country."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

CHANNEL = 1700000017


def message(id: int, text: Any, **more: Any) -> dict[str, Any]:
    """A message as Telegram Desktop writes it; its zone-less ``date`` is of another day than its time."""
    return {
        "id": id, "type": "message", "date": "2031-03-06T01:10:00", "date_unixtime": "1930417800",
        "from": "Border Watch", "from_id": f"channel{CHANNEL}", "text": text, "text_entities": [], **more,
    }  # fmt: skip


def export(folder: Path, *messages: dict[str, Any], name: str = "Border Watch", id: int = CHANNEL) -> Path:
    """A single chat's export in a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "result.json"
    chat = {"name": name, "type": "public_channel", "id": id, "messages": list(messages)}
    path.write_text(json.dumps(chat, indent=1), "utf-8")
    return path

"""Reports about invented places, and a folder to write them to."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

OFFICE = "The office said 9 prisoners were shot at Oldmill on 2024-05-03.\nThe ministry denied it.\n"
VILLAGE = (
    "Villagers say 8 prisoners were shot at Oldmill on 2024-05-03.\n"
    "Elsewhere, 2 prisoners were shot at Redbridge on 2024-06-01.\n"
)
COUNT = "Ombudsman has counted 120 killings up to 2024-07-01.\nThe union condemned the killings.\n"


@dataclass
class Reports:
    """A folder of reports and its manifest."""

    folder: Path
    rows: list[str] = field(default_factory=list)

    def write(self, name: str, text: str | bytes, *, publisher: str = "", published: str = "") -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        if publisher or published:
            self.rows.append(f"{name},{publisher},{published},,")
        return path

    def manifest(self) -> Path:
        path = self.folder / "manifest.csv"
        path.write_text("\n".join(["path,publisher,published,url,language", *self.rows]) + "\n")
        return path

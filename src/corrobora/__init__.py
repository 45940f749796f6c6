"""From reports of violations of the laws of war to a register that can be checked and counted.

from corrobora import Case, extract

extraction = extract("report.html")                # one document, no case
with Case.create("kursk") as case:                 # a folder that keeps everything
    case.add(["reports/"], manifest="reports/manifest.csv")
    for head in case.incidents():
        print(head.incident.label, head.incident.victims)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corrobora.library import extract
from corrobora.model.errors import CorroboraError

if TYPE_CHECKING:
    from corrobora.case import Case

__all__ = ["Case", "CorroboraError", "extract"]


def __getattr__(name: str) -> Any:
    if name == "Case":  # brings in the database, which the stateless half does not need
        from corrobora.case import Case

        return Case
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

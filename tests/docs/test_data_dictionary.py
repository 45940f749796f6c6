from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_data_dictionary_says_what_the_code_writes() -> None:
    made = subprocess.run(
        [sys.executable, ROOT / "scripts" / "data_dictionary.py"], capture_output=True, text=True, check=True
    )
    assert (ROOT / "docs" / "data-dictionary.md").read_text() == made.stdout, (
        "run scripts/data_dictionary.py > docs/data-dictionary.md"
    )

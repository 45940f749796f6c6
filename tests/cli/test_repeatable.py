from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


def extracted(seed: str) -> bytes:
    command = [Path(sys.executable).with_name("corrobora"), "extract", "--json", "--manifest"]
    done = subprocess.run(
        [*command, EXAMPLES / "manifest.csv", EXAMPLES / "reports"],
        capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed},
    )  # fmt: skip
    return done.stdout


@pytest.mark.slow
def test_the_same_reports_give_the_same_bytes_in_every_process() -> None:
    assert extracted("1") == extracted("2")

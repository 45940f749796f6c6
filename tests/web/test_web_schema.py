"""The API against its own description: generated calls find no server error and no undescribed answer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from web_sample import sample_case
from web_server import serving_app

from corrobora.model.rights import Right, Role
from corrobora.web.app import create_app
from people import enrol, quick


@pytest.mark.slow
@pytest.mark.parametrize("examples", [2, pytest.param(20, marks=pytest.mark.slow)])
def test_no_generated_call_makes_the_server_fail(tmp_path: Path, examples: int) -> None:
    with quick(sample_case(tmp_path)) as case:
        enrol(case, Role.ADMIN)
        _, token = case.team.create_token("admin", "generated calls", Right)
        with serving_app(create_app(case)) as where:
            schema = httpx.get(f"{where}/api/v1/openapi.json").raise_for_status()
            assert len(schema.json()["paths"]) >= 20
            command = [
                str(Path(sys.executable).with_name("schemathesis")), "run", f"{where}/api/v1/openapi.json",
                "--header", f"Authorization: Bearer {token}", "--max-examples", str(examples),
                "--checks", "not_a_server_error,content_type_conformance,response_schema_conformance",
                "--phases", "fuzzing", "--seed", "7", "--workers", "1", "--request-timeout", "60",
            ]  # fmt: skip
            done = subprocess.run(
                command, capture_output=True, text=True, cwd=tmp_path, timeout=1500, check=False,
                env={**os.environ, "PYTHONWARNINGS": "ignore"},
            )  # fmt: skip
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
        assert case.verify().clean

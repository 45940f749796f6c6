"""Documentation that says something about the code says something true."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def rooms() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layers: list[str] = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    return [layer.removeprefix("corrobora.") for layer in reversed(layers)]


def test_the_architecture_page_names_the_rooms_in_the_order_the_import_rules_enforce() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    named = re.findall(r"^\| `(\w+)` \|", page, flags=re.MULTILINE)
    assert named == rooms()


def test_every_room_of_the_import_rules_exists_and_no_other() -> None:
    package = ROOT / "src" / "corrobora"
    folders = {p.name for p in package.iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    assert folders - {"schemas"} == set(rooms())


def test_every_link_between_pages_leads_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    for page in pages:
        for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_command_the_guide_shows_is_one() -> None:
    from typer.main import get_group

    from corrobora.cli.main import app

    guide = (ROOT / "docs" / "guide.md").read_text("utf-8")
    assert set(re.findall(r"^corrobora (\w+)", guide, re.MULTILINE)) <= set(get_group(app).commands)

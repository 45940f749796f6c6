"""The compact model is trained, broken off, gone on from and used, with a base of two small layers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corrobora.extract import extract
from corrobora.extract.compact import network
from corrobora.extract.compact.continuing import Continued, go_on
from corrobora.extract.compact.engine import CombinedEngine
from corrobora.extract.compact.network import Network, NoCompactModel
from corrobora.extract.compact.windows import windows
from corrobora.extract.engines import EngineChoice
from corrobora.model.document import Document, Source, Text

torch = pytest.importorskip("torch", reason="PyTorch comes with the extra 'train' alone")
pytest.importorskip("onnx", reason="onnx comes with the extra 'train' alone")

from corrobora.extract.compact.training.examples import examples  # noqa: E402
from corrobora.extract.compact.training.export import export  # noqa: E402
from corrobora.extract.compact.training.learn import Run, new_model, train  # noqa: E402
from corrobora.extract.compact.training.network import INNER, WIDTH  # noqa: E402

TEXT = (
    "Four prisoners of war were shot near Lower Ferry on 3 May 2031, the harbour commission said. "
    "The governor opened a market. "
    "The Northern defence ministry denied the killings."
)
WORDS = sorted(set(re.findall(r"[A-Za-z]+|\d+|[.,]", TEXT)))
LAYERS = 2


def document(text: str = TEXT) -> Document:
    return Document(
        text=Text(sha256="a" * 64, reader="text/1", content=text, language="en"),
        source=Source(path="ferry.txt", publisher="Ferry Courier"),
    )


def lesson() -> dict[str, Any]:
    cut = [m.span() for m in re.finditer(r"[^.]+\.", TEXT)]
    at = TEXT.index("Lower Ferry")
    return {
        "name": "ferry", "variant": 0, "text": TEXT, "sentences": cut,
        "claims": [
            {
                "kind": "incident", "optional": False, "incident": "1", "sentences": [0], "basis": [],
                "act": "execution", "victim_status": "pow", "verification": None, "type": None,
                "words": {"victims": [(0, 4)], "place": [(at, at + 11)]},
                "filled": ["act", "place", "victim_status", "victims"],
            }
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights by chance, in the shape of a base of two layers."""
    folder = tmp_path_factory.mktemp("trained") / "base"
    folder.mkdir()
    chance = np.random.default_rng(1)
    pieces = ["<begin>", "<pad>", "<end>", "<unknown>", "▁", *WORDS, *(f"▁{w}" for w in WORDS), *"abcdefgh"]

    def some(*shape: int) -> np.ndarray:
        return (chance.normal(size=shape) * 0.05).astype(np.float32)

    arrays = {"word": some(len(pieces), WIDTH), "position": some(512, WIDTH)}
    for name in ("embedded", *(f"{n}.{part}" for n in range(LAYERS) for part in ("aln", "oln"))):
        arrays |= {f"{name}.weight": np.ones(WIDTH, np.float32), f"{name}.bias": np.zeros(WIDTH, np.float32)}
    for n in range(LAYERS):
        for part in ("q", "k", "v", "ao", "fi", "fo"):
            rows, columns = INNER if part == "fi" else WIDTH, INNER if part == "fo" else WIDTH
            arrays |= {f"{n}.{part}.weight": some(rows, columns), f"{n}.{part}.bias": some(rows)}
    np.savez(folder / "base.npz", **arrays)
    lines = (f"{piece}\t{0.0 if n < 4 else len(piece) - 20.0}\n" for n, piece in enumerate(pieces))
    (folder / "pieces.tsv").write_text("".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def trained(base: Path) -> Path:
    """A training folder as `make train` leaves it, with two networks of one epoch."""
    folder = base.parent
    made = [Run(base=base, out=folder / n, epochs=1, frozen=1, seed=seed) for seed, n in enumerate("xy")]
    export(base, [train([lesson()], run, tell=lambda _: None) for run in made], folder / "model")
    weights = folder / "model" / network.WEIGHTS
    weights.mkdir()
    for file in (Path(network.__file__).parents[1] / "rules" / "weights").glob("*.json"):
        (weights / file.name).write_bytes(file.read_bytes())
    return folder


def odds(folder: Path, sentence: int, label: str = "incident") -> float:
    """Log odds a model gives a sentence of `TEXT`."""
    used = Network(folder)
    (window,) = windows(TEXT, lesson()["sentences"], used.vocabulary)
    return float(used.read(window).said[sentence, used.labels["sentence"].index(label)])


def test_a_model_gone_on_from_has_learned_and_the_old_one_is_as_it_was(trained: Path, tmp_path: Path) -> None:
    before = {f: f.read_bytes() for f in trained.rglob("*") if f.is_file()}
    told: list[str] = []
    used = go_on(Continued.of(trained), [lesson()], tmp_path / "new", epochs=12, rate=1.0, tell=told.append)
    assert odds(used, 0) > odds(trained / "model", 0) + 0.5
    assert odds(used, 0) > odds(used, 1)
    assert {f: f.read_bytes() for f in trained.rglob("*") if f.is_file()} == before
    assert len([line for line in told if line.startswith("epoch 12 loss")]) == 2


def test_what_is_unknown_of_a_document_teaches_nothing(base: Path) -> None:
    _, vocabulary = new_model(base)
    (window,) = examples([{**lesson(), "known": [0]}], vocabulary)
    assert window.sentence_weight.sum(1).gt(0).tolist() == [True, False, False]
    of = torch.tensor(window.window.sentence_of)
    assert window.piece_weight[of == 0].eq(1).all()
    assert window.piece_weight[of > 0].eq(0).all()
    (whole,) = examples([lesson()], vocabulary)
    assert whole.piece_weight.eq(1).all()


def test_a_new_model_reads_and_says_which_it_is(trained: Path, tmp_path: Path) -> None:
    used = go_on(Continued.of(trained), [lesson()], tmp_path / "new", epochs=1, rate=0.5, tell=lambda _: None)
    names = set()
    for folder in (used, trained / "model"):
        engine = EngineChoice(name="model", sections={"model": {"folder": str(folder)}}).make()
        names.add(engine.name)
        found = extract(document(), engine)
        assert found.claims
        assert {claim.engine for _, claim in found.claims} == {engine.name}
    assert len(names) == 2
    assert all(re.fullmatch(r"rules\+compact/[\d.]+\+[0-9a-f]{8}", name) for name in names)


def test_nothing_in_a_training_folder_can_be_executed(trained: Path, tmp_path: Path) -> None:
    go_on(Continued.of(trained), [lesson()], tmp_path / "new", epochs=1, rate=0.5, tell=lambda _: None)
    files = [f for f in (tmp_path / "new").rglob("*") if f.is_file()]
    assert {f.suffix for f in files} == {".onnx", ".tsv", ".json", ".npz"}
    for file in files:
        if file.suffix == ".npz":
            assert all(np.load(file, allow_pickle=False)[name].dtype.kind in "fi" for name in np.load(file))


class BrokenOffError(Exception):
    pass


def test_training_that_was_broken_off_ends_as_if_it_had_not_been(base: Path, tmp_path: Path) -> None:
    def break_off(line: str) -> None:
        if line.startswith("epoch 2"):
            raise BrokenOffError

    def run(name: str) -> Run:
        return Run(base=base, out=tmp_path / name, epochs=3, frozen=1)

    whole = np.load(train([lesson()], run("whole"), tell=lambda _: None))
    with pytest.raises(BrokenOffError):
        train([lesson()], run("broken"), tell=break_off)
    told: list[str] = []
    again = np.load(train([lesson()], run("broken"), tell=told.append))
    assert [line.split(" loss")[0] for line in told if line.startswith("epoch")] == ["epoch 3"]
    assert all(np.array_equal(whole[name], again[name]) for name in whole)


@pytest.mark.parametrize("seed", range(4))
def test_with_weights_by_chance_every_word_kept_stands_in_the_text(
    base: Path, trained: Path, tmp_path: Path, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    arrays = dict(np.load(trained / "x" / "model.npz"))
    scale = (0.01, 1.0, 30.0, 1e30)[seed]
    random = {k: (chance.normal(size=v.shape) * scale).astype(np.float32) for k, v in arrays.items()}
    np.savez(tmp_path / "random.npz", **{**random, "frozen": arrays["frozen"]})
    export(base, [tmp_path / "random.npz"], tmp_path / "model")
    weights = tmp_path / "model" / network.WEIGHTS
    weights.mkdir()
    for file in (trained / "model" / network.WEIGHTS).glob("*.json"):
        data = json.loads(file.read_text())
        if isinstance(data, dict) and "weights" in data:
            heard = {f"second:{mark}>=-6.0" for mark in "incident tally best words fills kind type".split()}
            data["weights"] |= {mark: float(chance.uniform(-3, 3)) for mark in sorted(heard)}
        (weights / file.name).write_text(json.dumps(data))
    found = extract(document(), CombinedEngine(Network(tmp_path / "model")))
    assert not found.dropped
    assert all(TEXT[s.start : s.end] == s.quote for _, claim in found.claims for s in claim.all_spans())


def test_a_folder_without_a_model_is_refused_by_what_is_missing(trained: Path, tmp_path: Path) -> None:
    with pytest.raises(NoCompactModel, match=r"no trained model to go on from \(.*pieces\.tsv"):
        Continued.of(tmp_path)
    with pytest.raises(NoCompactModel, match="is the model gone on from"):
        go_on(Continued.of(trained), [lesson()], trained, epochs=1, rate=0.5, tell=lambda _: None)

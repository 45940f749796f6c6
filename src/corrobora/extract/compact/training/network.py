"""The network: an encoder of small layers of which the upper are trained, and heads for what is asked."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from corrobora.extract.compact.training import labels

WIDTH, HEADS, INNER, NARROW = 384, 12, 1536, 192
DISTANCES = 2 * labels.FARTHEST + 1
#: How many classes of a claim each of `ask`'s last four answers has.
CLASSES = tuple(len(c) for c in (labels.ACTS, labels.STATUSES, labels.VERIFICATIONS, labels.BASES))
#: What a piece one sentence further away counts less in the classes of a claim, before training.
FADING = 0.7


class Layer(nn.Module):
    """One layer of the encoder (attention, then two linear maps; normalised after each)."""

    def __init__(self, drop: float) -> None:
        super().__init__()
        self.q, self.k, self.v, self.ao = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.fi, self.fo = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.aln, self.oln = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(drop)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """``x`` is batch x pieces x width, ``mask`` batch x 1 x 1 x pieces: 0 or a large negative number."""
        parts = [
            m(x).unflatten(-1, (HEADS, WIDTH // HEADS)).transpose(1, 2) for m in (self.q, self.k, self.v)
        ]
        weights = parts[0] @ parts[1].transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + mask
        seen = (torch.softmax(weights, -1) @ parts[2]).transpose(1, 2).flatten(-2)
        x = self.aln(x + self.drop(self.ao(seen)))
        result: Tensor = self.oln(x + self.drop(self.fo(functional.gelu(self.fi(x)))))
        return result


class Encoder(nn.Module):
    """Piece numbers to vectors, the layers ``[first, last)`` of the base."""

    def __init__(self, pieces: int, layers: int, drop: float) -> None:
        super().__init__()
        self.word, self.position = nn.Embedding(pieces, WIDTH), nn.Embedding(512, WIDTH)
        self.embedded = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(drop) for _ in range(layers))

    def embed(self, ids: Tensor) -> Tensor:
        """Vectors before the first layer."""
        places = torch.arange(ids.shape[1], device=ids.device)
        result: Tensor = self.embedded(self.word(ids) + self.position(places))
        return result

    def run(self, x: Tensor, mask: Tensor, first: int, last: int) -> Tensor:
        """Through the layers ``[first, last)``."""
        for layer in self.layers[first:last]:
            x = layer(x, mask)
        return x


class Heads(nn.Module):
    """What is asked of sentences, pieces, pairs of sentences, and single claims."""

    def __init__(self, drop: float) -> None:
        super().__init__()
        self.drop = nn.Dropout(drop)
        self.pool = nn.Linear(WIDTH, 1)
        self.sentence = nn.Linear(WIDTH, len(labels.SENTENCE))
        self.seen, self.worth = (nn.Linear(WIDTH, len(labels.SENTENCE)) for _ in range(2))
        self.piece = nn.Linear(WIDTH, len(labels.PIECE))
        self.pair_in, self.pair_out = nn.Linear(WIDTH, NARROW), nn.Linear(2 * NARROW, 1)
        self.kind = nn.Embedding(len(labels.KINDS), WIDTH)
        self.distance = nn.Embedding(DISTANCES, NARROW)
        self.of_piece, self.of_claim = nn.Linear(WIDTH, NARROW), nn.Linear(WIDTH, NARROW)
        self.left, self.right = nn.Linear(WIDTH, NARROW, bias=False), nn.Linear(WIDTH, NARROW, bias=False)
        self.slot, self.empty = nn.Linear(NARROW, len(labels.SLOTS)), nn.Linear(WIDTH, len(labels.SLOTS))
        self.inner, self.classes = nn.Linear(WIDTH, NARROW), nn.Linear(NARROW, sum(CLASSES))
        self.class_seen, self.class_worth = (nn.Linear(WIDTH, sum(CLASSES)) for _ in range(2))
        self.class_distance = nn.Embedding(DISTANCES, sum(CLASSES))
        with torch.no_grad():
            away = (torch.arange(DISTANCES) - labels.FARTHEST).abs().float()
            self.class_distance.weight.copy_(-FADING * away.unsqueeze(1).expand(-1, sum(CLASSES)))

    def read(self, x: Tensor, members: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Sentence vectors and logits, piece logits, pair logits.

        ``x`` is batch x pieces x width, ``members`` batch x sentences x pieces: 1 where a piece belongs. A
        label of a sentence is judged by its vector, and by the pieces that the label looks at.
        """
        outside = (members - 1.0) * 1e4
        sentences = torch.softmax(self.pool(x).transpose(1, 2) + outside, -1) @ x
        s, looked = self.drop(sentences), self.drop(x)
        weights = torch.softmax(self.seen(looked).transpose(1, 2).unsqueeze(1) + outside.unsqueeze(2), -1)
        said = self.sentence(s) + (weights * self.worth(looked).transpose(1, 2).unsqueeze(1)).sum(-1)
        narrow = self.pair_in(s)
        a, b = narrow.unsqueeze(2), narrow.unsqueeze(1)
        pairs = self.pair_out(torch.cat([a * b, (a - b).abs()], -1)).squeeze(-1)
        return sentences, said, self.piece(looked), pairs

    def ask(
        self, x: Tensor, sentences: Tensor, share: Tensor, kind: Tensor, distance: Tensor
    ) -> tuple[Tensor, ...]:
        """Of single claims of one window: slots (claims x slots x pieces + 1, the last for "nothing"), acts,
        statuses, verifications, bases, all as logits.

        ``x`` is pieces x width, ``sentences`` sentences x width, ``share`` claims x sentences (rows sum to
        1), ``kind`` claims, ``distance`` claims x pieces.
        """
        q = self.drop(share @ sentences + self.kind(kind))
        seen = self.of_piece(x) + self.of_claim(q).unsqueeze(1) + self.left(x) * self.right(q).unsqueeze(1)
        slots = self.slot(self.drop(torch.relu(seen + self.distance(distance)))).transpose(1, 2)
        slots = torch.cat([slots, self.empty(q).unsqueeze(-1)], -1)
        looked = self.drop(x)
        weights = torch.softmax(self.class_seen(looked) + self.class_distance(distance), 1)
        classes = self.classes(torch.relu(self.inner(q))) + (weights * self.class_worth(looked)).sum(1)
        act, status, verification, basis = classes.split(CLASSES, -1)
        return slots, act, status, verification, basis


class Model(nn.Module):
    """Encoder and heads."""

    def __init__(self, pieces: int, layers: int, drop: float = 0.1) -> None:
        super().__init__()
        self.encoder, self.heads = Encoder(pieces, layers, drop), Heads(drop)


def load_base(encoder: Encoder, arrays: Any) -> None:
    """Fill the encoder with the base's weights."""
    own = dict(encoder.named_parameters())
    with torch.no_grad():
        for name, parameter in own.items():
            key = name.removesuffix(".weight") if name in ("word.weight", "position.weight") else name
            parameter.copy_(torch.from_numpy(arrays[key.removeprefix("layers.")]))

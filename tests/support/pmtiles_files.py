"""Small archives of tiles (PMTiles, version 3) with what a test wants in them, and vector tiles."""

from __future__ import annotations

import gzip
import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Tile = tuple[int, int, int]


def varint(number: int) -> bytes:
    """A number as seven bits a byte, the lowest first."""
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def tile_id(z: int, x: int, y: int) -> int:
    """A tile's place along the Hilbert curves of all zooms."""
    id, half = (4**z - 1) // 3, 1 << z >> 1
    while half:
        rx, ry = int(bool(x & half)), int(bool(y & half))
        id += half * half * ((3 * rx) ^ ry)
        if not ry:
            if rx:
                x, y = half - 1 - x % half, half - 1 - y % half
            x, y = y, x
        half >>= 1
    return id


def directory(entries: Sequence[tuple[int, int, int]]) -> bytes:
    """Entries of id, offset and length as a directory that leads to one tile each."""
    ids = [id for id, _, _ in entries]
    parts = [len(entries), *(b - a for a, b in zip([0, *ids], ids, strict=False))]
    parts += [1 for _ in entries] + [length for _, _, length in entries] + [at + 1 for _, at, _ in entries]
    return b"".join(map(varint, parts))


def write(
    path: Path,
    tiles: Mapping[Tile, bytes],
    *,
    sort: int = 1,
    zooms: tuple[int, int] = (0, 0),
    bounds: tuple[float, float, float, float] = (-180.0, -85.0, 180.0, 85.0),
    metadata: Mapping[str, Any] | None = None,
    root: bytes | None = None,
) -> Path:
    """Write an archive.

    Args:
        path: where to.
        tiles: bytes of each tile.
        sort: number of the tiles' sort; 1: vectors, 2: PNG.
        zooms: lowest and highest.
        bounds: west, south, east, north.
        metadata: JSON.
        root: bytes that stand for the compressed root directory.
    """
    entries, data = [], b""
    for id, tile in sorted((tile_id(*at), tile) for at, tile in tiles.items()):
        packed = gzip.compress(tile) if sort == 1 else tile
        entries.append((id, len(data), len(packed)))
        data += packed
    root = gzip.compress(directory(entries)) if root is None else root
    about = gzip.compress(json.dumps(metadata or {}).encode())
    starts = [127, 127 + len(root), 127 + len(root) + len(about), 127 + len(root) + len(about)]
    lengths = [len(root), len(about), 0, len(data)]
    head = b"PMTiles\x03" + struct.pack(
        "<8Q", *(n for pair in zip(starts, lengths, strict=True) for n in pair)
    )
    head += struct.pack("<3Q", len(entries), len(entries), len(entries))
    head += bytes([1, 2, 2 if sort == 1 else 1, sort, *zooms])
    head += struct.pack("<4i", *(round(n * 1e7) for n in bounds)) + bytes([0]) + struct.pack("<2i", 0, 0)
    path.write_bytes(head + root + about + data)
    return path


def vector_tile(
    layers: Mapping[str, Sequence[tuple[Sequence[tuple[int, int]], Mapping[str, str], int]]],
) -> bytes:
    """A vector tile.

    Args:
        layers: features by the layer's name: corners of 4096 a side, properties, and the sort of geometry
            (1: point, 2: line, 3: polygon).
    """
    return b"".join(_field(3, _layer(name, features)) for name, features in layers.items())


def _layer(name: str, features: Sequence[tuple[Sequence[tuple[int, int]], Mapping[str, str], int]]) -> bytes:
    keys: dict[str, int] = {}
    values: dict[str, int] = {}
    found = _field(1, name.encode())
    for corners, properties, sort in features:
        tags = b""
        for key, value in properties.items():
            tags += varint(keys.setdefault(key, len(keys))) + varint(values.setdefault(value, len(values)))
        made = _field(2, tags) + varint(3 << 3) + varint(sort) + _field(4, _geometry(corners, sort))
        found += _field(2, made)
    found += b"".join(_field(3, key.encode()) for key in keys)
    found += b"".join(_field(4, _field(1, value.encode())) for value in values)
    return found + varint(5 << 3) + varint(4096) + varint(15 << 3) + varint(2)


def _geometry(corners: Sequence[tuple[int, int]], sort: int) -> bytes:
    found, x, y = b"", 0, 0
    for n, (nx, ny) in enumerate(corners):
        if n < 2:
            found += varint(1 | 1 << 3) if n == 0 else varint(2 | (len(corners) - 1) << 3)
        found += varint((nx - x) << 1 ^ (nx - x) >> 63) + varint((ny - y) << 1 ^ (ny - y) >> 63)
        x, y = nx, ny
    return found + (varint(7 | 1 << 3) if sort == 3 else b"")


def _field(number: int, data: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(data)) + data

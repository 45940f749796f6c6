"""What other tools collected: exports and archives, taken apart into items."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import cast

from corrobora.collect.imports.kinds import Container
from corrobora.collect.imports.piece import Opened, Piece, Told
from corrobora.collect.problem import Problem

__all__ = ["Container", "Opened", "Piece", "Told", "pieces"]

# Module and function by what the container is; loaded when the first one comes.
_IMPORTERS = {
    Container.TELEGRAM: ("telegram", "telegram_pieces"),
    Container.ARCHIVER: ("archiver", "archiver_pieces"),
    Container.WARC: ("warc", "warc_pieces"),
    Container.WACZ: ("wacz", "wacz_pieces"),
}


def pieces(kind: Container, opened: Opened) -> Iterator[Piece | Told | Problem | str]:
    """What a container holds, piece by piece; problems and notices (as plain text) between them.

    The container's own piece comes first. Nothing outside the container's folder is read.
    """
    module, function = _IMPORTERS[kind]
    take = cast(
        "Callable[[Opened], Iterator[Piece | Told | Problem | str]]",
        getattr(import_module(f"corrobora.collect.imports.{module}"), function),
    )
    return take(opened)

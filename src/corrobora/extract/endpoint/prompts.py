"""The prompts, kept as files by version, and the messages made of them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from corrobora.extract.endpoint.answer import schema
from corrobora.extract.endpoint.errors import BadEndpoint
from corrobora.extract.endpoint.pieces import Piece
from corrobora.model.document import Document

#: Files of a version, in the order they are put together.
PARTS = ("system", "incident", "tally", "statement", "response", "context")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One version of the prompts.

    Attributes:
        version: the folder's name.
        system: what the model is told.
        digest: hash of prompts and schema: a change of either is another prompt, whatever its name.
    """

    version: str
    system: str
    digest: str

    def messages(self, document: Document, piece: Piece) -> list[dict[str, str]]:
        """What is sent for a piece of a document.

        The mark around it is made from the piece's own hash, which no text can contain.
        """
        mark = f"=====DOCUMENT {piece.sha256[:32]}====="
        published = document.source.published
        known = {
            "language": document.text.language,
            "published": published.isoformat() if published else None,
            "publisher": document.source.publisher,
        }
        content = f"{json.dumps(known, ensure_ascii=False)}\n{mark}\n{piece.content}\n{mark}"
        return [{"role": "system", "content": self.system}, {"role": "user", "content": content}]


@cache
def prompt(version: str) -> Prompt:
    """The prompts of a version.

    Raises:
        BadEndpoint: if there is none of that name.
    """
    folder = resources.files("corrobora.extract.endpoint") / "prompts"
    versions = sorted(f.name for f in folder.iterdir() if f.is_dir())
    if version not in versions:
        raise BadEndpoint(f"there is no version {version!r} of the prompts; there are {', '.join(versions)}")
    system = "\n".join((folder / version / f"{part}.md").read_text("utf-8") for part in PARTS)
    digest = hashlib.sha256((system + json.dumps(schema(), sort_keys=True)).encode()).hexdigest()
    return Prompt(version=version, system=system, digest=digest)

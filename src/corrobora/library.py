"""The stateless half of the library: one call from a file or a text to its claims."""

from __future__ import annotations

import hashlib
from datetime import date
from os import PathLike
from pathlib import Path

# The name ``corrobora.extract`` is this module's function for library users and a package for the program.
# Importing the package first makes sure that the function is bound last and stays.
import corrobora.extract  # noqa: F401
from corrobora.extract.engine import Engine
from corrobora.extract.gate import Extraction
from corrobora.model.document import Document


def extract(
    source: str | PathLike[str] | Document | None = None,
    *,
    text: str | None = None,
    publisher: str | None = None,
    published: date | None = None,
    url: str | None = None,
    language: str | None = None,
    engine: Engine | None = None,
) -> Extraction:
    """The claims of one document; nothing is kept.

    Args:
        source: a file, or a document already read.
        text: words at hand, in place of a file.
        publisher, published, url, language: what is known about a file or text; it outranks what the
            file says about itself. Without a day of publication, "on Sunday" stays unresolved.
        engine: proposes the claims; ``None``: the rules engine.

    Raises:
        UnreadableItem: if the file yields no text.
        CorroboraError: if the file cannot be opened, or not exactly one of source and text is given.
    """
    from corrobora.extract import extract as run

    if isinstance(source, Document):
        return run(source, engine)
    from corrobora.collect.manifest import ManifestRow
    from corrobora.model.errors import CorroboraError
    from corrobora.read.reader import read

    if (source is None) == (text is None):
        raise CorroboraError("give either a file to extract from or a text")
    if source is not None:
        path = Path(source)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CorroboraError(f"{path}: cannot be read: {error.strerror or error}") from error
        name = path.name
    else:
        path, name, data = Path("text.txt"), "text.txt", (text or "").encode()
    row = ManifestRow(
        path=str(path), line=0, publisher=publisher, published=published, url=url, language=language
    )
    document = read(data, sha256=hashlib.sha256(data).hexdigest(), name=name, row=row, path=str(path))
    return run(document, engine)

"""Answers kept by model, prompt and text, so that nothing is asked, or paid for, twice."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from corrobora.model.errors import CorroboraError


class CacheError(CorroboraError):
    """The folder of kept answers cannot be written."""


@dataclass(frozen=True, slots=True)
class AnswerCache:
    """A folder of answers, one file each; a file that is damaged counts as none.

    Attributes:
        folder: where they lie; made when the first is kept.
    """

    folder: Path

    def key(self, **what: str | int | None) -> str:
        """The name under which the answer to a question is kept."""
        return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()

    def get(self, key: str) -> str | None:
        """The answer, if one is kept whole."""
        try:
            kept = json.loads(self._path(key).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        content = kept.get("answer") if isinstance(kept, dict) else None
        return content if isinstance(content, str) and kept.get("sha256") == _digest(content) else None

    def put(self, key: str, content: str) -> None:
        """Keep an answer; another process sees all of it or none.

        Raises:
            CacheError: if it cannot be written.
        """
        path = self._path(key)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps({"answer": content, "sha256": _digest(content)}), "utf-8")
            draft.replace(path)
        except OSError as error:
            raise CacheError(f"{path}: cannot be written: {error.strerror or error}") from error

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()

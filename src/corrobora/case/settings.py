"""``case.toml``: what a case says about itself."""

from __future__ import annotations

import json
import os
import re
import tomllib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from corrobora.case.errors import CaseExists, NotACase
from corrobora.codebook.gradings import DEFAULT_METHOD, methods
from corrobora.extract.engines import EngineChoice, UnknownEngine

FILE = "case.toml"
FORMAT = 1
_EMBEDDED = "sqlite:///corrobora.db"
_METHOD = re.compile(r"(?m)(^\[grading\][^\n]*\n(?:(?!\[)[^\n]*\n)*?)method\s*=[^\n]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSettings:
    """The content of a ``case.toml``.

    Attributes:
        name: what the case is called.
        created: when it was made.
        database: address of its tables, in SQLAlchemy's form; a relative SQLite file lies in the folder.
        format: version of the folder's layout.
        engine: which engine reads, and what it is told.
        grading: the method of the codebook by which the case grades.
    """

    name: str
    created: datetime
    database: str = _EMBEDDED
    format: int = FORMAT
    engine: EngineChoice = field(default_factory=EngineChoice)
    grading: str = DEFAULT_METHOD

    def address(self, folder: Path) -> str:
        """The database's address as seen from anywhere.

        Raises:
            NotACase: if it is no database address.
        """
        try:
            url = make_url(self.database)
        except ArgumentError as error:
            raise NotACase(f"{folder / FILE}: database.url is no database address: {error}") from error
        if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).is_absolute():
            url = url.set(database=str(folder.resolve() / url.database))
        return url.render_as_string(hide_password=False)

    def write(self, folder: Path) -> None:
        """Write the file, which must not exist yet; another process sees all of it or none.

        Raises:
            CaseExists: if the folder is a case already.
            NotACase: if the file cannot be written.
        """
        content = (
            f"# A Corrobora case: this file, the database and the items beside it belong together.\n"
            f"[case]\nformat = {self.format}\nname = {_quoted(self.name)}\n"
            f"created = {self.created.isoformat()}\n\n"
            f"# Another database: postgresql://user@host/name (keep the password in ~/.pgpass)\n"
            f"[database]\nurl = {_quoted(self.database)}\n\n"
            f"# What reads the claims; corrobora extract --help lists the engines\n"
            f"[extract]\nengine = {_quoted(self.engine.name)}\n\n"
            f"# How sources, claims and incidents are graded; corrobora grading methods lists the ways\n"
            f"[grading]\nmethod = {_quoted(self.grading)}\n\n"
            f"# A model behind an OpenAI-compatible address, for --engine endpoint; its key stands in the\n"
            f"# environment variable CORROBORA_ENDPOINT_KEY and never here\n"
            f'# [engines.endpoint]\n# url = "http://127.0.0.1:11434/v1"\n# model = "name"\n'
        )
        draft = folder / f".{FILE}.{os.getpid()}"
        try:
            draft.write_text(content, encoding="utf-8")
            try:
                os.link(draft, folder / FILE)
            finally:
                draft.unlink()
        except FileExistsError as error:
            raise CaseExists(f"{folder}: is a case already") from error
        except OSError as error:
            raise NotACase(f"{folder}: the case cannot be written: {error.strerror or error}") from error

    @classmethod
    def read(cls, folder: Path) -> CaseSettings:
        """The settings of the case in a folder.

        Raises:
            NotACase: if there is no case, or its file is damaged or of a newer format.
        """
        path = folder / FILE
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise NotACase(
                f"{folder}: there is no case here (no {FILE}); make one with: corrobora add --case {folder} …"
            ) from error
        except OSError as error:
            raise NotACase(f"{path}: cannot be read: {error.strerror or error}") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise NotACase(f"{path}: is damaged: {error}") from error
        case, database = _table(path, data, "case"), _table(path, data, "database")
        format, name = case.get("format"), case.get("name")
        created, url = case.get("created"), database.get("url", _EMBEDDED)
        if not isinstance(format, int) or not isinstance(name, str) or not isinstance(url, str):
            raise NotACase(f"{path}: needs case.format (a number), case.name and database.url (texts)")
        if not isinstance(created, datetime) or created.tzinfo is None:
            raise NotACase(f"{path}: case.created is no time with a time zone")
        if format > FORMAT:
            raise NotACase(
                f"{path}: the case has format {format}, this program knows {FORMAT}; use the newer version"
            )
        return cls(
            name=name, created=created, database=url, format=format, engine=_engine(path, data),
            grading=_grading(path, data),
        )  # fmt: skip

    def with_grading(self, folder: Path, method: str) -> CaseSettings:
        """The settings with another way to grade, written to the file; everything else in it stays.

        Raises:
            NotACase: if there is no such way, or the file cannot be written.
        """
        path = folder / FILE
        _grading(path, {"grading": {"method": method}})
        draft = folder / f".{FILE}.{os.getpid()}"
        try:
            content = path.read_text(encoding="utf-8")
            line = f"method = {_quoted(method)}"
            changed, found = _METHOD.subn(rf"\g<1>{line}", content, count=1)
            if not found:
                changed = f"{content.rstrip()}\n\n[grading]\n{line}\n"
            if tomllib.loads(changed).get("grading", {}).get("method") != method:
                raise NotACase(f"{path}: [grading] cannot be changed; write there: {line}")
            draft.write_text(changed, encoding="utf-8")
            draft.replace(path)
        except OSError as error:
            raise NotACase(f"{path}: cannot be written: {error.strerror or error}") from error
        except tomllib.TOMLDecodeError as error:
            raise NotACase(f"{path}: [grading] cannot be changed: {error}") from error
        finally:
            draft.unlink(missing_ok=True)
        return replace(self, grading=method)


def _quoted(words: str) -> str:
    """A TOML basic string: JSON's, but for one control character and letters that are no letters."""
    whole = words.encode("utf-8", "replace").decode()
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")


def new_settings(folder: Path, *, name: str | None, database: str | None) -> CaseSettings:
    """Settings for a case that is made now."""
    return CaseSettings(
        name=name or folder.resolve().name,
        created=datetime.now(UTC).replace(microsecond=0),
        database=database or _EMBEDDED,
    )


def _engine(path: Path, data: dict[str, Any]) -> EngineChoice:
    name = _table(path, data, "extract").get("engine", EngineChoice().name)
    sections = _table(path, data, "engines")
    if not all(isinstance(section, dict) for section in sections.values()):
        raise NotACase(f"{path}: [engines] needs one table an engine: [engines.endpoint]")
    try:
        return EngineChoice(name=name, sections=sections)
    except (UnknownEngine, TypeError) as error:
        raise NotACase(f"{path}: extract.engine: {error}") from error


def _grading(path: Path, data: dict[str, Any]) -> str:
    method = _table(path, data, "grading").get("method", DEFAULT_METHOD)
    if method not in methods():
        raise NotACase(f"{path}: grading.method: {method!r} is none of {', '.join(methods())}")
    return str(method)


def _table(path: Path, data: dict[str, Any], name: str) -> dict[str, Any]:
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise NotACase(f"{path}: [{name}] is no table")
    return table

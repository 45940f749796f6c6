"""An opened case as one person acts in it: what every act stands on."""

from __future__ import annotations

from copy import copy
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sqlalchemy.exc import DBAPIError

from corrobora.case.errors import NotAllowed, NotRecorded
from corrobora.case.memo import Memo
from corrobora.case.settings import CaseSettings
from corrobora.case.sight import Sight
from corrobora.case.views import Views
from corrobora.codebook.overlay import SHIPPED, Codebook
from corrobora.extract import Engine, EngineChoice
from corrobora.link.actors import Actors
from corrobora.link.origins import Origins
from corrobora.model.journal import Entry
from corrobora.model.rights import Person, Right, Role
from corrobora.store import journal
from corrobora.store.database import Database
from corrobora.store.errors import StoreError
from corrobora.vault.store import Vault

if TYPE_CHECKING:
    from corrobora.case.credentials import Codes, Passwords
    from corrobora.case.shown import Shown
    from corrobora.case.signing_in import Limits, SignIn
    from corrobora.case.team import Team
    from corrobora.count.reconciliation import Reconciliation


class Opened:
    """The folder, its settings and tables, who acts, and what they may do and see."""

    def __init__(
        self,
        path: Path,
        settings: CaseSettings,
        database: Database,
        *,
        actor: str,
        engine: Engine | EngineChoice | None,
    ) -> None:
        self.path = path
        self.settings = settings
        self.actor = actor
        self.person = Person(name=actor, role=Role.LEAD)
        self.vault = Vault(path)
        self._database = self._store = database
        self._approved = False
        self._engine = engine or settings.engine
        self._views = Views()
        self._hashing: Memo[Passwords] = Memo()
        self._reconciled: Memo[Reconciliation] = Memo()
        self._actors: Memo[Actors] = Memo()
        self._voices: Memo[Actors] = Memo()
        self._origins: Memo[dict[int, Origins]] = Memo()

    def acting(self, person: Person) -> Self:
        """The same case as somebody else acts in it and may see it; it ends when this one is closed."""
        other = copy(self)
        other.actor, other.person, other._views = person.name, person, Views()
        if not person.may(Right.SENSITIVE):
            other._database = self._database.veiled(Sight.of)
        return other

    @property
    def _view(self) -> str:
        """What tells apart values that were worked out from all records and from those that may be seen."""
        return "whole" if self.person.may(Right.SENSITIVE) else "veiled"

    def record_views(self, where: str) -> Entry | None:
        """Journal which sensitive records this object gave out since it was last asked, if any.

        Whoever shows them to somebody calls this first, and shows nothing if it fails.

        Args:
            where: the page or call they are shown on.

        Raises:
            NotRecorded: if the journal cannot be written.
        """
        seen = self._views.take()
        if not seen:
            return None
        payload = {"records": seen, "where": where}
        try:
            with self._database.write() as connection:
                return journal.append(connection, actor=self.actor, act="sensitive-view", payload=payload)
        except (StoreError, DBAPIError) as error:
            raise NotRecorded(f"{where}: the view of sensitive records cannot be journalled") from error

    @property
    def shown(self) -> Shown:
        """The register and what waits, in portions."""
        from corrobora.case.shown import Shown  # brings in what counts

        return Shown(self._database, self._views)

    @property
    def team(self) -> Team:
        """Who may do what in this case, and how they prove who they are."""
        from corrobora.case.team import Team  # brings in argon2 and cryptography

        passwords, codes = self._credentials()
        return Team(database=self._store, actor=self.actor, passwords=passwords, codes=codes)

    def sign_in(self, limits: Limits | None = None) -> SignIn:
        """What signs people in and out.

        Args:
            limits: how long sessions and locks last, if not as usual.
        """
        from corrobora.case.signing_in import SignIn

        return SignIn(self._database, *self._credentials(), limits)

    def _credentials(self) -> tuple[Passwords, Codes]:
        from corrobora.case.credentials import Codes, Passwords

        return self._hashing.get("", Passwords), Codes(self.path)

    def hash_with(self, passwords: Passwords) -> None:
        """Hash passwords with other parameters than usual; call it before anything was hashed."""
        self._hashing.get("", lambda: passwords)

    def close(self) -> None:
        """Close the database."""
        self._database.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def names(self) -> Codebook:
        """What this case calls countries and bodies by: its own codebook, without gazetteers.

        Raises:
            BadOverlay: as `codebook`.
        """
        folder = self.path / "codebook"
        return Codebook.read(folder) if folder.is_dir() else SHIPPED

    def codebook(self) -> Codebook:
        """What this case reads with: the shipped codebook and gazetteer, under what its folders
        ``codebook`` and ``gazetteers`` hold.

        Raises:
            BadOverlay: if they hold what is none.
        """
        return self.names().with_places(self.path / "gazetteers")

    def _must(self, right: Right) -> None:
        if not self.person.may(right):
            raise NotAllowed(f"this needs the right to {right}, which a {self.person.role} does not have")

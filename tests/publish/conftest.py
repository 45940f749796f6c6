"""An authority on loopback, and a bundle with its timestamps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import authority
from bundles import Made, fill
from corrobora.publish.bundle.write import write_bundle
from corrobora.vault.keys import signer
from corrobora.vault.timestamp import Authority


@pytest.fixture(scope="session")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with authority.serving(tmp_path_factory.mktemp("clock") / "it") as served:
        yield served


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, clock: Authority) -> Made:
    folder = tmp_path_factory.mktemp("made")
    with fill(folder) as case:
        sealed = case.checkpoint([clock])
        write_bundle(case, folder / "bundle", authorities=(clock,))
        return Made(folder / "bundle", case.path, sealed.path, signer(case.path, sealed.checkpoint.origin))

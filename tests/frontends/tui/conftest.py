from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.frontends.tui.rooms import empty_room, own_folders

from chairctl.frontends.attach.server import AttachServer
from chairctl.frontends.tui.private_host import PrivateHost


@pytest.fixture
async def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AttachServer]:
    """A host whose chair is not there."""
    own_folders(tmp_path, monkeypatch)
    async with empty_room(tmp_path) as server:
        yield server


@pytest.fixture(scope="module")
def chair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateHost]:
    """A real host in a process of its own, with a simulated chair and a ledger that is thrown away."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        own_folders(tmp_path_factory.mktemp("chair"), monkeypatch)
        host = PrivateHost(["chairctl.frontends.cli.demo"], "en")
        yield host
        host.end()

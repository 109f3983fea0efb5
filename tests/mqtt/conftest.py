"""A daemon on a real broker, and a remote of it; `test_roles.py` has a broker of its own."""

from collections.abc import Iterator

import pytest

from chairctl_proof.broker.remote import CHAIR, DAEMON, Remote
from chairctl_proof.broker.scene import Scene, scene


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The broker, the daemon and its simulated chair."""
    with scene(tmp_path_factory.mktemp("stage")) as made:
        yield made


@pytest.fixture
def remote(stage: Scene) -> Iterator[Remote]:
    """A remote of a chair that is at rest, before and after."""
    with Remote(stage.broker.port) as made:
        made.wait_for(f"{DAEMON}/availability", "online")
        yield made
        made.say(f"{CHAIR}/stop", "")
        made.rests()

"""What a host for screens records."""

import asyncio
from pathlib import Path

import pytest
from tests.frontends.tui.rooms import empty_room, own_folders

from chairctl.frontends.attach.client import HostClient
from chairctl.frontends.attach.server import AttachServer
from chairctl.frontends.cli import recordings
from chairctl.frontends.cli.recordings import MOST, recordings_folder
from chairctl.frontends.tui.private_host import PrivateHost
from chairctl.runtime.recorder import MOST_BYTES
from chairctl.runtime.replay import RecordingError, replay_file


def kept() -> list[Path]:
    return sorted(recordings_folder().glob("*.jsonl"))


def test_a_session_at_a_screen_is_recorded_and_replays_to_the_same_packets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_folders(tmp_path, monkeypatch)
    host = PrivateHost(["chairctl.frontends.cli.demo"], "en")
    with HostClient(host.socket) as client:
        client.send({"start": "demo", "language": "en"})
        while "started" not in (said := client.answer()):
            assert said == {"starting": True}
        assert said["started"]["outcome"] == "accepted"
        client.ask({"id": "1", "action": "stop"})
    host.end()
    (path,) = kept()
    replay = replay_file(path)
    assert (replay.difference, replay.cut_short) == (None, False)
    assert replay.packets >= 4
    assert '"action":"run"' in path.read_text()


async def begin(room: AttachServer) -> None:
    """Ask for a session, which this chair refuses: it is not there."""
    said: asyncio.Queue[dict[str, object]] = asyncio.Queue()
    assert room.visits
    room.visits.begin({"start": "relax", "language": "en"}, said.put_nowait)
    room.host.stop()
    assert "started" in await asyncio.wait_for(said.get(), 10)


async def test_a_session_for_which_there_is_no_room_left_begins_another_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_folders(tmp_path, monkeypatch)
    async with empty_room(tmp_path) as room:
        await begin(room)
        assert len(kept()) == 1
        monkeypatch.setattr(recordings, "SESSION_BYTES", MOST_BYTES + 1)
        for _ in range(MOST + 2):
            await begin(room)
    assert len(kept()) == MOST
    with pytest.raises(RecordingError, match="not_whole"):
        replay_file(kept()[-1])
    assert '"ask"' in kept()[-1].read_text()

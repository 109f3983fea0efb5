"""Where recordings lie, what they are called, how many are kept, and when a host begins another."""

from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_state_path

from chairctl.runtime.host import StationHost
from chairctl.runtime.recorder import Recorder
from chairctl.texts import Texts

MOST = 20
SESSION_BYTES = 32 * 1024 * 1024
"""Room for the longest session, several times over."""


def recordings_folder() -> Path:
    """The folder of this user's recordings."""
    return user_state_path("chairctl") / "recordings"


def new_recording(station: str) -> Path:
    """The path of a new recording; the oldest ones are deleted, so that with it there are `MOST`."""
    folder = recordings_folder()
    try:
        kept = sorted(folder.glob("*.jsonl"), key=lambda path: path.name)
        for old in kept[: len(kept) - MOST + 1] if len(kept) >= MOST else []:
            old.unlink(missing_ok=True)
    except OSError:
        pass  # a folder that can't be tidied is no reason not to run
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S.%fZ")
    return folder / f"{stamp}_{station}.jsonl"


class HostRecordings:
    """What a host records that outlives many sessions.

    The first begins with the host, so it can be replayed. Before a session for which there may be no room
    left another begins, which can only be read.
    """

    def __init__(self, host: StationHost, source: str) -> None:
        """Begin with the first; `source` is the text of the device's profile."""
        self._host = host
        self._source = source
        self._begin(is_whole=True)

    def make_room(self) -> None:
        """Begin another, if the one that runs has not enough room for a session. Blocking, for a moment."""
        before = self._recorder
        if before.room < SESSION_BYTES:
            self._begin(is_whole=False)
            before.end()

    def told(self, texts: Texts) -> str:
        """Where the newest is, or why it is incomplete."""
        problem = self._recorder.problem
        return texts.say(f"run.recording_{problem}" if problem else "end.recording", path=self._recorder.path)

    def _begin(self, *, is_whole: bool) -> None:
        name = self._host.station.name
        self._recorder = Recorder(new_recording(name), name, (self._source,), is_whole=is_whole)
        self._host.recorder = self._recorder

"""Where recordings lie, what they are called, and how many are kept."""

from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_state_path

MOST = 20


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

"""Folders in which nothing of this computer's user is touched, for `chairctl` as a process."""

from pathlib import Path

from chairctl.runtime import ledger_open
from chairctl.runtime.ledger_files import LedgerPaths

_NAMES = ("HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")


def own_folders(folder: Path) -> dict[str, str]:
    """Make them in a folder; the variables that lead there. Raises OSError."""
    made: dict[str, str] = {}
    for name in _NAMES:
        path = folder / name.lower()
        path.mkdir(mode=0o700, parents=True)
        made[name] = str(path)
    return made


def new_ledger(folder: Path) -> LedgerPaths:
    """Begin a ledger that was never used in those folders."""
    state, data = (folder / name / "chairctl" for name in ("xdg_state_home", "xdg_data_home"))
    paths = LedgerPaths(state / "ledger" / "ledger.sqlite", data / "ledger.witness")
    ledger_open.create(paths)
    return paths

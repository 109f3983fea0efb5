"""Makes the daemon a service of systemd, and takes it away again."""

import os
import pwd
import subprocess
import sys
from pathlib import Path

from chairctl.frontends.daemon.unit import NAME, Place, unit

RUNNING = Path("/run/systemd/system")
SYSTEM_FOLDER = Path("/etc/systemd/system")
PATIENCE_S = 60


class ServiceError(Exception):
    """It could not be done; a code of the texts' `service`, and a detail."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def written(*, system: bool, user: str | None, config: Path | None) -> str:
    """The unit as it would be installed. Raises ServiceError."""
    named = ("--config", str(config.absolute())) if config else ()
    command = (sys.executable, "-m", "chairctl", "daemon", *named)
    return unit(command, _place(user) if system else None, Path(sys.base_prefix))


def install(*, system: bool, user: str | None, config: Path | None) -> Path:
    """Write the unit, enable it and start it. Raises ServiceError."""
    text = written(system=system, user=user, config=config)
    _need_systemd()
    path = _path(system=system)
    try:
        if system:
            _make_folders(_place(user))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ServiceError("unwritable", f"{path}: {error.strerror}") from error
    _systemctl("daemon-reload", system=system)
    _systemctl("enable", "--now", NAME, system=system)
    return path


def remove(*, system: bool) -> Path:
    """Stop the service and delete its unit. Raises ServiceError."""
    _need_systemd()
    path = _path(system=system)
    if not path.exists():
        raise ServiceError("not_installed", str(path))
    _systemctl("disable", "--now", NAME, system=system)
    try:
        path.unlink()
    except OSError as error:
        raise ServiceError("unwritable", f"{path}: {error.strerror}") from error
    _systemctl("daemon-reload", system=system)
    return path


def _place(user: str | None) -> Place:
    name = user or os.environ.get("SUDO_USER") or pwd.getpwuid(os.getuid()).pw_name
    try:
        found = pwd.getpwnam(name)
    except KeyError as error:
        raise ServiceError("no_user", name) from error
    return Place(found.pw_name, found.pw_uid, Path(found.pw_dir))


def _make_folders(place: Place) -> None:
    """The folders that the unit binds; systemd would refuse to start without them."""
    for folder in (".local/state/chairctl", ".local/share/chairctl"):
        path = place.home / folder
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.chown(path, place.uid, -1)


def _path(*, system: bool) -> Path:
    home = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return (SYSTEM_FOLDER if system else Path(home) / "systemd/user") / NAME


def _need_systemd() -> None:
    if not RUNNING.is_dir():
        raise ServiceError("no_systemd")


def _systemctl(*words: str, system: bool) -> None:
    command = ["systemctl", *([] if system else ["--user"]), *words]
    try:
        done = subprocess.run(  # noqa: S603  (our own words)
            command, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ServiceError("systemctl", str(error)) from error
    if done.returncode:
        raise ServiceError("systemctl", done.stderr.strip() or " ".join(command))

"""The systemd unit of the daemon; pure.

`Type=notify` with a watchdog that the control turns feed. What the unit forbids is what the daemon never
needs: other people's files, new privileges, kernel interfaces, odd network families.
"""

from pathlib import Path
from typing import NamedTuple

NAME = "chairctl.service"
WATCHDOG_S = 5

_EVERYWHERE = """\
NoNewPrivileges=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RestrictNamespaces=yes
LimitRTPRIO=10
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @mount
SystemCallErrorNumber=EPERM
UMask=0077
LimitCORE=0
MemoryMax=1G
TasksMax=512
"""
"""Also where a user's own manager starts it, which may not do more than its user.

Real time is not shut off: the warden asks for it, so that a busy computer can't hold it up.
"""

_SYSTEM_ONLY = """\
CapabilityBoundingSet=
AmbientCapabilities=
PrivateTmp=yes
PrivateUsers=no
ProtectSystem=strict
ProtectHome=tmpfs
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProcSubset=pid
RemoveIPC=yes
KeyringMode=private
DevicePolicy=closed
DeviceAllow=char-ttyUSB rw
DeviceAllow=char-ttyACM rw
DeviceAllow=char-ttyS rw
DeviceAllow=char-rfcomm rw
DeviceAllow=char-pts rw
"""


class Place(NamedTuple):
    """Whose daemon it is."""

    user: str
    uid: int
    home: Path


def unit(command: tuple[str, ...], place: Place | None = None, python: Path | None = None) -> str:
    """The unit that runs `command`: of the system for a user's home, or (without a place) of the user.

    `python` is the folder of the interpreter that the environment of the command was made with.
    """
    written = " ".join(_escaped(word) for word in command)
    service = f"""\
Type=notify
{_before(place)}ExecStart={written}
ExecReload=/bin/kill -HUP $MAINPID
WatchdogSec={WATCHDOG_S}
Restart=on-failure
RestartSec=1
TimeoutStopSec=30
KillMode=mixed
Environment=PYTHONUNBUFFERED=1
"""
    if place:
        service += _of(place, command, python) + _SYSTEM_ONLY
    return f"""\
[Unit]
Description=chairctl: keeps massage chairs ready, and safe
Documentation=man:systemd.service(5)
After=network-online.target bluetooth.target
Wants=network-online.target
{_needs(place)}StartLimitIntervalSec=60
StartLimitBurst=10

[Service]
{service}{_EVERYWHERE}
[Install]
WantedBy={"multi-user.target" if place else "default.target"}
"""


def _needs(place: Place | None) -> str:
    """A user's runtime folder is there only while somebody is logged in, or something requires it."""
    if place is None:
        return ""
    folder = f"user-runtime-dir@{place.uid}.service"
    return f"Requires={folder}\nAfter={folder}\n"


def _before(place: Place | None) -> str:
    """Makes the folder of the sockets, which is bound below; no start of the computer leaves it."""
    if place is None:
        return ""
    return f"ExecStartPre=+/usr/bin/install -d -m 0700 -o {place.user} {_runtime(place)}/chairctl\n"


def _runtime(place: Place) -> Path:
    return Path("/run/user") / str(place.uid)


def _of(place: Place, command: tuple[str, ...], python: Path | None) -> str:
    """What a unit of the system needs of a user: name, groups, and the few folders that it sees."""
    home = place.home
    runtime = _runtime(place)
    own = [home / ".local/state/chairctl", home / ".local/share/chairctl", runtime / "chairctl"]
    lines = [
        f"User={place.user}",
        "SupplementaryGroups=dialout",
        f"Environment=HOME={home} XDG_RUNTIME_DIR={runtime}",
        *(f"BindPaths={folder}" for folder in own),
        f"BindReadOnlyPaths=-{home}/.config/chairctl",
    ]
    needed = [folder for folder in (Path(command[0]).parents[1], python) if folder]
    lines += [f"BindReadOnlyPaths={folder}" for folder in needed if folder.is_relative_to(home)]
    return "\n".join(lines) + "\n"


def _escaped(word: str) -> str:
    """A word of a command line as systemd reads it."""
    if not word or set(word) & set(" \t\"'\\;"):
        word = '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return word.replace("%", "%%").replace("$", "$$")

"""Tells the supervisor how the daemon is (systemd's `Type=notify`); silent where there is none."""

import os
import socket
from collections.abc import Mapping


class Supervisor:
    """The socket in NOTIFY_SOCKET, if there is one."""

    def __init__(self, env: Mapping[str, str] = os.environ) -> None:
        self._address = env.get("NOTIFY_SOCKET", "")
        self.watchdog_s = _watchdog_s(env)
        """How often it wants to hear from us; None: never."""

    def say(self, *words: str) -> None:
        """Say words such as `READY=1`; never waits, never raises."""
        if not self._address:
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
                line.settimeout(0)
                line.sendto("\n".join(words).encode(), address)
        except OSError:
            pass  # a supervisor that does not listen must not end a session


def _watchdog_s(env: Mapping[str, str]) -> float | None:
    if env.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    try:
        return int(env["WATCHDOG_USEC"]) / 1_000_000
    except (KeyError, ValueError):
        return None

"""A private D-Bus: a dbus-daemon of our own, which the system's programs do not see."""

import ctypes
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Final, Self

ENVIRONMENT: Final = "DBUS_SYSTEM_BUS_ADDRESS"
"""The variable by which a client is sent to another bus than the system's."""

_CONFIG: Final = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path={folder}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
_END_S: Final = 5
_DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG


class BusMissingError(Exception):
    """There is no dbus-daemon on this machine."""


class PrivateBus:
    """A running dbus-daemon; it ends with `close`, or with this process."""

    def __init__(self) -> None:
        program = shutil.which("dbus-daemon")
        if program is None:
            raise BusMissingError
        self._folder = tempfile.TemporaryDirectory(prefix="chairctl-bus-")
        config = Path(self._folder.name, "bus.conf")
        config.write_text(_CONFIG.format(folder=self._folder.name))
        self.process = subprocess.Popen(  # noqa: S603  # a program of the system
            [program, f"--config-file={config}", "--nofork", "--nopidfile", "--print-address"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it complains of limits that do not matter here
            start_new_session=True,  # Ctrl-C ends the simulator, and the simulator ends this
            preexec_fn=_die_with_parent,  # noqa: PLW1509  # no thread runs yet
        )
        assert self.process.stdout
        self.address = self.process.stdout.readline().decode().strip()
        """What `DBUS_SYSTEM_BUS_ADDRESS` has to be."""

    def __enter__(self) -> Self:
        """The running bus."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self.close()

    def kill(self) -> None:
        """Let it die as in a crash."""
        self.process.kill()

    def close(self) -> None:
        """End the daemon and remove its folder."""
        self.process.terminate()
        self.process.communicate(timeout=_END_S)
        self._folder.cleanup()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)

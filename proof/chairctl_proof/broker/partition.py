"""A network of its own for the daemon, whose only cable can be cut: a network namespace and a pair of veths.

It needs the rights of root and `ip` (Debian: apt install iproute2). `available` says whether they are there.
"""

import os
import shutil
import subprocess
from typing import Self

_NUMBERS = 200


class Partition:
    """The daemon's network, from entering to leaving."""

    def __init__(self) -> None:
        number = os.getpid() % _NUMBERS
        self.name = f"chairctl-{os.getpid()}"
        self._cable = f"cctl{os.getpid()}"
        self.broker_address = f"10.231.{number}.1"
        """Where the daemon finds the broker."""
        self._address = f"10.231.{number}.2"

    @staticmethod
    def available() -> bool:
        """Whether such a network can be made here."""
        if os.getuid() != 0 or shutil.which("ip") is None:
            return False
        name = f"chairctl-try-{os.getpid()}"
        made = _ip("netns", "add", name)
        return made and _ip("netns", "delete", name)

    def __enter__(self) -> Self:
        """Make it. Raises RuntimeError."""
        far = f"{self._cable}d"
        for words in (
            f"netns add {self.name}",
            f"link add {self._cable} type veth peer name {far} netns {self.name}",
            f"address add {self.broker_address}/30 dev {self._cable}",
            f"link set {self._cable} up",
            f"-n {self.name} address add {self._address}/30 dev {far}",
            f"-n {self.name} link set {far} up",
            f"-n {self.name} link set lo up",
        ):
            if not _ip(*words.split()):
                self.__exit__()
                raise RuntimeError(f"ip {words}")
        return self

    def __exit__(self, *_: object) -> None:
        """Take it away; the cable goes with it."""
        _ip("netns", "delete", self.name)
        _ip("link", "delete", self._cable)

    @property
    def prefix(self) -> tuple[str, ...]:
        """What starts a program in it."""
        return ("ip", "netns", "exec", self.name)

    def cut(self) -> None:
        """Nothing arrives any more, and nobody is told."""
        _ip("link", "set", self._cable, "down")

    def mend(self) -> None:
        """The cable is whole again."""
        _ip("link", "set", self._cable, "up")


def _ip(*words: str) -> bool:
    done = subprocess.run(["ip", *words], capture_output=True, check=False)  # noqa: S603, S607
    return done.returncode == 0

"""`chairctl` as processes, in folders in which nothing of this computer's user is touched."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from chairctl_proof.own_folders import new_ledger, own_folders

_MAIN = "from chairctl.frontends.cli.entry import main; main()"


class Home:
    """Folders of its own, with a ledger in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.prefix: tuple[str, ...] = ()
        """What starts each program, such as in a network of its own."""
        self.before = ""
        """Python that each program runs first."""
        self.env = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(sys.path),
            "CHAIRCTL_LANG": "en",
        } | own_folders(folder)
        self.ledger = new_ledger(folder)

    @property
    def sockets(self) -> list[Path]:
        """Of every host that runs here."""
        return list((self.folder / "xdg_runtime_dir/chairctl").glob("*.sock"))

    def start(self, *arguments: str, **env: str) -> "subprocess.Popen[str]":
        """`chairctl` with arguments."""
        return subprocess.Popen(  # noqa: S603  (our own program)
            [*self.prefix, sys.executable, "-c", f"{self.before}\n{_MAIN}", *arguments],
            env=self.env | env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def chairctl(self, *arguments: str, **env: str) -> "subprocess.CompletedProcess[str]":
        """The same, to its end."""
        process = self.start(*arguments, **env)
        out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def wait_for(condition: Callable[[], bool], seconds: float = 15.0) -> None:
    """Wait until something holds. Raises TimeoutError."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError("it did not happen in time")
        time.sleep(0.02)

"""One simulated device and a `chairctl run` on it, both processes of their own, in folders of their own."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from chairctl.frontends.attach.client import HostClient
from chairctl_proof.families.table import Family, programme_of
from chairctl_proof.own_folders import new_ledger, own_folders
from chairctl_proof.realtime.chair import SIMULATORS, RealChair, boot_clock

END_S: Final = 20.0
POLL_S: Final = 0.02
# A child of a shell's background job ignores Ctrl-C, and so would what it starts.
_START: Final = """\
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from chairctl.frontends.cli.entry import main
main()
"""


class Session:
    """The device lives as long as the block; `begin` starts a host, several one after the other."""

    def __init__(self, family: Family, folder: Path, seed: int) -> None:
        self.family = family
        self.chair = RealChair(folder, seed, family.over, server=(SIMULATORS, "--device", family.model))
        self.host: subprocess.Popen[bytes] | None = None
        self._folder = folder
        self._hosts = 0
        self._env = os.environ | {"CHAIRCTL_LANG": "en"} | self.chair.environment | own_folders(folder)
        new_ledger(folder)

    def __enter__(self) -> Self:
        """The device is there."""
        self.chair.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End both."""
        if self.host and self.host.poll() is None:
            self.host.kill()
            self.host.wait()
        self.chair.__exit__()

    def begin(self, seconds: int = 300) -> None:
        """Start `chairctl run` with a programme of so many seconds."""
        programme = self._folder / "proof.yaml"
        programme.write_text(programme_of(self.family, seconds), encoding="utf-8")
        self._hosts += 1
        with self._said.open("wb") as out:
            self.host = self._chairctl(
                "run", str(programme), "--device", self.chair.url, "--profile", self.family.profile,
                "--json", "--no-record", out=out,
            )  # fmt: skip
        if self.family.starts_when_opened:
            self._await_line()
            self.chair.tell(reboot=True)

    def energised_at(self) -> int | None:
        """When the device first put something out; None: not in time, or the host has ended."""
        until = time.monotonic() + self.family.energised_within_s
        while self.host and self.host.poll() is None and time.monotonic() < until:
            if (at := self.chair.energised_at(POLL_S * 5)) is not None:
                return at
        return None

    def interrupt(self) -> None:
        """Ctrl-C."""
        if self.host:
            self.host.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """As the kernel does when memory is short."""
        if self.host:
            self.host.kill()

    def stop_from_elsewhere(self) -> "subprocess.Popen[bytes]":
        """`chairctl stop`, as its process starts."""
        return self._chairctl("stop", out=subprocess.DEVNULL)

    def ended(self, within_s: float = END_S) -> tuple[int | None, dict[str, Any]]:
        """The exit code of the host, and its last line; None and nothing: it goes on."""
        if self.host is None:
            return None, {}
        try:
            code = self.host.wait(within_s)
        except subprocess.TimeoutExpired:
            return None, {}
        lines = self._said.read_bytes().splitlines()
        last = json.loads(lines[-1]) if lines and lines[-1].endswith(b"}") else {}
        return code, last if last.get("type") == "end" else {}

    @property
    def _said(self) -> Path:
        return self._folder / f"said-{self._hosts}"

    def _chairctl(self, *arguments: str, out: Any) -> "subprocess.Popen[bytes]":
        with (self._folder / "errors").open("ab") as errors:
            return subprocess.Popen(  # noqa: S603  # our own module
                [sys.executable, "-c", _START, *arguments],
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=errors,
            )

    def _await_line(self) -> None:
        """Until the host has opened its line."""
        until = boot_clock() + int(END_S * 1e9)
        while boot_clock() < until:
            for path in (Path(self._env["XDG_RUNTIME_DIR"]) / "chairctl").glob("*.sock"):
                try:
                    with HostClient(path) as client:
                        if client.ask({"snapshot": True})["snapshot"]["links"][0]["connected"]:
                            return
                except OSError:
                    continue
            time.sleep(POLL_S)

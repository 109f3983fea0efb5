"""`python -m chairctl_proof.realtime.screens FOLDER`: the key press of STOP, and what screens cost the host.

A real `chairctl tui` on a pseudo-terminal of its own, attached to a real host on a simulated chair. The
time runs from the key's byte being written to the terminal until all outputs of the plant are truly zero.
"""

import argparse
import contextlib
import json
import os
import platform
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

from chairctl.frontends.attach.client import HostClient
from chairctl_proof.realtime.chair import RealChair, boot_clock
from chairctl_proof.realtime.terminal import Terminal
from chairctl_proof.realtime.trials import GIVE_UP_S, Latencies

ENERGISE_S = 10.0
ATTEMPTS = 5
TRIALS_A_HOST = 500
"""So that no session gets to its 30 minutes."""
ROLLING = {"level": 300, "mode": {"technique": "rolling", "low_mm": 0, "high_mm": 800, "speed_permille": 500}}
REDRAW_S = 0.03


def screen_on(socket: Path, env: Mapping[str, str]) -> Terminal:
    """A screen on the host with this socket, ready for keys."""
    command = [sys.executable, "-m", "chairctl.frontends.tui.visitor", str(socket), "--lang", "en"]
    terminal = Terminal(command, env)
    terminal.wait_for(b"Esc twice")
    return terminal


class Room:
    """A chair and a host, in folders of their own."""

    def __init__(self, folder: Path, seed: int, over: str = "--pty") -> None:
        self.env = dict(os.environ)
        for name in ("XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
            path = folder / name.lower()
            path.mkdir(mode=0o700)
            self.env[name] = str(path)
        (folder / "chair").mkdir()
        self.chair = RealChair(folder / "chair", seed, over)
        self.env |= self.chair.environment
        command = [sys.executable, "-m", "chairctl_proof.realtime.screen_host", self.chair.url]
        self.host = subprocess.Popen(  # noqa: S603  (our own module)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=self.env
        )
        self.socket = Path(self.hear()["socket"])
        self.client = HostClient(self.socket)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()
        for pipe in (self.host.stdin, self.host.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
        self.host.wait(20)
        self.chair.__exit__()

    def hear(self) -> dict[str, Any]:
        """The next line of the host."""
        assert self.host.stdout
        line: dict[str, Any] = json.loads(self.host.stdout.readline())
        return line

    def screen(self) -> Terminal:
        """A screen on this host, ready for keys."""
        return screen_on(self.socket, self.env)

    def energise(self) -> None:
        """Arm, and let the rollers run until they really do. Raises RuntimeError.

        A busy computer may be late and trip; then it begins anew.
        """
        for _ in range(ATTEMPTS):
            until = time.monotonic() + ENERGISE_S
            while (said := self._ask("arm"))["outcome"] == "refused":
                if time.monotonic() > until:
                    raise RuntimeError(f"the chair could not be armed: {said}")
                if self.client.ask({"snapshot": True})["snapshot"]["trips"]:
                    self._ask("acknowledge")
                time.sleep(0.02)
            self._ask("set_output", channel="roller", output=ROLLING)
            if self.chair.energised_at(ENERGISE_S / ATTEMPTS) is not None:
                return
        raise RuntimeError(f"the chair was not energised in {ATTEMPTS} attempts")

    def lateness(self, seconds: float) -> tuple[list[int], float]:
        """How late a timer of the host's loop was meanwhile (µs), and the CPU share of the host."""
        self.host.send_signal(signal.SIGUSR1)
        before = self.hear()["cpu_s"]
        time.sleep(seconds)
        self.host.send_signal(signal.SIGUSR1)
        told = self.hear()
        return sorted(told["late_us"]), (told["cpu_s"] - before) / seconds

    def _ask(self, action: str, **fields: object) -> dict[str, Any]:
        receipt: dict[str, Any] = self.client.ask({"id": "trial", "action": action, **fields})["receipt"]
        return receipt


@contextlib.contextmanager
def redrawing(terminal: Terminal) -> Iterator[None]:
    """The screen draws itself whole, again and again: its window changes its size 33 times a second."""
    over = threading.Event()

    def resize() -> None:
        wide = False
        while not over.wait(REDRAW_S):
            wide = not wide
            terminal.resize(120 if wide else 80, 40 if wide else 24)

    thread = threading.Thread(target=resize, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def measure_key(trials: int, seed: int, *, redraw: bool) -> Latencies:
    """Milliseconds from the key press to true zero."""
    result = Latencies("key, redrawing" if redraw else "key, idle")
    phases = random.Random(seed)
    for first in range(0, trials, TRIALS_A_HOST):
        with (
            tempfile.TemporaryDirectory() as folder,
            Room(Path(folder), seed + first) as room,
            room.screen() as terminal,
            redrawing(terminal) if redraw else contextlib.nullcontext(),
        ):
            for _ in range(min(TRIALS_A_HOST, trials - first)):
                room.energise()
                time.sleep(phases.uniform(0, 0.05))
                pressed_at = boot_clock()
                terminal.press(b" ")
                zero_at = room.chair.zero_at(pressed_at, GIVE_UP_S)
                if zero_at is None:
                    result.never += 1
                else:
                    result.values_ms.append((zero_at - pressed_at) / 1e6)
    return result


def measure_lateness(rounds: int, seconds: float, seed: int) -> list[dict[str, Any]]:
    """Lateness of the host's loop with 0, 1 and 3 screens, one of them stopped, in turns within one run."""
    found: dict[str, list[int]] = {"0 screens": [], "1 screen": [], "3 screens, 1 stopped": []}
    cpu: dict[str, list[float]] = {name: [] for name in found}
    with tempfile.TemporaryDirectory() as folder, Room(Path(folder), seed) as room:
        room.energise()
        for _ in range(rounds):
            with contextlib.ExitStack() as stack:
                for name, count in (("0 screens", 0), ("1 screen", 1), ("3 screens, 1 stopped", 2)):
                    screens = [stack.enter_context(room.screen()) for _ in range(count)]
                    if count == 2:
                        screens[0].process.send_signal(signal.SIGSTOP)
                    time.sleep(1)
                    late, share = room.lateness(seconds)
                    found[name] += late
                    cpu[name].append(share)
    return [
        {
            "name": name,
            "timers": len(late),
            "p50_us": sorted(late)[len(late) // 2],
            "p99_us": sorted(late)[int(len(late) * 0.99)],
            "max_us": max(late),
            "host_cpu_percent": round(100 * sum(cpu[name]) / len(cpu[name]), 1),
        }
        for name, late in found.items()
    ]


def main() -> None:
    """Measure and write `screens.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--trials", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    keys = []
    for redraw in (True, False):
        keys.append(measure_key(options.trials, 1, redraw=redraw).summary())
        sys.stderr.write(json.dumps(keys[-1]) + "\n")
    lateness = measure_lateness(options.rounds, 10, 1)
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, {platform.python_version()}"
    document = {"machine": machine, "load": os.getloadavg()[0], "keys": keys, "lateness": lateness}
    options.folder.mkdir(parents=True, exist_ok=True)
    (options.folder / "screens.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()

"""Everything around the daemon breaks, in rounds: `python -m chairctl_proof.broker.chaos --rounds N`.

In each round a session runs that a person started, then something happens. What must hold, whatever it was:

- nothing is put out that nobody at the chair armed for since the daemon started;
- a daemon that ends leaves zero within `ZERO_S`;
- within `TRUE_S` after everything is back, the broker says of the chair what the chair's own host says,
  the daemon is online, and Home Assistant's document of the chair is there.
"""

import argparse
import contextlib
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chairctl_proof.broker.mosquitto import Broker
from chairctl_proof.broker.partition import Partition
from chairctl_proof.broker.remote import CHAIR, DAEMON, Remote
from chairctl_proof.broker.scene import Scene, scene
from chairctl_proof.realtime.chair import boot_clock

ZERO_S = 1.0
TRUE_S = 20.0
"""A frozen broker is left after twice the keep-alive of four seconds, and the pauses grow to some seconds."""
ROUNDS_A_SCENE = 250
"""So that the ledger does not ask for a rest after half an hour of sessions."""
CONFIG = "homeassistant/device/chairctl_home_lounge/config"


@dataclass(slots=True)
class Result:
    """What came of the rounds."""

    rounds: int = 0
    events: Counter[str] = field(default_factory=Counter)
    true_after_s: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def kill_broker(stage: Scene, dice: random.Random) -> None:
    """It dies and comes back with nothing."""
    stage.broker.kill()
    time.sleep(dice.uniform(0, 1.5))
    stage.broker.start()


def freeze_broker(stage: Scene, dice: random.Random) -> None:
    """It takes everything and answers nothing, as behind a partition."""
    stage.broker.freeze()
    time.sleep(dice.choice((0.3, 1.5, 6.5)))
    stage.broker.thaw()


def slow_broker(stage: Scene, dice: random.Random) -> None:
    """It answers in fits and starts."""
    for _ in range(10):
        stage.broker.freeze()
        time.sleep(dice.uniform(0, 0.2))
        stage.broker.thaw()
        time.sleep(dice.uniform(0, 0.05))


def kill_daemon(stage: Scene, dice: random.Random) -> None:  # noqa: ARG001
    """It dies without a word, and is started anew."""
    stage.end(signal.SIGKILL)
    stage.start()


def end_daemon(stage: Scene, dice: random.Random) -> None:  # noqa: ARG001
    """It is told to end, and started anew."""
    stage.end()
    stage.start()


def hold_daemon(stage: Scene, dice: random.Random) -> None:
    """It stands still for a while."""
    assert stage.daemon
    stage.daemon.send_signal(signal.SIGSTOP)
    time.sleep(dice.uniform(0.2, 3))
    stage.daemon.send_signal(signal.SIGCONT)


def kill_both(stage: Scene, dice: random.Random) -> None:
    """Daemon and broker go, and come back in either order."""
    stage.broker.kill()
    stage.end(signal.SIGKILL)
    both: list[Callable[[], object]] = [stage.start, stage.broker.start]
    dice.shuffle(both)
    for start in both:
        start()


def birth_storm(stage: Scene, dice: random.Random) -> None:
    """Home Assistant is born again and again."""
    with Remote(stage.broker.port, "homeassistant/status") as home:
        for _ in range(dice.randint(10, 200)):
            home.client.publish("homeassistant/status", "online", 0)


def full_disk(stage: Scene, dice: random.Random) -> None:  # noqa: ARG001
    """The broker can't write what it keeps, is asked to, and dies."""
    assert stage.broker.process
    stage.broker.process.send_signal(signal.SIGUSR1)  # "write everything down now"
    time.sleep(0.3)
    stage.broker.kill()
    stage.broker.start()


def cut_cable(stage: Scene, dice: random.Random) -> None:
    """Nothing of the broker reaches the daemon, nor the other way, and nobody is told."""
    assert stage.partition
    stage.partition.cut()
    time.sleep(dice.choice((0.3, 2, 7)))
    stage.partition.mend()


EVENTS = (
    kill_broker,
    freeze_broker,
    slow_broker,
    kill_daemon,
    end_daemon,
    hold_daemon,
    kill_both,
    birth_storm,
    full_disk,
    cut_cable,
)
ENDS_DAEMON = (kill_daemon, end_daemon, kill_both, hold_daemon)


def run(
    rounds: int, seed: int, progress: Callable[[int], object] = lambda _: None, only: str | None = None
) -> Result:
    """So many rounds of a seed."""
    dice, result = random.Random(seed), Result()
    while result.rounds < rounds:
        with tempfile.TemporaryDirectory() as name:
            until = min(rounds, result.rounds + ROUNDS_A_SCENE)
            _rounds(Path(name), until, dice, result, progress, only)
    return result


def _rounds(
    folder: Path,
    until: int,
    dice: random.Random,
    result: Result,
    progress: Callable[[int], object],
    only: str | None,
) -> None:
    cable = Partition() if Partition.available() else None
    possible = [event for event in EVENTS if cable or event is not cut_cable]
    choices = [event for event in possible if only in (None, event.__name__)]
    with small_disk(folder / "kept") as kept, cable or contextlib.nullcontext():
        lines = ["persistence true", f"persistence_location {kept}/"]
        lines += [f"listener {{port}} {cable.broker_address}"] if cable else []
        with scene(folder, "  home_assistant: {}\n", Broker(folder, lines), cable) as stage:
            while result.rounds < until:
                _round(stage, dice, dice.choice(choices), result)
                result.rounds += 1
                progress(result.rounds)


class small_disk:  # noqa: N801  (a context)
    """A folder on a disk that is full; without the right to mount one, an ordinary folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mounted = False

    def __enter__(self) -> Path:
        """Mount it, and fill it."""
        self._folder.mkdir()
        mount = shutil.which("mount")
        if mount:
            command = [mount, "-t", "tmpfs", "-o", "size=16k,mode=777", "tmpfs", str(self._folder)]
            done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
            self._mounted = done.returncode == 0
        if self._mounted:
            with contextlib.suppress(OSError):
                (self._folder / "filler").write_bytes(bytes(16_384))
        return self._folder

    def __exit__(self, *_: object) -> None:
        """Unmount it."""
        if self._mounted:
            subprocess.run(["umount", str(self._folder)], check=False)  # noqa: S603, S607


def _round(
    stage: Scene, dice: random.Random, event: Callable[[Scene, random.Random], None], result: Result
) -> None:
    name = f"round {result.rounds + 1}, {event.__name__}"
    result.events[event.__name__] += 1
    runs = dice.random() < 0.7
    if runs:
        stage.sit()
        stage.ask(id="on", action="set_output", channel="air", output=[300, None])
        stage.chair.energised_at(5)
    before = boot_clock()
    event(stage, dice)
    came_back = boot_clock()
    if event in ENDS_DAEMON:
        zero_at = stage.chair.zero_at(before, ZERO_S)
        if zero_at is None or zero_at - before > ZERO_S * 1e9:
            result.failures.append(f"{name}: not at zero within {ZERO_S} s")
        if not stage.chair.stayed_zero(before + int(ZERO_S * 1e9)):
            result.failures.append(f"{name}: something was put out, and nobody had armed")
    try:
        _becomes_true(stage)
        result.true_after_s.append((boot_clock() - came_back) / 1e9)
    except (AssertionError, TimeoutError, OSError) as error:
        result.failures.append(f"{name}: not true within {TRUE_S} s: {str(error)[-300:]}")
    stage.ask(id="off", action="stop")


def _becomes_true(stage: Scene) -> None:
    """What a newcomer reads on the broker is how the chair stands."""
    with Remote(stage.broker.port, f"{CHAIR}/#", f"{DAEMON}/availability", CONFIG) as home:
        newest: dict[str, bytes] = {}

        def is_true(_: object) -> bool:
            newest.update({topic: payload for topic, payload, _retained in home.heard})
            said = newest.get(f"{CHAIR}/state")
            if said is None or newest.get(f"{DAEMON}/availability") != b"online" or CONFIG not in newest:
                return False
            seen: dict[str, Any] = stage.ask(snapshot=True)["snapshot"]
            state = json.loads(said)
            codes = sorted(alarm["code"] for alarm in state["alarms"])
            return (state["state"], codes) == (
                seen["state"],
                sorted(trip["reason"]["code"] for trip in seen["trips"]),
            )

        home.wait(is_true, seconds=TRUE_S)


def main() -> None:
    """Run it and say what came of it; ends with 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=[event.__name__ for event in EVENTS])
    options = parser.parse_args()
    result = run(
        options.rounds,
        options.seed,
        lambda done: done % 10 or sys.stderr.write(f"{done}/{options.rounds}\n"),
        options.only,
    )
    ordered = sorted(result.true_after_s) or [0.0]
    sys.stdout.write(f"{result.rounds} rounds: {dict(result.events)}\n")
    middle, last = ordered[len(ordered) // 2], ordered[-1]
    sys.stdout.write(f"true again after: p50 {middle:.2f} s, max {last:.2f} s\n")
    sys.stdout.write("\n".join(result.failures) or "Every invariant held.")
    sys.stdout.write("\n")
    sys.exit(bool(result.failures))


if __name__ == "__main__":
    main()

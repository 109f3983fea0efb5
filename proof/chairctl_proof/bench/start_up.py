"""How soon a program is there: from its start to its end, or to the first sign of life."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from chairctl_proof.bench.measurement import Finding, Measurement, Table, Target
from chairctl_proof.bench.programs import BARE, CHAIRCTL, FLOOR_IS, first_line, to_the_end, until
from chairctl_proof.bench.size import Size
from chairctl_proof.bench.turns import in_turns
from chairctl_proof.broker.home import Home, wait_for
from chairctl_proof.realtime.chair import RealChair
from chairctl_proof.realtime.terminal import Terminal

DAEMON: Final = "schema: chairctl/daemon/1\nname: pi\nstations:\n  - {name: s, device: /nowhere}\n"
VERBS: Final[tuple[tuple[str, tuple[Target, ...], float], ...]] = (
    ("--version", (), 30),
    ("--help", (Target("p50", 160),), 60),
    ("stop", (), 40),
)
"""With what they are meant to take (ms), and the ratio from which on something is broken."""
HEAVY_US: Final = 4_000
"""An import that takes as long by itself, with what it imports, is named."""


def findings(size: Size) -> Iterator[Finding]:
    """Verbs, the screen, the daemon, and what they import."""
    with tempfile.TemporaryDirectory() as folder:
        place = Home(Path(folder))
        env = place.env
        for verb, targets, guard in VERBS:
            subject, floor = in_turns(
                size.programs,
                partial(to_the_end, (*CHAIRCTL, verb), env),
                partial(to_the_end, BARE, env),
            )
            yield Measurement(
                f"`chairctl {verb}`, to its end", "ms", subject, floor, FLOOR_IS, targets, guard
            )
        trials = max(min(3, size.programs), size.programs // 4)
        yield _daemon(place, trials)
        yield _screen(env, trials)
        with RealChair(Path(folder)) as chair:
            yield _run(env, chair.url, trials)
        for verb in ("stop", "--help"):
            yield _imports(verb, env)


def _daemon(place: Home, trials: int) -> Measurement:
    """Until its socket is there."""
    file = place.folder / "daemon.yaml"
    file.write_text(DAEMON, encoding="utf-8")

    def ready(process: "subprocess.Popen[str]") -> None:
        wait_for(lambda: any(str(process.pid) in path.name for path in place.sockets))

    subject, floor = in_turns(
        trials,
        lambda: until((*CHAIRCTL, "daemon", "--config", str(file)), place.env, ready),
        lambda: until(BARE, place.env, first_line),
    )
    return Measurement(
        "`chairctl daemon`, until it can be asked", "ms", subject, floor, FLOOR_IS, guard=500
    )  # fmt: skip


def _run(env: Mapping[str, str], url: str, trials: int) -> Measurement:
    """Until the first line about a session."""
    command = (*CHAIRCTL, "run", "relax", "--device", url, "--json", "--no-record")
    subject, floor = in_turns(
        trials, lambda: until(command, env, first_line), lambda: until(BARE, env, first_line)
    )
    return Measurement("`chairctl run`, first picture", "ms", subject, floor, FLOOR_IS, guard=500)


def _screen(env: Mapping[str, str], trials: int) -> Measurement:
    """Until anything of the screen is painted."""

    def paint(command: Sequence[str], text: bytes) -> float:
        began = time.perf_counter_ns()
        with Terminal(command, env) as terminal:
            terminal.wait_for(text)
            return (time.perf_counter_ns() - began) / 1e6

    subject, floor = in_turns(
        trials, lambda: paint((*CHAIRCTL, "tui", "--lang", "en"), b"Esc twice"), lambda: paint(BARE, b"ready")
    )
    return Measurement("`chairctl tui`, first paint", "ms", subject, floor, FLOOR_IS, guard=500)


def _imports(verb: str, env: Mapping[str, str]) -> Table:
    """What is imported on the way, and what of it is heavy."""
    command = [sys.executable, "-X", "importtime", "-m", "chairctl", verb]
    said = subprocess.run(command, env=env, capture_output=True, text=True, check=False).stderr  # noqa: S603
    rows = []
    count = 0
    for line in said.splitlines():
        if line.startswith("import time:") and "|" in line and "cumulative" not in line:
            own, whole, name = (part.strip() for part in line.removeprefix("import time:").split("|"))
            count += 1
            if int(whole) >= HEAVY_US and not name.startswith(("site", "encodings", "runpy", "_")):
                rows.append((int(whole), int(own), name))
    heavy = tuple(
        (f"`{name}`", f"{whole / 1e3:.1f}", f"{own / 1e3:.1f}")
        for whole, own, name in sorted(rows, reverse=True)
    )
    return Table(
        f"imports of `chairctl {verb}`",
        ("module", "ms with what it imports", "ms by itself"),
        heavy,
        f"{count} modules in all; named are those of {HEAVY_US // 1000} ms and more.",
    )

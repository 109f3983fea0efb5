"""How soon a trip reaches whoever looks: the JSON lines of `chairctl run`, and its local socket.

A safe stop that nobody is told of is a failure. Each trial is a whole `chairctl run` as a process, in
folders of its own, on a simulated chair in which something breaks.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from chairctl.frontends.attach.client import HostClient
from chairctl_proof.own_folders import new_ledger, own_folders
from chairctl_proof.realtime.chair import RealChair, boot_clock

CAUSES: Final[tuple[tuple[str, Mapping[str, Any], Mapping[str, Any]], ...]] = (
    ("rebooted", {"reboot": True}, {}),
    ("pad_sensor", {"fault": {"pad_sensor": "open"}}, {"fault": {"pad_sensor": "ok"}}),
    ("line_lost", {"unplug": True}, {"plug": True}),
)
"""The trip that is expected, what is done to the chair, and how it is mended."""

SINKS: Final = ("json", "attach")
_RUN: Final = "from chairctl.frontends.cli.entry import main; main()"
_MUTE: Final = "from chairctl_proof.realtime.twins import alarm_mute; alarm_mute(); "
GIVE_UP_S: Final = 5.0


@dataclass(slots=True)
class Alarms:
    """Milliseconds from the trip to the first word of it, by sink; `missing` never came."""

    values_ms: dict[str, list[float]] = field(default_factory=lambda: {sink: [] for sink in SINKS})
    missing: list[str] = field(default_factory=list)


def measure_alarms(
    trials: int, progress: Callable[[int], None] = lambda _: None, *, mute: bool = False
) -> Alarms:
    """Run trials, cause after cause; `mute`: the red twin, in which no trip is shown."""
    result = Alarms()
    with tempfile.TemporaryDirectory() as folder, RealChair(Path(folder)) as chair:
        env = os.environ | own_folders(Path(folder))
        new_ledger(Path(folder))
        for number in range(trials):
            code, what, mended = CAUSES[number % len(CAUSES)]
            heard = _once(chair, env, code, what, mute=mute)
            if mended:
                chair.tell(**mended)
            for sink in SINKS:
                if sink in heard:
                    result.values_ms[sink].append(heard[sink])
                else:
                    result.missing.append(f"{code} {sink}")
            progress(number + 1)
    return result


def _once(
    chair: RealChair, env: Mapping[str, str], code: str, what: Mapping[str, Any], *, mute: bool
) -> dict[str, float]:
    """One session with one cause: ms after the trip (after the cause, if none was shown) by sink."""
    command = [sys.executable, "-c", (_MUTE if mute else "") + _RUN]
    command += ["run", "relax", "--device", chair.url, "--json", "--no-record"]
    heard: dict[str, tuple[float, int]] = {}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            if chair.energised_at(GIVE_UP_S) is None:
                raise RuntimeError("the chair was never energised")
            time.sleep(0.5)
            listeners = [
                threading.Thread(target=_read_lines, args=(process, code, heard)),
                threading.Thread(target=_ask_socket, args=(Path(env["XDG_RUNTIME_DIR"]), code, heard)),
            ]
            for listener in listeners:
                listener.start()
            time.sleep(0.1)
            chair.tell(**what)
            for listener in listeners:
                listener.join(GIVE_UP_S)
        finally:
            process.terminate()
    return {sink: (at - tripped_at) / 1e6 for sink, (at, tripped_at) in heard.items()}


def _read_lines(process: "subprocess.Popen[str]", code: str, heard: dict[str, tuple[float, int]]) -> None:
    assert process.stdout
    for line in process.stdout:
        record = json.loads(line)
        _note(record.get("snapshot", {}).get("trips", ()), "json", code, heard)


def _ask_socket(folder: Path, code: str, heard: dict[str, tuple[float, int]]) -> None:
    path = next((folder / "chairctl").glob("*.sock"))
    until = boot_clock() + int(GIVE_UP_S * 1e9)
    try:
        with HostClient(path) as client:
            while "attach" not in heard and boot_clock() < until:
                answer = client.ask({"snapshot": True})
                _note(answer.get("snapshot", answer).get("trips", ()), "attach", code, heard)
                time.sleep(0.005)
    except OSError:
        pass  # the host has gone


def _note(
    trips: Sequence[Mapping[str, Any]], sink: str, code: str, heard: dict[str, tuple[float, int]]
) -> None:
    for trip in trips:
        if trip["reason"]["code"] == code and sink not in heard:
            heard[sink] = (boot_clock(), trip["at"])

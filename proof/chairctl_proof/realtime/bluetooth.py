"""The accidents over Bluetooth: `python -m chairctl_proof.realtime.bluetooth --trials N` prints the table.

A radio that is not there (`chairctl_simulators/ble`) carries what bleak and the warden say; its air
takes no time. So these are the figures of the software alone. A real radio adds one to three of its
connection intervals, and more where it has to send again.
"""

import argparse
import os
import platform
import sys
from typing import Final

from chairctl_proof.realtime.campaign import table
from chairctl_proof.realtime.trials import (
    ACCIDENTS,
    Accident,
    Latencies,
    Trial,
    kill_host,
    measure,
    measure_stops,
)

OVER: Final = "--ble"


def kill_warden_and_host(trial: Trial) -> None:
    """Nobody is left, and nobody ends the link."""
    trial.signal_all(9, *trial.wardens)
    kill_host(trial)


def lose_link(trial: Trial) -> None:
    """The radio loses the device."""
    trial.chair.tell(radio={"lose_link": True})


def mute(trial: Trial) -> None:
    """Notifications end, writes still arrive, and the link counts as connected."""
    trial.chair.tell(radio={"mute": True})


def deafen(trial: Trial) -> None:
    """Writes are lost, notifications still arrive."""
    trial.chair.tell(radio={"deaf": True})


def hang(trial: Trial) -> None:
    """The Bluetooth daemon does not answer writes any more, and does not send them."""
    trial.chair.tell(radio={"hang": True})


AIR: Final = {
    accident.name: accident
    for accident in (
        *(ACCIDENTS[name] for name in ("sigkill", "sigstop", "both_stopped", "warden_killed_host_stopped")),
        Accident("both_killed", outside=kill_warden_and_host),
        Accident("link_lost", outside=lose_link),
        Accident("mute", outside=mute, mended={"radio": {"mute": False}}),
        Accident("deaf", outside=deafen, mended={"radio": {"deaf": False}}),
        Accident("write_hangs", outside=hang, mended={"radio": {"hang": False}}),
    )
}


def measure_all(trials: int) -> list[Latencies]:
    """Every accident so often, and stops."""
    rows = [measure_stops(trials, 1, over=OVER)]
    for accident in AIR.values():
        rows.append(measure(accident, trials, 1, over=OVER))
        sys.stderr.write(f"{rows[-1].summary()}\n")
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=30)
    trials = parser.parse_args().trials
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    rows = [{"load": "idle", **latencies.summary()} for latencies in measure_all(trials)]
    sys.stdout.write(table(rows, machine, "python -m chairctl_proof.realtime.bluetooth"))


if __name__ == "__main__":
    main()

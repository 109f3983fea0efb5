"""Sessions of the product on the rig's device: `chairctl run` as a process, in folders of its own."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from chairctl.frontends.attach.client import HostClient
from chairctl.profiles.loader import load_device, load_programme, programme_names
from chairctl.session.plan import fit
from chairctl_proof.own_folders import new_ledger, own_folders
from chairctl_proof.realtime.chair import boot_clock

if TYPE_CHECKING:
    from chairctl_hil.rig.bench import Bench

GIVE_UP_S: Final = 15.0
PRESENT_S: Final = 60.0


@dataclass
class Session:
    """What was seen of one session."""

    was_energised: bool = False
    end_to_zero_ms: float = float("inf")
    lasted_s: float = 0.0
    """From the first output to its end."""
    trips: list[str] = field(default_factory=list)


def devices_programmes(profile: str) -> list[str]:
    """The shipped programmes of which a device of this profile can do anything."""
    device = load_device(profile)
    return [name for name in programme_names() if fit(load_programme(name), (device,)).energises]


def run_programme(
    bench: "Bench", name: str, seconds: float, during: Callable[[], object] = lambda: None
) -> Session:
    """Run it for so long (or to its end), interrupt it, and see the outputs go to zero.

    `during` is called once outputs are seen; what it does is part of the seconds.
    """
    session = Session()
    bench.cool()
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | bench.device.environment | own_folders(Path(folder))
        new_ledger(Path(folder))
        command = [sys.executable, "-m", "chairctl", "run", name, "--device", bench.device.url]
        command += ["--profile", bench.rig.device.profile, "--json", "--no-record"]
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
            listener = threading.Thread(target=_listen, args=(process, session), daemon=True)
            listener.start()
            try:
                session.was_energised = bench.device.energised_at(GIVE_UP_S) is not None
                began_at = boot_clock()
                during()
                _sit(process, Path(env["XDG_RUNTIME_DIR"]), seconds)
                ended_at = boot_clock()
                session.lasted_s = (ended_at - began_at) / 1e9
                process.send_signal(signal.SIGINT)
                zero_at = bench.device.zero_at(ended_at, GIVE_UP_S)
                if zero_at is not None:
                    session.end_to_zero_ms = (zero_at - ended_at) / 1e6
                process.wait(GIVE_UP_S)
            finally:
                process.kill()
            listener.join(GIVE_UP_S)
    return session


def _sit(process: "subprocess.Popen[str]", sockets: Path, seconds: float) -> None:
    """Stay in the chair, and say so every minute."""
    until, next_at = time.monotonic() + seconds, time.monotonic() + PRESENT_S
    while process.poll() is None and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.1))
        if time.monotonic() >= next_at:
            next_at += PRESENT_S
            for path in (sockets / "chairctl").glob("*.sock"):
                with HostClient(path) as client:
                    client.ask({"id": "rig", "action": "present"})


def _listen(process: "subprocess.Popen[str]", session: Session) -> None:
    assert process.stdout
    for line in process.stdout:
        record: dict[str, Any] = json.loads(line)
        for trip in record.get("snapshot", {}).get("trips", ()):
            code = trip["reason"]["code"]
            if code not in session.trips:
                session.trips.append(code)

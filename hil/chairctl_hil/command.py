"""What `chairctl hil` does, without a word to a person: `chairctl.frontends.cli.hil` says the words."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chairctl.transports.transport import TransportError
from chairctl_hil.drivers.driver import DriverError, Meter, Switch
from chairctl_hil.report import side_by_side
from chairctl_hil.report.files import load
from chairctl_hil.rig.bench import Bench
from chairctl_hil.rig.file import DeviceKind, RigFile, load_rig
from chairctl_hil.rig.strategy import RigState, TransitionFailed
from chairctl_hil.trace import record
from chairctl_hil.trace.replay import apart_ms, recorded, replay

SUITE = Path(__file__).parent / "suite"
NEEDS = ("faults", "truth", "wire", "radio", "loads", "supply", "current", "pad", "force", "chairlink", "tap")


def run_suite(rig: str, out: Path, language: str, options: Sequence[str]) -> int:
    """Run the tests on a rig and write the report; pytest's exit code. Raises ImportError without pytest."""
    import pytest

    alone = ["-c", os.devnull, "--rootdir", str(SUITE), "--import-mode=importlib", "-p", "no:asyncio"]
    alone += ["-p", "chairctl_hil.plugin"]
    where = ["--rig", rig, "--hil-out", str(out), "--hil-lang", language]
    return int(pytest.main([*alone, "-q", "-rs", *where, *options, str(SUITE)]))


class Checked:
    """What a look at a rig has found."""

    def __init__(self) -> None:
        self.resources: list[tuple[str, str]] = []
        self.problems: list[tuple[str, str]] = []
        self.lacks: list[str] = []
        self.line: tuple[str, str] | None = None
        """Address of the device, and the product's code of why it can't be opened."""
        self.identity: dict[str, str] = {}


def check_rig(reference: str) -> Checked:
    """Open everything, ask everything who it is, energise nothing. Raises ProfileErrors for a wrong file."""
    rig: RigFile = load_rig(reference)
    found = Checked()
    try:
        with Bench(rig) as bench:
            found.lacks = [code for need in NEEDS if (code := bench.lacks(need))]
            opened: list[tuple[str, Meter | Switch]] = [
                (role.value, one) for role, one in bench.meters.items()
            ]
            if bench.supply:
                opened.append(("supply", bench.supply))
            for name, one in opened:
                try:
                    found.resources.append((name, one.identify()))
                except DriverError as error:
                    found.problems.append((name, str(error)))
            try:
                bench.strategy.go(RigState.READY)
            except TransitionFailed as error:
                if isinstance(error.__cause__, TransportError):
                    found.line = (error.__cause__.address, error.__cause__.code)
                else:
                    found.problems.append(("device", str(error)))
            if said := bench.identity:
                found.identity = {
                    "model": said.model, "firmware": said.firmware, "serial": said.serial_number
                }  # fmt: skip
    except (DriverError, TransitionFailed) as error:
        found.problems.append((rig.name, str(error)))
    return found


def compare(old: Path, new: Path) -> tuple[str, str, list[tuple[str, str, str, str]]]:
    """Names of the two runs and what differs. Raises OSError, ValueError, KeyError and TypeError."""
    before, after = load(old), load(new)
    names = [
        f"{run.rig} {run.identity.firmware if run.identity else '?'} {run.commit}" for run in (before, after)
    ]
    return names[0], names[1], side_by_side.changes(before, after)


def replay_trace(trace: Path, rig: str) -> dict[str, Any]:
    """Play a trace to the rig's kind of device. Raises OSError, ValueError and KeyError; ProfileErrors."""
    entries = record.load(trace)
    device: Any
    if load_rig(rig).device.kind is DeviceKind.FIRMWARE:
        from chairctl_hil.board.virtual import VirtualBoard

        device = VirtualBoard()
    else:
        from chairctl_simulators.devices.chairlink import SimulatedChair

        device = SimulatedChair(1)
    was, now = recorded(entries), replay(entries, device)
    pairs = list(zip(was.stops, now.stops, strict=True))
    return {
        "apart_ms": round(apart_ms(was, now), 1),
        "stops": [(was.ms_to_zero(one), now.ms_to_zero(other)) for one, other in pairs],
    }


def answers(given: dict[str, str]) -> str:
    """A rig file from the answers of a person."""
    lines = ["schema: chairctl/rig/1", f"name: {given['name']}", ""]
    lines += ["device:", f"  kind: {given['kind']}", f"  profile: {given['profile']}"]
    if given["kind"] != DeviceKind.BENCH:
        lines.append(f"  over: {given['over']}")
    else:
        lines.append(f'  address: "{given["address"]}"')
    if given.get("serial"):
        lines.append(f'  serial_number: "{given["serial"]}"')
    if given["kind"] == DeviceKind.BENCH:
        lines += ["", f"may_energise: {'true' if given.get('marked') == 'yes' else 'false'}"]
    resources = [
        ("serial_relay", "supply-relay", "supply", given.get("relay", "")),
        ("scpi", "output-meter", "current", given.get("meter", "")),
        ("serial_gauge", "pad-thermometer", "pad", given.get("gauge", "")),
    ]
    fitted = [one for one in resources if one[3]]
    if fitted:
        lines += ["", "resources:"]
    for kind, name, role, address in fitted:
        lines += [f"  - kind: {kind}", f"    name: {name}", f'    address: "{address}"', f"    role: {role}"]
    return "\n".join(lines) + "\n"

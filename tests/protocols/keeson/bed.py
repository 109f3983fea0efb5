"""A session with a simulated bed, in virtual time."""

from tests.support.line_session import LineSession

from chairctl.domain.channels import Output, PostureMode
from chairctl.domain.time import MILLISECOND
from chairctl.profiles.loader import load_device
from chairctl_simulators.devices.keeson import BedSetup, SimulatedBed

UP, DOWN = Output(1_000, PostureMode(1)), Output(1_000, PostureMode(-1))
LEVEL_3 = Output(500)
RELEASE = bytes.fromhex("e5fe160000000006")
HEAD_UP = bytes.fromhex("e5fe160100000005")
PLUS_KEYS = 0x400 | 0x800


def session(setup: BedSetup | None = None) -> tuple[LineSession, SimulatedBed]:
    bed = SimulatedBed(1, setup or BedSetup(minus_wraps=True))
    return LineSession(load_device("ergomotion-bed"), bed), bed


def start(run: LineSession) -> None:
    """Plug in, listen, arm, and let the bed confirm it."""
    run.start(boot=500 * MILLISECOND)
    run.run_for(500 * MILLISECOND)


def masks(run: LineSession, since: int = 0) -> list[int]:
    return [int.from_bytes(data[3:7], "little") for at, data in run.sent if at >= since]

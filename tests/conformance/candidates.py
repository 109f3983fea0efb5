"""Every device family with a shipped profile, its simulator, and something to ask of it; and the example."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from tests.conformance.candidate import Candidate

from chairctl.domain.time import MILLISECOND, SECOND
from chairctl_simulators.devices.beurer_em70 import SimulatedStimulator
from chairctl_simulators.devices.chairlink import SimulatedChair
from chairctl_simulators.devices.keeson import SimulatedBed
from chairctl_simulators.devices.openemsstim import SimulatedBoard
from chairctl_simulators.devices.rongtai import SimulatedRongTai
from chairctl_simulators.devices.sciencemode4 import SimulatedP24

CANDIDATES = {
    candidate.profile.name: candidate
    for candidate in (
        Candidate(
            "chairlink-reference", lambda: SimulatedChair(1), 200 * MILLISECOND, 2 * SECOND, 50 * MILLISECOND
        ),
        Candidate(
            "beurer-em70",
            lambda: SimulatedStimulator(1),
            500 * MILLISECOND,
            25 * SECOND,
            500 * MILLISECOND,
        ),
        Candidate("ergomotion-bed", lambda: SimulatedBed(1), 500 * MILLISECOND, 15 * SECOND, 4 * SECOND),
        Candidate("openemsstim", SimulatedBoard, 3 * SECOND, 10 * SECOND, SECOND),
        Candidate("hasomed-p24", lambda: SimulatedP24(1), 200 * MILLISECOND, 5 * SECOND, 100 * MILLISECOND),
        # A power key that got lost is followed by another, if asked for, after ten seconds.
        Candidate("rongtai-rt8600", SimulatedRongTai, SECOND, 18 * SECOND, 15 * SECOND),
    )
}

EXAMPLE = Path(__file__).parents[2] / "examples/chairctl-toy/candidate.py"
FIRMWARE = Path(__file__).parents[1] / "firmware/candidate.py"
"""The reference firmware: a device for the family of the tree, from other hands than the simulator."""


def candidate_in(file: Path) -> Candidate:
    """The `CANDIDATE` of a Python file: how a package outside of the tree comes into the suite."""
    spec = spec_from_file_location("outside_candidate", file)
    module = module_from_spec(spec) if spec and spec.loader and file.is_file() else None
    if spec and spec.loader and module:
        spec.loader.exec_module(module)
    found = getattr(module, "CANDIDATE", None)
    if isinstance(found, Candidate):
        return found
    raise LookupError(
        f"{file}: no Python file with CANDIDATE = Candidate(...) of tests.conformance.candidate"
    )

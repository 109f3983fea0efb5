"""What chairctl's conformance suite needs to know of the toy cushion. In a checkout of chairctl:

python -m pytest tests/conformance --candidate examples/chairctl-toy/candidate.py
"""

from pathlib import Path

from tests.conformance.candidate import Candidate

from chairctl.domain.time import MILLISECOND, SECOND
from chairctl_toy_simulator.cushion import SimulatedCushion

HERE = Path(__file__).parent

CANDIDATE = Candidate(
    HERE / "profiles/devices/toy-cushion.yaml",
    SimulatedCushion,
    boot=100 * MILLISECOND,
    rise=5 * SECOND,
    zero_within=100 * MILLISECOND,
    package=HERE,
)

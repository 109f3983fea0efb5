"""Red twins: the same search with a rule left out has to find what goes wrong, or it would prove nothing."""

from typing import Final, NamedTuple

from chairctl_proof.model.parts import Bounds
from chairctl_proof.model.rules import Broken, Rules
from chairctl_proof.model.search import Result, explore


class Twin(NamedTuple):
    """Rules that are left out, the smallest bounds that show it, and the promise that breaks."""

    without: frozenset[Broken]
    promise: str
    bounds: Bounds = Bounds(frames=1, reports=1)


def _twin(broken: Broken, promise: str) -> Twin:
    return Twin(frozenset({broken}), promise)


TWINS: Final = (
    _twin(Broken.NO_EPOCH_CHECK, "I2"),
    _twin(Broken.NO_NONCE_CHECK, "I2"),
    _twin(Broken.EQUAL_SEQUENCE, "I2"),
    _twin(Broken.LEASE_NOT_ANCHORED, "I7"),
    _twin(Broken.LEASE_WITHOUT_END, "I3"),
    _twin(Broken.ARM_WITH_LEVEL, "I8"),
    # void nonces alone already keep OUTPUT from a device that STOP has disarmed
    Twin(frozenset({Broken.OUTPUT_UNARMED, Broken.STOP_KEEPS_NONCES}), "I8"),
    _twin(Broken.STOP_NEEDS_EPOCH, "I9"),
    # an ARM that was sent again and the OUTPUT after it have to be on their way together
    Twin(frozenset({Broken.STOP_KEEPS_NONCES}), "I4", Bounds(frames=2, reports=1)),
    _twin(Broken.BOOT_KEEPS_OUTPUT, "I6"),
    _twin(Broken.RESTART_RESTORES, "I1"),
    _twin(Broken.TRIP_NOT_LATCHED, "I5"),
    _twin(Broken.REBOOT_UNNOTICED, "I6"),
    _twin(Broken.WARDEN_UNHEARD, "I4"),
)
"""Every rule of `Broken` is left out in one of them."""


def run(twin: Twin) -> Result:
    """The search without these rules; it ends at the first broken promise."""
    return explore(Rules(twin.without), twin.bounds)

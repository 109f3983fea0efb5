"""The measure of the model, and the rules that can be left out to see that the check notices."""

from enum import Enum
from typing import Final, NamedTuple

STALE: Final = 7
"""The age of all that is older than a lease; leases are shorter than this many ticks."""


class Broken(Enum):
    """A rule that is left out. The value says in a few words what is then wrong."""

    NO_EPOCH_CHECK = "device takes frames of an earlier epoch"
    NO_NONCE_CHECK = "device takes frames with any nonce, the lease counts from receipt"
    EQUAL_SEQUENCE = "device takes a sequence that is not greater than its echo"
    LEASE_NOT_ANCHORED = "lease counts from receipt of the frame, not from the telemetry"
    LEASE_WITHOUT_END = "lease never ends"
    ARM_WITH_LEVEL = "host arms with the level wanted, device takes it"
    OUTPUT_UNARMED = "device takes OUTPUT while it is not armed"
    STOP_NEEDS_EPOCH = "device obeys STOP only with its epoch"
    STOP_KEEPS_NONCES = "nonces from before STOP stay good after it"
    BOOT_KEEPS_OUTPUT = "device boots with the outputs it had"
    RESTART_RESTORES = "host is ready again by itself after a restart"
    TRIP_NOT_LATCHED = "host can be armed while tripped"
    REBOOT_UNNOTICED = "host stays armed when the device has booted"
    WARDEN_UNHEARD = "host stays armed when its warden has fired"


class Rules(NamedTuple):
    """The protocol as the model plays it."""

    without: frozenset[Broken] = frozenset()
    """The rules left out; empty: the protocol as it is."""
    lease: int = 6
    """Ticks that an output may outlive the telemetry that proves life: 6 of 50 ms, or 3 of 100 ms."""

    @property
    def tick_ms(self) -> int:
        """Length of a tick: the lease is always 300 ms."""
        return 300 // self.lease

    def older(self, age: int) -> int:
        """An age one tick later."""
        return age + 1 if age < self.lease else STALE

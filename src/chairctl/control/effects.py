"""What a turn asks of the runtime.

Made anew in every turn, so neither frozen nor named tuples: these take 0.15 µs to make, those 0.7 and 0.4 µs.
"""

from dataclasses import dataclass

from chairctl.domain.packet import Packet
from chairctl.domain.safety import Receipt
from chairctl.domain.time import Instant
from chairctl.safety.grant import Request
from chairctl.safety.permit import Permit


@dataclass(slots=True)
class Transmission:
    """Packets for one device, and the permit that they encode."""

    permit: Permit
    packets: tuple[Packet, ...]
    heard: bool
    """This turn has consumed fresh telemetry of the device: proof of life for the warden."""


@dataclass(slots=True)
class Effects:
    """Packets to hand to the links now, the answer to a command, and when to come back."""

    transmissions: tuple[Transmission, ...]
    receipt: Receipt | None
    deadline: Instant | None
    cut_power: bool = False
    """A trip that is latched asks for the second cut: open the contactor, if there is one."""
    request: Request | None = None
    """What the ledger is to be asked now."""

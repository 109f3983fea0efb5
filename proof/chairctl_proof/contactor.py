"""The second cut: a relay in the supply of a chair. Once open it stays open until a person closes it."""

from dataclasses import replace

from chairctl.domain.time import Instant
from chairctl_simulators.devices.chairlink.chair import SimulatedChair


class Contactor:
    """Cuts all power of a simulated chair when the station asks for it."""

    def __init__(self, chair: SimulatedChair) -> None:
        self.chair = chair
        self.opened_at: Instant | None = None

    def cut(self, now: Instant) -> None:
        """Open; again changes nothing."""
        if self.opened_at is None:
            self.opened_at = now
            self.hold(now)

    def hold(self, now: Instant) -> None:
        """Whatever else has been done to the chair: while open, there is no power."""
        if self.opened_at is not None and self.chair.faults.supply_mv != 0:
            self.chair.set_faults(replace(self.chair.faults, supply_mv=0), now)

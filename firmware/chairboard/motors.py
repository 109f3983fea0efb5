"""Channels that are little but a level: air (3), vibration (4), posture (6), and the bridge's switch (4)."""

from chairboard.io import Inputs, Outputs
from chairboard.ramp import Ramp

AIR, VIBRATION = 3, 4


class Level:
    """Air or vibration. Cushions vent by themselves when the valves lose their supply."""

    block = "H"
    report = "HH"

    def __init__(self, kind: int, inputs: Inputs, outputs: Outputs) -> None:
        self.kind = kind
        self._in = inputs
        self._out = outputs
        self._ramp = Ramp(1000)

    def allows(self, block: tuple[int, ...]) -> bool:
        """Rule 10 has nothing besides the level."""
        return True

    def drive(self, block: tuple[int, ...], now_ms: int) -> None:
        """Do this from now on."""
        self._ramp.aim(block[0], now_ms)
        self._put()

    def scan(self, now_ms: int) -> int:
        """Rise; no fault is known."""
        self._ramp.run(now_ms)
        self._put()
        return 0

    def readback(self, now_ms: int) -> tuple[int, ...]:
        """The telemetry block."""
        measured = self._in.pressure_permille if self.kind == AIR else self._in.vibration_ma
        return self._ramp.level, measured

    def _put(self) -> None:
        if self.kind == AIR:
            self._out.air_permille = self._ramp.level
        else:
            self._out.vibration_permille = self._ramp.level


class Posture:
    """The motor of the back; nothing limits its rise."""

    kind = 6
    block = "Hb"
    report = "HH"

    def __init__(self, inputs: Inputs, outputs: Outputs) -> None:
        self._in = inputs
        self._out = outputs
        self._level = 0

    def allows(self, block: tuple[int, ...]) -> bool:
        """Rule 10, for a level above 0."""
        return -1 <= block[1] <= 1

    def drive(self, block: tuple[int, ...], now_ms: int) -> None:
        """Do this from now on."""
        self._level = block[0]
        self._out.posture_permille = block[0] * block[1]

    def scan(self, now_ms: int) -> int:
        """Nothing moves by itself; no fault is known."""
        return 0

    def readback(self, now_ms: int) -> tuple[int, ...]:
        """The telemetry block."""
        return self._level, self._in.angle_tenth_deg


class Switch:
    """Bridge mode: the supply of a device that has no deadman of its own. It speaks as kind 4.

    A level above 0 closes it, the current that it reports is that of the device. There is no half-closed
    relay, so nothing rises.
    """

    kind = VIBRATION
    block = "H"
    report = "HH"

    def __init__(self, inputs: Inputs, outputs: Outputs) -> None:
        self._in = inputs
        self._out = outputs
        self._level = 0

    def allows(self, block: tuple[int, ...]) -> bool:
        """Rule 10 has nothing besides the level."""
        return True

    def drive(self, block: tuple[int, ...], now_ms: int) -> None:
        """Closed from now on, or open."""
        self._level = block[0]
        self._out.switch = 1 if block[0] else 0

    def scan(self, now_ms: int) -> int:
        """Nothing changes by itself; no fault is known."""
        return 0

    def readback(self, now_ms: int) -> tuple[int, ...]:
        """The telemetry block."""
        return self._level, self._in.vibration_ma

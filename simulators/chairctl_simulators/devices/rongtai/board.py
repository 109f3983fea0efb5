"""The chair's controller: six states, keys that toggle, a timer of its own, and no deadman.

standby --power--> (waking) --> waiting --technique, program--> running (scans the body first)
waiting, running --power, end of the timer--> homing --arrived--> standby
"""

from collections.abc import Callable
from typing import Final

from chairctl_simulators.devices.rongtai.body import DOWN, UP, Plant
from chairctl_simulators.devices.rongtai.frames import MARKS, Press
from chairctl_simulators.devices.rongtai.setup import HEALTHY, RongTaiSetup

STANDBY, HOMING, WAITING, RUNNING, STORING, FAULT = range(6)
_MS: Final = 1_000_000
_SECOND: Final = 1_000_000_000
_MANUAL: Final = 7
_FULL_AIR: Final = 0x10
_NEVER: Final = 1 << 62


class Board:
    """The firmware. It has no clock: `pass_time` brings the time, `due_ns` says when something ends."""

    def __init__(self, setup: RongTaiSetup, plant: Plant, start_ns: int) -> None:
        self.setup = setup
        self.plant = plant
        self.faults = HEALTHY
        self.now_ns = start_ns
        self.phase = STANDBY
        self.powers = self.starts = self.keys = self.forbidden = 0
        self._ends_ns = _NEVER
        """When waking, scanning or homing is over at the earliest."""
        self.waking = self.scanning = False
        self.scanned: int | None = None
        self.strength, self.air_memory = setup.first_strength, setup.first_air
        self.preset = 2
        self.zero_gravity = self.ioniser = self.music = False
        self._rest()
        self.left_ns = 0

    def _rest(self) -> None:
        """No function works; how the rollers stood stays in the fields, as in a real chair."""
        self.technique = self.program = self.wheel = self.air = 0
        self.next_technique = 0
        self.scope, self.width, self.speed = 0, 3, 0
        self.scanning = self.plant.heat_on = False
        self.plant.press(0, 0, 0, 0)

    @property
    def state(self) -> int:
        """As the status shows it."""
        if self.faults.error_code is not None:
            return FAULT
        return STORING if self.faults.storing else self.phase

    @property
    def due_ns(self) -> int:
        """When the next phase may end."""
        return self._ends_ns

    # --- time -----------------------------------------------------------------------------------

    def pass_time(self, to_ns: int) -> None:
        """Let time pass, at most 0.05 s in one go."""
        elapsed, self.now_ns = to_ns - self.now_ns, to_ns
        seconds = elapsed / _SECOND
        arrived = self.plant.home(seconds) if self.phase == HOMING and not self.faults.homing_stuck else False
        self.plant.advance(seconds)
        if self.faults.error_code is not None:
            self._rest()
            return
        if self.phase == RUNNING:
            self.left_ns = max(0, self.left_ns - elapsed)
            if self.left_ns == 0:
                self._go_home()
        if to_ns < self._ends_ns:
            return
        if self.waking:
            self.waking, self.phase, self._ends_ns = False, WAITING, _NEVER
        elif self.scanning:
            self.scanning, self._ends_ns = False, _NEVER
            self.scanned = self.setup.scan_result
            self.technique = self.next_technique
            self._work()
        elif self.phase == HOMING and arrived:
            self.phase, self._ends_ns = STANDBY, _NEVER

    def _go_home(self) -> None:
        self._rest()
        self.waking = False
        self.phase = HOMING
        self._ends_ns = self.now_ns + self.setup.homing_ms * _MS

    @property
    def felt(self) -> int:
        """The technique that is felt, numbered as on a standard firmware: codes and keys may be swapped."""
        swaps = self.setup.swapped and self.technique in (2, 4)
        return 6 - self.technique if swaps else self.technique

    def _work(self) -> None:
        self.plant.press(self.felt, self.strength, self.speed, self.scope)

    def _run(self, program: int) -> None:
        """From waiting into a program, with a scan of the body at first if rollers will work."""
        if self.phase == WAITING:
            self.phase = RUNNING
            self.left_ns = self.preset * 600 * _SECOND
            self.scope, self.speed = 1, 3
            if self.next_technique:
                self.scanning = True
                self._ends_ns = self.now_ns + self.setup.scan_ms * _MS
        self.program = program

    # --- keys -----------------------------------------------------------------------------------

    def press(self, press: Press) -> None:
        """A key, from a host or from the wired remote."""
        self.keys += 1
        if press.mark not in MARKS or press.key == 0x7E:
            self.forbidden += 1
            return
        if self.state in (FAULT, STORING):
            return
        if press.key == 0x01:
            self._power()
        elif 0x60 <= press.key <= 0x70:
            self._move(press.key)
        elif self.phase in (WAITING, RUNNING):
            self._choose(press.key)
            if not self.scanning:
                self._work()

    def _power(self) -> None:
        if self.phase == HOMING:
            if self.setup.homing_power == "ignores":
                return
            self.powers += 1
            self.phase, self._ends_ns = WAITING, _NEVER
            for name in ("back", "legs"):
                self.plant.drive(name, 0)
            if self.setup.homing_power == "starts":
                self.starts += 1
            return
        self.powers += 1
        if self.phase == STANDBY and not self.waking:
            self.starts += 1
            self.waking = True
            self._ends_ns = self.now_ns + self.setup.wake_ms * _MS
        else:
            self._go_home()

    def _move(self, key: int) -> None:
        """Hold keys and zero gravity; they work in standby as well."""
        if self.phase == HOMING or key < 0x64 or 0x6C <= key < 0x70:
            return  # height of the rollers and length of the legs are not modelled
        if key == 0x70:
            self.zero_gravity = not self.zero_gravity
            return
        name, way = ("back" if key < 0x68 else "legs"), (DOWN if key & 2 else UP)
        if key & 1 == 0:
            self.plant.drive(name, way)
        elif self.plant.ways[name] == way and not self.faults.motor_runs_on:
            self.plant.drive(name, 0)

    def _choose(self, key: int) -> None:
        """Everything that chooses how a session is."""
        choices: tuple[tuple[int, int, Callable[[int], None]], ...] = (
            (0x10, 0x15, self._auto),
            (0x20, 0x25, self._manual),
            (0x27, 0x27, self._heat),
            (0x28, 0x2A, self._scope),
            (0x2B, 0x2D, self._width),
            (0x2E, 0x33, self._speed),
            (0x34, 0x37, self._wheel),
            (0x40, 0x44, self._air_zone),
            (0x45, 0x4A, self._air_strength),
            (0x50, 0x52, self._session),
            (0x58, 0x5C, self._strength),
        )
        for first, last, choose in choices:
            if first <= key <= last:
                choose(key - first)
                return
        if key == 0x38:
            self.ioniser = not self.ioniser
        elif key == 0x26:
            self.music = not self.music

    def _auto(self, number: int) -> None:
        self.next_technique, self.air, self.wheel = 1, _FULL_AIR, 1
        self.strength = self.setup.first_strength
        self._run(number + 1)
        if not self.scanning:
            self.technique = 1

    def _manual(self, number: int) -> None:
        code = (1, 2, 5, 4, 3, 6)[number]
        self.next_technique = code
        if not self.setup.remembers and self.phase == WAITING:
            self.strength = self.setup.first_strength
        self._run(_MANUAL)
        if not self.scanning:
            self.technique = code

    def _may_begin(self) -> bool:
        """Whether a function other than the rollers goes on now; it may be what makes the chair run."""
        if self.phase == WAITING and self.setup.acts_while_waiting:
            self._run(_MANUAL)
        return self.phase == RUNNING

    def _heat(self, _number: int) -> None:
        if self._may_begin():
            self.plant.heat_on = not self.plant.heat_on

    def _scope(self, number: int) -> None:
        self.scope = (2, 3, 1)[number]

    def _width(self, number: int) -> None:
        self.width = number + 1

    def _speed(self, number: int) -> None:
        self.speed = number + 1

    def _wheel(self, number: int) -> None:
        if number == 3 or self._may_begin():
            self.wheel = (number + 1) % 4

    def _air_zone(self, number: int) -> None:
        if self._may_begin():
            if not self.air and not self.setup.remembers:
                self.air_memory = self.setup.first_air
            self.air ^= 1 << number

    def _air_strength(self, number: int) -> None:
        if number == 5:
            self.air = 0
        else:
            self.air_memory = number + 1

    def _session(self, number: int) -> None:
        self.preset = number + 1
        if self.phase == RUNNING:
            self.left_ns = self.preset * 600 * _SECOND

    def _strength(self, number: int) -> None:
        if self.setup.has_3d and (self.phase == RUNNING or self.setup.remembers):
            self.strength = number + 1

"""The simulated chair: board, plant and a notification line under one time that the caller supplies."""

from collections import deque
from typing import Final

from chairctl_simulators.devices.rongtai.board import HOMING, Board
from chairctl_simulators.devices.rongtai.body import Plant
from chairctl_simulators.devices.rongtai.frames import KeyReader, Press, information
from chairctl_simulators.devices.rongtai.setup import RongTaiFaults, RongTaiSetup
from chairctl_simulators.devices.rongtai.status import status
from chairctl_simulators.devices.rongtai.truth import RongTaiTruth

_MS: Final = 1_000_000
_STEP_NS: Final = 50 * _MS
_OUTBOX_FRAMES: Final = 64
_REMOTE: Final = 0x82
_DEFAULT: Final = RongTaiSetup()
_GARBAGE: Final = (b"\x43", b"\x17\x2a", b"\x06", b"\xf0\x45\x03", b"\x15")


class SimulatedRongTai:
    """One chair on one line. Times are ns of the caller's time scale and never run backwards.

    Nobody has to greet it: it notifies from the start, a status each time, and an information frame in
    turn while the status stays as it was. The same calls give the same bytes.
    """

    def __init__(self, setup: RongTaiSetup = _DEFAULT, start_ns: int = 0) -> None:
        self.setup = setup
        self.serial_number = ""
        self._board = Board(setup, Plant(setup), start_ns)
        self._reader = KeyReader()
        self._frame_ns = start_ns + setup.frame_ms * _MS
        self._informs = self._frames = 0
        self._last = b""
        self._under_way: deque[tuple[int, bytes]] = deque()
        """Notifications with the instant at which they arrive."""

    @property
    def faults(self) -> RongTaiFaults:
        """What is broken now."""
        return self._board.faults

    def set_faults(self, faults: RongTaiFaults, now_ns: int) -> None:
        """From now on exactly these faults hold."""
        self._run(now_ns)
        self._board.faults = faults

    def reboot(self, now_ns: int) -> None:
        """The plug was pulled and put back: standby, everything stands where it is."""
        self._run(now_ns)
        old = self._board
        self._board = Board(self.setup, old.plant, now_ns)
        self._board.faults = old.faults
        self._board.powers, self._board.starts = old.powers, old.starts

    def feed(self, data: bytes, now_ns: int) -> bytes:
        """Bytes of the host have arrived; returns what arrives at the host by now."""
        self._run(now_ns)
        board = self._board
        for press in self._reader.feed(data):
            if board.faults.keys_lost:
                board.faults = board.faults.changed({"keys_lost": board.faults.keys_lost - 1})
            elif not board.faults.deaf:
                board.press(press)
        return self._arrived()

    def remote(self, key: int, now_ns: int) -> None:
        """Somebody presses a key of the wired remote."""
        self._run(now_ns)
        self._board.press(Press(_REMOTE, key))

    def advance(self, now_ns: int) -> bytes:
        """Let time pass; returns what arrives at the host by now."""
        self._run(now_ns)
        return self._arrived()

    def next_deadline(self) -> int:
        """When `advance` should be called next."""
        return min(self._frame_ns, self._under_way[0][0]) if self._under_way else self._frame_ns

    @property
    def outputs_zero(self) -> bool:
        """As in the truth."""
        board = self._board
        plant = board.plant
        return not (plant.roller.level or plant.pad.power_w() or board.air or board.wheel)

    def truth(self, now_ns: int) -> RongTaiTruth:
        """What the chair really does at `now_ns`."""
        self._run(now_ns)
        board = self._board
        plant = board.plant
        moving = [name for name, way in plant.ways.items() if way]
        moving += ["home"] if board.phase == HOMING else []
        moving += ["scan"] if board.scanning else []
        return RongTaiTruth(
            state=board.state,
            outputs_zero=self.outputs_zero,
            moving=tuple(moving),
            technique=board.felt,
            strength=board.strength if board.technique else 0,
            roller_force_n=plant.roller.force_n(),
            air=board.air_memory if board.air else 0,
            wheel=board.wheel,
            heat_on=plant.heat_on,
            pad_c=plant.pad.pad_c,
            skin_c=plant.pad.skin_c,
            back_tenth_deg=plant.back.angle_tenth_deg,
            legs_tenth_deg=plant.legs.angle_tenth_deg,
            left_s=-(-board.left_ns // 1_000_000_000),
            powers=board.powers,
            starts=board.starts,
            keys=board.keys,
            forbidden=board.forbidden,
        )

    def _run(self, now_ns: int) -> None:
        board = self._board
        now_ns = max(now_ns, board.now_ns)
        while board.now_ns < now_ns or self._frame_ns <= now_ns:
            while (to_ns := min(self._frame_ns, now_ns, board.now_ns + _STEP_NS)) > board.now_ns:
                board.pass_time(board.due_ns if board.now_ns < board.due_ns < to_ns else to_ns)
            if self._frame_ns <= now_ns:
                self._notify()
                self._frame_ns += self.setup.frame_ms * _MS

    def _notify(self) -> None:
        """A status, or in turn with one that says nothing new an information frame."""
        board = self._board
        self._frames += 1
        said = status(board)
        if said == self._last:
            self._last = b""
            self._informs += 1
            said = information(self._informs)
        else:
            self._last = said
        if board.faults.garbage:
            said = _GARBAGE[self._frames % len(_GARBAGE)] + said
        if not board.faults.mute:
            self._under_way.append((self._frame_ns + board.faults.late_ms * _MS, said))
            if len(self._under_way) > _OUTBOX_FRAMES:
                self._under_way.popleft()

    def _arrived(self) -> bytes:
        """What has arrived by now, in the order of sending."""
        found = b""
        while self._under_way and self._under_way[0][0] <= self._board.now_ns:
            found += self._under_way.popleft()[1]
        return found

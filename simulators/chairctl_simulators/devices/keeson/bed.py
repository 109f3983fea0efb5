"""The simulated bed: box, motors and massage, under a time that the caller supplies."""

from collections import deque
from dataclasses import dataclass
from typing import Final, NamedTuple

from chairctl_simulators.devices.keeson.faults import HEALTHY, BedFaults
from chairctl_simulators.devices.keeson.frames import Box, KeysReader, Report, report_frame

_MS: Final = 1_000_000
_MINUTE: Final = 60_000 * _MS
_OUTBOX: Final = 64

HEAD_UP, HEAD_DOWN, FEET_UP, FEET_DOWN = 0x1, 0x2, 0x4, 0x8
TIMER, FOOT_PLUS, HEAD_PLUS, LIGHT = 0x200, 0x400, 0x800, 0x2_0000
HEAD_MINUS, FOOT_MINUS = 0x80_0000, 0x100_0000
PRESETS: Final = {0x1000: (30, 60), 0x2000: (40, 20), 0x4000: (50, 10), 0x8000: (15, 0), 0x800_0000: (0, 0)}
"""Where the presets zero-g, lounge, TV, anti-snore and flat take head and feet; chosen."""
_MOVES: Final = HEAD_UP | HEAD_DOWN | FEET_UP | FEET_DOWN
_GREATEST: Final = 6


@dataclass(frozen=True, slots=True)
class BedSetup:
    """What the bed is made of. Nobody has published its times: these are guesses, to be varied in tests.

    `kind`: first byte of its reports; `marked`: in the layout that was seen on beds. `key_ms`: how long a
    frame of keys holds a motor. `press_ms`: presses that follow sooner are taken for one. `minus_wraps`: a
    minus at nothing goes to full. `timer`: 1, 2, 3 for 10, 20, 30 minutes of massage.
    """

    box: Box = Box.BASE
    kind: int = 0xED
    marked: bool = False
    report_ms: int = 200
    key_ms: int = 350
    press_ms: int = 300
    full_travel_s: int = 20
    minus_wraps: bool = False
    knows_position: bool = True
    timer: int = 2


class BedTruth(NamedTuple):
    """What the bed really does; positions 0 to 100, massage 0 to 6."""

    head: float
    feet: float
    head_moves: bool
    feet_moves: bool
    head_massage: int
    feet_massage: int
    preset: bool
    """It moves by itself."""
    outputs_zero: bool


class SimulatedBed:
    """One bed on one line; times in ns of the caller's scale, which never run backwards."""

    def __init__(self, seed: int, setup: BedSetup | None = None, start_ns: int = 0) -> None:
        self.serial_number = f"BED-{seed % 1_000_000:06d}"
        self.faults = HEALTHY
        self._setup = setup or BedSetup()
        self._now_ns = start_ns
        self._positions = [0.0, 0.0]
        self._sent: deque[tuple[int, bytes]] = deque(maxlen=_OUTBOX)
        self._boot(start_ns)

    def _boot(self, now_ns: int) -> None:
        self._reader = KeysReader(self._setup.box)
        self._keys = 0
        self._keys_until_ns = now_ns
        self._counted_ns: dict[int, int] = {}
        self._massages = [0, 0]
        self._massage_until_ns: int | None = None
        self._timer = self._setup.timer
        self._light = False
        self._target: tuple[int, int] | None = None
        self._ran = [0, 0]
        self._report_ns = now_ns + self._setup.report_ms * _MS

    def feed(self, data: bytes, now_ns: int) -> bytes:
        """Frames of keys have arrived; returns what the bed says by now."""
        self._run(now_ns)
        masks = self._reader.feed(data)
        if not (self.faults.deaf or self.faults.lost_power):
            for mask in masks:
                self._take(mask)
        return self._flush()

    def by_hand(self, mask: int, now_ns: int) -> None:
        """Keys of the bed's own handset are down."""
        self._run(now_ns)
        self._take(mask)

    def advance(self, now_ns: int) -> bytes:
        """Let time pass; returns what the bed has said since the last call."""
        self._run(now_ns)
        return self._flush()

    def next_deadline(self) -> int:
        """When `advance` should be called next."""
        return min(self._sent[0][0], self._report_ns) if self._sent else self._report_ns

    def reboot(self, now_ns: int) -> None:
        """The mains were away for a moment: motors stand, massage is off."""
        self._run(now_ns)
        self._sent.clear()
        self._boot(self._now_ns)

    def set_faults(self, faults: BedFaults, now_ns: int) -> None:
        """From now on exactly these faults hold."""
        self._run(now_ns)
        self.faults = faults
        if faults.lost_power:
            self._boot(self._now_ns)

    def truth(self, now_ns: int) -> BedTruth:
        """What the bed does at `now_ns`."""
        self._run(now_ns)
        head, feet = self._directions()
        return BedTruth(
            head=self._positions[0],
            feet=self._positions[1],
            head_moves=head != 0,
            feet_moves=feet != 0,
            head_massage=self._massages[0],
            feet_massage=self._massages[1],
            preset=self._target is not None,
            outputs_zero=self.outputs_zero,
        )

    @property
    def outputs_zero(self) -> bool:
        """Nothing moves and nothing shakes, at the instant of the last call."""
        return not any(self._directions()) and not any(self._massages)

    # --- the box --------------------------------------------------------------------------------

    def _take(self, mask: int) -> None:
        """A frame of keys counts from now on."""
        if mask & _MOVES or not mask:
            self._target = None  # any key that moves, and the release, end a preset
        self._ran = list(self._directions())
        self._keys = mask & _MOVES
        self._keys_until_ns = self._now_ns + self._setup.key_ms * _MS
        for key in (HEAD_PLUS, HEAD_MINUS, FOOT_PLUS, FOOT_MINUS, TIMER, LIGHT, *PRESETS):
            if mask & key:
                counted_ns = self._counted_ns.get(key)
                if counted_ns is None or self._now_ns - counted_ns >= self._setup.press_ms * _MS:
                    self._counted_ns[key] = self._now_ns
                    self._press(key)

    def _press(self, key: int) -> None:
        if key in PRESETS:
            self._target = PRESETS[key]
        elif key == LIGHT:
            self._light = not self._light
        elif key == TIMER:
            self._timer = self._timer % 3 + 1
        else:
            which = 0 if key in (HEAD_PLUS, HEAD_MINUS) else 1
            step = self._massages[which] + (1 if key in (HEAD_PLUS, FOOT_PLUS) else -1)
            if step < 0 and self._setup.minus_wraps:
                step = _GREATEST
            self._massages[which] = max(0, min(_GREATEST, step))
        if not any(self._massages):
            self._massage_until_ns = None
        elif self._massage_until_ns is None:
            self._massage_until_ns = self._now_ns + self._timer * 10 * _MINUTE

    def _directions(self) -> tuple[int, int]:
        """Which way head and feet move now."""
        if self.faults.lost_power:
            return 0, 0
        if self._target is not None:
            ways = [
                (target > now) - (target < now)
                for target, now in zip(self._target, self._positions, strict=True)
            ]
            return ways[0], ways[1]
        keys = self._keys if self._now_ns < self._keys_until_ns else 0
        head = bool(keys & HEAD_UP) - bool(keys & HEAD_DOWN)
        feet = bool(keys & FEET_UP) - bool(keys & FEET_DOWN)
        if self.faults.relay_welded:
            head, feet = head or self._ran[0], feet or self._ran[1]
        return self._unless_at_end(0, head), self._unless_at_end(1, feet)

    def _unless_at_end(self, which: int, way: int) -> int:
        at = self._positions[which]
        return 0 if (way > 0 and at >= 100) or (way < 0 and at <= 0) else way

    # --- time -----------------------------------------------------------------------------------

    def _run(self, to_ns: int) -> None:
        """Let all that is due happen, each at its own instant."""
        while self._now_ns < to_ns:
            stops = [to_ns, self._report_ns, self._keys_until_ns]
            if self._massage_until_ns is not None:
                stops.append(self._massage_until_ns)
            until_ns = min(stop for stop in stops if stop > self._now_ns)
            self._move(until_ns - self._now_ns)
            before = self._directions()
            self._now_ns = until_ns
            if until_ns == self._keys_until_ns:
                self._ran = list(before)
            if until_ns == self._massage_until_ns:
                self._massages, self._massage_until_ns = [0, 0], None
            if until_ns == self._report_ns:
                self._report_ns += self._setup.report_ms * _MS
                self._report()

    def _move(self, elapsed_ns: int) -> None:
        step = 100 * elapsed_ns / (self._setup.full_travel_s * 1e9)
        for which, way in enumerate(self._directions()):
            goal = self._target[which] if self._target is not None else (100 if way > 0 else 0)
            left = abs(goal - self._positions[which])
            self._positions[which] += way * min(step, left)
        if self._target is not None and not any(self._directions()):
            self._target = None

    def _report(self) -> None:
        faults = self.faults
        if not self._setup.box.reports or faults.mute or faults.lost_power:
            return
        head, feet = self._directions()
        at_head, at_feet = (round(one) if self._setup.knows_position else 0xFFFF for one in self._positions)
        timer = self._timer if any(self._massages) else 0
        report = Report(
            at_head, at_feet, self._massages[0], self._massages[1], head != 0, feet != 0, self._light, timer
        )
        data = report_frame(report, self._setup.kind, marked=self._setup.marked)
        self._sent.append((self._now_ns + faults.late_reports_ms * _MS, data))

    def _flush(self) -> bytes:
        sent = []
        while self._sent and self._sent[0][0] <= self._now_ns:
            sent.append(self._sent.popleft()[1])
        return b"".join(sent)

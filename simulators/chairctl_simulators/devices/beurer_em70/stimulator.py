"""The simulated EM 70: it obeys, answers, ends its programme, but never minds that a host is gone."""

from collections import deque
from dataclasses import dataclass
from typing import Final, NamedTuple

from chairctl_simulators.devices.beurer_em70 import frames
from chairctl_simulators.devices.beurer_em70.faults import HEALTHY, StimulatorFaults
from chairctl_simulators.devices.beurer_em70.frames import Message, MessageReader, frame

_MS: Final = 1_000_000
_SECOND: Final = 1_000 * _MS
_OUTBOX: Final = 64
_BYTE_3E: Final = 0x3E


@dataclass(frozen=True, slots=True)
class StimulatorSetup:
    """How the device was left. `answer_ms`: how long an answer takes; `real_ma`: current of one step."""

    program: int = 9
    minutes: int = 30
    greatest: int = 50
    answer_ms: int = 30
    real_ma: float = 1.6
    version: bytes = b"\x01"


class StimulatorTruth(NamedTuple):
    """What the device really does."""

    intensity: int
    current_ma: float
    """Peak; 0 without contact."""
    minutes_left: int
    program: int
    is_on: bool
    outputs_zero: bool


class SimulatedStimulator:
    """One device on one line; times in ns of the caller's scale, which never run backwards."""

    def __init__(self, seed: int, setup: StimulatorSetup | None = None, start_ns: int = 0) -> None:
        self.serial_number = f"EM70-{seed % 1_000_000:06d}"
        self.faults = HEALTHY
        self._setup = setup or StimulatorSetup()
        self._now_ns = start_ns
        self._boot()

    def _boot(self) -> None:
        self._reader = MessageReader()
        self._sent: deque[tuple[int, bytes]] = deque(maxlen=_OUTBOX)
        self._intensity = 0
        self._program = self._setup.program
        self._left_ns = self._setup.minutes * 60 * _SECOND
        self._is_paused = False
        self._is_on = True
        self._is_locked = False

    def feed(self, data: bytes, now_ns: int) -> bytes:
        """The host's bytes have arrived; returns what the device says by now."""
        self._run(now_ns)
        messages = self._reader.feed(data)
        if not (self.faults.deaf or self.faults.no_power) and self._is_on:
            for message in messages:
                self._obey(message)
        return self._flush()

    def advance(self, now_ns: int) -> bytes:
        """Let time pass; returns what the device has said since the last call."""
        self._run(now_ns)
        return self._flush()

    def next_deadline(self) -> int:
        """When `advance` should be called next: an answer, or the end of the programme."""
        ends_ns = self._now_ns + (self._left_ns if self._runs else 60 * _SECOND)
        return min(self._sent[0][0], ends_ns) if self._sent else ends_ns

    def by_hand(self, intensity: int, now_ns: int) -> None:
        """Somebody sets the intensity with the buttons."""
        self._run(now_ns)
        self._intensity = intensity
        self._say(frames.CHANGED, bytes([intensity]))

    def choose_by_hand(self, program: int, now_ns: int) -> None:
        """Somebody chooses another programme with the buttons."""
        self._run(now_ns)
        self._program = program

    def warn_of_battery(self, now_ns: int) -> None:
        """The battery runs low."""
        self._run(now_ns)
        self._say(frames.BATTERY, b"\0")

    def reboot(self, now_ns: int) -> None:
        """Somebody takes the battery out and puts it back."""
        self._run(now_ns)
        self._boot()

    def set_faults(self, faults: StimulatorFaults, now_ns: int) -> None:
        """From now on exactly these faults hold."""
        self._run(now_ns)
        if faults.no_contact and not self.faults.no_contact and self._intensity:
            self.faults = faults
            self._say(frames.OVERLOAD, b"\0")
        self.faults = faults
        if faults.no_power:
            self._boot()

    def truth(self, now_ns: int) -> StimulatorTruth:
        """What the device does at `now_ns`."""
        self._run(now_ns)
        flows = self._intensity and not self._is_paused and not self.faults.no_contact
        return StimulatorTruth(
            self._intensity,
            self._intensity * self._setup.real_ma if flows else 0.0,
            -(-self._left_ns // (60 * _SECOND)),
            self._program,
            self._is_on and not self.faults.no_power,
            self.outputs_zero,
        )

    @property
    def outputs_zero(self) -> bool:
        """The intensity is 0, at the instant of the last call."""
        return self._intensity == 0

    @property
    def _runs(self) -> bool:
        return self._intensity > 0 and not self._is_paused

    def _obey(self, message: Message) -> None:
        value = message.info[0] if message.info else 0
        match message.number:
            case frames.UP:
                self._intensity = min(self._setup.greatest, self._intensity + 1)
            case frames.DOWN:
                self._lower(max(0, self._intensity - 1))
            case frames.SET:
                if value > self._intensity:
                    self._intensity = min(self._setup.greatest, value)
                self._lower(value)
            case frames.PROGRAM:
                self._program, self._intensity = value, 0
            case frames.LOCK:
                self._is_locked = value == 0
            case frames.PAUSE:
                self._is_paused = value == 0
            case frames.STATE:
                return self._say(frames.STATE, self._state())
            case frames.VERSION:
                return self._say(frames.VERSION, self._setup.version)
            case frames.SHUT_DOWN:
                self._intensity, self._is_on = 0, False
            case _:
                return None
        level = self._intensity if message.number in (frames.UP, frames.DOWN, frames.SET) else value
        return self._say(message.number, bytes([level]))

    def _lower(self, level: int) -> None:
        if not self.faults.stuck:
            self._intensity = min(self._intensity, level)

    def _state(self) -> bytes:
        """As captured: load, program, mode, intensity, minutes, and three bytes that nobody understands."""
        minutes, seconds = divmod(self._left_ns // _SECOND, 60)
        load = int(self._intensity > 0 and not self.faults.no_contact)
        idle = self._left_ns == self._setup.minutes * 60 * _SECOND
        other = (_BYTE_3E, 0) if idle else (seconds, seconds)
        return bytes([load, self._program, 1, self._intensity, minutes, *other, 0])

    def _run(self, to_ns: int) -> None:
        elapsed_ns = max(0, to_ns - self._now_ns)
        ends_ns = self._now_ns + self._left_ns
        if self._runs and elapsed_ns:
            self._left_ns = max(0, self._left_ns - elapsed_ns)
            if self._left_ns == 0:
                self._now_ns = ends_ns
                self._intensity = 0
                self._left_ns = self._setup.minutes * 60 * _SECOND
                self._say(frames.ENDED, b"\0")
        self._now_ns = max(self._now_ns, to_ns)

    def _say(self, number: int, info: bytes) -> None:
        if not self.faults.mute and not self.faults.no_power:
            delay_ms = self._setup.answer_ms + self.faults.late_ms
            self._sent.append((self._now_ns + delay_ms * _MS, frame(number, info)))

    def _flush(self) -> bytes:
        sent = []
        while self._sent and self._sent[0][0] <= self._now_ns:
            sent.append(self._sent.popleft()[1])
        return b"".join(sent)

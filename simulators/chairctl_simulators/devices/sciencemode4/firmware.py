"""The device's side of ScienceMode 4: one request after the other, each answered when it is done.

    nothing ──LOW_INIT──► low level ready ──LOW_STOP──► nothing
       └─────MID_INIT──► mid level ready ──UPDATE──► running ──MID_STOP──► nothing
                                ▲──── 2 s without CURRENT_DATA ────┘

Switching the high voltage on takes 80 ms, off 40 ms; pulses end before it is switched off. The firmware
has no clock: every call brings the instant, and `due_ns` says when it wants the next one.
"""

from collections import deque
from collections.abc import Callable
from typing import Final

from chairctl_simulators.devices.sciencemode4 import frames
from chairctl_simulators.devices.sciencemode4.faults import HEALTHY, StimulatorFaults
from chairctl_simulators.devices.sciencemode4.frames import Message, Reader
from chairctl_simulators.devices.sciencemode4.output import (
    CURRENT_NOT_REACHED,
    ELECTRODE_OFF,
    OK,
    PERIOD_TOO_SHORT,
    Output,
)
from chairctl_simulators.devices.sciencemode4.updates import read_update

MS: Final = 1_000_000
DEADMAN_NS: Final = 2000 * MS
SCAN_NS: Final = 20 * MS
_HV_ON_NS, _HV_OFF_NS, _QUICK_NS = 80 * MS, 40 * MS, MS
_MOST_WAITING: Final = 32

NOTHING, LOW_READY, MID_READY, MID_RUNNING = range(4)

DONE, TRANSFER_ERROR, PARAMETER_ERROR, NOT_INITIALISED, HV_ERROR = 0, 1, 2, 7, 8
_ELECTRODE, _TIMEOUT, _BUSY, _LOW_CURRENT = 10, 16, 21, 28
_RESULT_OF: Final = {
    ELECTRODE_OFF: _ELECTRODE,
    PERIOD_TOO_SHORT: _TIMEOUT,
    CURRENT_NOT_REACHED: _LOW_CURRENT,
}

_GENERAL_ERROR, _UNKNOWN = 66, 67


class Firmware:
    """One device. `boot` must be called before anything else."""

    def __init__(self, device_id: str, outputs: tuple[Output, ...]) -> None:
        self._id = device_id.encode("ascii").ljust(10, b"\0")[:10]
        self._outputs = outputs
        self.faults_now: StimulatorFaults = HEALTHY
        self._work: dict[int, tuple[int, Callable[[bytes], bytes]]] = {
            0: (_HV_ON_NS, self._low_init),
            2: (_QUICK_NS, self._low_config),
            4: (_HV_OFF_NS, self._low_stop),
            30: (_HV_ON_NS, self._mid_init),
            32: (_QUICK_NS, self._mid_update),
            34: (_HV_OFF_NS, self._mid_stop),
            36: (_QUICK_NS, self._current_data),
            52: (_QUICK_NS, lambda _: bytes((DONE,)) + self._id),
            54: (_QUICK_NS, self._battery),
            62: (_QUICK_NS, lambda _: bytes((DONE, self.status, 6 if self.high_voltage else 1))),
            68: (_QUICK_NS, lambda _: bytes((DONE, 3, 1, 0, 4, 1, 0, 0xDE, 0xAD, 0xBE, 0xEF, 1, 1))),
        }

    def boot(self, now_ns: int) -> None:
        """Nothing runs, nothing is remembered."""
        self._reader = Reader()
        self._waiting: deque[Message] = deque(maxlen=_MOST_WAITING)
        self._busy_until_ns = now_ns
        self._answer: bytes | None = None
        self.status = NOTHING
        self.high_voltage = False
        self._stops_all = False
        self._alive_ns = self._scan_ns = now_ns
        self.low_pulses = self.accepted = self.refused = 0
        self._end_pulses()

    @property
    def due_ns(self) -> int | None:
        """When `work` has something to do; None: only after bytes."""
        due = [self._scan_ns] if self.status == MID_RUNNING else []
        if self.status == MID_RUNNING and not self.faults_now.no_deadman:
            due.append(self._alive_ns + DEADMAN_NS)
        if self._answer is not None or self._waiting:
            due.append(self._busy_until_ns)
        return min(due, default=None)

    def receive(self, data: bytes, now_ns: int) -> bytes:
        """Bytes have come; what is said at once."""
        if self.faults_now.deaf:
            return b""
        said = b""
        for message in self._reader.feed(data):
            if message is None:
                self.refused += 1
                said += self._say(_GENERAL_ERROR, 0, bytes((TRANSFER_ERROR,)))
            else:
                self._waiting.append(message)
        if self._answer is None:
            self._busy_until_ns = max(self._busy_until_ns, now_ns)
        return said + self.work(now_ns)

    def work(self, now_ns: int) -> bytes:
        """Do what is due; what is said meanwhile."""
        said = b""
        if self.status == MID_RUNNING:
            said += self._watch(now_ns)
        while self._busy_until_ns <= now_ns:
            if self._answer is not None:
                said += self._answer
                self._answer = None
            if not self._waiting:
                break
            self._begin(self._waiting.popleft())
        return said

    def _watch(self, now_ns: int) -> bytes:
        """The deadman, and what the device finds wrong with its outputs."""
        if now_ns - self._alive_ns >= DEADMAN_NS and not self.faults_now.no_deadman:
            self._end_pulses()
            self.status = MID_READY
            return b""
        if now_ns < self._scan_ns:
            return b""
        self._scan_ns = now_ns + SCAN_NS
        if self.faults_now.high_voltage:
            self._end_pulses()
            self.status = MID_READY
            return self._say(_GENERAL_ERROR, 0, bytes((HV_ERROR,)))
        broken = [output for output in self._outputs if output.train and output.look() != OK]
        for output in broken:
            output.stop_with(output.error)
        if broken and self._stops_all:
            for output in self._outputs:
                output.stop_with(output.error)
            self.status = MID_READY
        return b""

    def _begin(self, message: Message) -> None:
        """Carry out one request; its answer is due when it is done."""
        if message.command == 58:
            self.boot(self._busy_until_ns)
            self._answer = self._say(59, message.number, bytes((DONE,)))
            return
        duration_ns, work = self._work.get(message.command, (_QUICK_NS, None))
        if work is None:
            self.refused += 1
            self._answer = self._say(_UNKNOWN, message.number, bytes((11,)))
        else:
            if message.command == 36:
                self._alive_ns = self._busy_until_ns
            answer = work(message.data)
            refused = answer[0] not in (DONE, *_RESULT_OF.values())
            self.refused += refused
            self.accepted += not refused
            self._answer = self._say(message.command + 1, message.number, answer)
        self._busy_until_ns += duration_ns

    def _say(self, command: int, number: int, data: bytes) -> bytes:
        if self.faults_now.mute:
            return b""
        return frames.write(command, number, data, spoil=1 if self.faults_now.bad_crc else 0)

    def _end_pulses(self) -> None:
        for output in self._outputs:
            output.run(None)

    # --- the requests ---------------------------------------------------------------------------

    def _low_init(self, _data: bytes) -> bytes:
        if self.status != NOTHING:
            return bytes((NOT_INITIALISED,))
        self.status, self.high_voltage = LOW_READY, True
        return bytes((DONE,))

    def _low_config(self, data: bytes) -> bytes:
        if self.status != LOW_READY:
            return bytes((NOT_INITIALISED, 0, 0))
        if not data or len(data) != 1 + 4 * ((data[0] & 0xF) + 1):
            return bytes((PARAMETER_ERROR, 0, 0))
        self.low_pulses += data[0] >> 7
        return bytes((DONE, data[0] >> 5 & 3 | data[0] & 0x10, 0))

    def _low_stop(self, _data: bytes) -> bytes:
        if self.status == LOW_READY:
            self.status, self.high_voltage = NOTHING, False
        return bytes((DONE,))

    def _mid_init(self, data: bytes) -> bytes:
        if self.status == LOW_READY:
            return bytes((NOT_INITIALISED,))
        if len(data) != 1:
            return bytes((PARAMETER_ERROR,))
        if self.faults_now.high_voltage:
            return bytes((HV_ERROR,))
        self._end_pulses()
        self.status, self.high_voltage, self._stops_all = MID_READY, True, bool(data[0] & 1)
        return bytes((DONE,))

    def _mid_update(self, data: bytes) -> bytes:
        if self.status not in (MID_READY, MID_RUNNING):
            return bytes((NOT_INITIALISED,))
        if self.faults_now.busy:
            return bytes((_BUSY,))
        trains = read_update(data)
        if trains is None:
            return bytes((PARAMETER_ERROR,))
        for output, train in zip(self._outputs, trains, strict=True):
            output.run(train)
        if self.status == MID_READY:
            self._alive_ns = self._scan_ns = self._busy_until_ns
        self.status = MID_RUNNING if any(trains) else MID_READY
        return bytes((DONE,))

    def _mid_stop(self, _data: bytes) -> bytes:
        if self.status == NOTHING and self.faults_now.stop_refused:
            return bytes((NOT_INITIALISED,))
        self._end_pulses()
        if self.status in (MID_READY, MID_RUNNING):
            self.status, self.high_voltage = NOTHING, False
        return bytes((DONE,))

    def _current_data(self, data: bytes) -> bytes:
        if self.status not in (MID_READY, MID_RUNNING):
            return bytes((NOT_INITIALISED,))
        errors = [output.look() for output in self._outputs]
        result = next((_RESULT_OF[error] for error in errors if error != OK), DONE)
        running = sum(bool(output.train) << index for index, output in enumerate(self._outputs))
        off = [int(error == ELECTRODE_OFF) << index % 4 for index, error in enumerate(errors)]
        state = bool(running) << 4
        match data:
            case b"\x02":
                return bytes((result, 2, state | sum(off[:4])))
            case b"\x03":
                return bytes((result, 3, state | sum(off[:4]), state | sum(off[4:])))
            case b"\x04":
                pairs = zip(errors[::2], errors[1::2], strict=True)
                return bytes((result, 4, running, *(low | high << 4 for low, high in pairs)))
            case _:
                return bytes((PARAMETER_ERROR,))

    def _battery(self, _data: bytes) -> bytes:
        battery_mv = self.faults_now.battery_mv
        percent = max(0, min(100, (battery_mv - 6400) // 20))
        return bytes((DONE, percent)) + battery_mv.to_bytes(2, "big")

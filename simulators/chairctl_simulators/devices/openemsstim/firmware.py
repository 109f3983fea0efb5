"""The board's one loop: a line from USB, a look at the clock, again. Whatever it does, it does nothing else.

Reading a line waits up to 50 ms for the next character; printing goes at the speed of the line; switching a
channel off takes 50 ms. What comes meanwhile waits in a buffer of 64 bytes, and is lost beyond it. The
firmware has no clock: every call brings the instant, and `due_ns` says when it wants the next one.
"""

from collections import deque
from collections.abc import Callable
from typing import Final

from chairctl_simulators.devices.openemsstim.channel import Channel
from chairctl_simulators.devices.openemsstim.commands import from_hex, number_after
from chairctl_simulators.devices.openemsstim.faults import HEALTHY, BoardFaults

MS: Final = 1_000_000
BYTE_NS: Final = 1_000_000_000 * 10 // 19_200
_BOOT_NS: Final = 2_000 * MS
_READ_NS: Final = 50 * MS
_RELAY_NS: Final = 50 * MS
_BUFFER: Final = 64
_MOST_COMING: Final = 4096

_BANNER: Final = (
    "", "SETUP:", "\tBT: RESETTING", "\tBT: RESET DONE", "\tBT: INITIALIZING", "\tBT: INITIALIZED",
    "\tEMS: INITIALIZING CHANNELS", "\tEMS: INITIALIZED", "\tEMS: STARTED",
)  # fmt: skip
_READY: Final = "SETUP DONE (LED 13 WILL BE ON)"


class Firmware:
    """One board. `boot` must be called before anything else."""

    def __init__(self, channels: tuple[Channel, ...]) -> None:
        self._channels = channels
        self.faults_now: BoardFaults = HEALTHY

    def boot(self, now_ns: int) -> None:
        """Reset: relays off, the banner, the radio module's slow start."""
        for channel in self._channels:
            channel.start()
        self._coming: deque[tuple[int, int]] = deque(maxlen=_MOST_COMING)
        self._buffer = bytearray()
        self._line = bytearray()
        self._reads_until_ns: int | None = None
        self._later: deque[tuple[int, Callable[[int], bytes]]] = deque()
        self._busy_until_ns = now_ns
        self.booted = False
        self.commands = self.spoilt = self.lost_bytes = self.toggled = 0
        for line in _BANNER:
            self._print(line)
        self._busy_until_ns += _BOOT_NS
        self._print(_READY)
        self._do(self._start_loop)

    @property
    def due_ns(self) -> int | None:
        """When `work` has something to do; None: only after bytes."""
        due = [self._later[0][0]] if self._later else []
        if self._coming:
            due.append(self._coming[0][0])
        if not self._later:
            if self._reads_until_ns is not None:
                due.append(self._reads_until_ns)
            elif not self.faults_now.no_end:
                due += [one.ends_ns for one in self._channels if one.ends_ns is not None]
        return min(due, default=None)

    def receive(self, data: bytes, now_ns: int) -> None:
        """Bytes begin to arrive."""
        if self.faults_now.deaf:
            return
        at_ns = max(now_ns, self._coming[-1][0] if self._coming else 0)
        for byte in data:
            at_ns += BYTE_NS
            self._coming.append((at_ns, byte))

    def work(self, now_ns: int) -> bytes:
        """Do what is due at `now_ns`; what has been said by then."""
        while self._coming and self._coming[0][0] <= now_ns:
            _, byte = self._coming.popleft()
            if len(self._buffer) < _BUFFER:
                self._buffer.append(byte)
            else:
                self.lost_bytes += 1
        said = b""
        while self._later and self._later[0][0] <= now_ns:
            said += self._later.popleft()[1](now_ns)
        if not self._later:
            self._turn(now_ns)
        return said

    def _turn(self, now_ns: int) -> None:
        """One round of the loop, or the next characters of the line that it waits for."""
        if self._buffer:
            end = self._buffer.find(b"\n")
            self._line += self._buffer if end < 0 else self._buffer[:end]
            del self._buffer[: len(self._buffer) if end < 0 else end + 1]
            self._reads_until_ns = now_ns + _READ_NS
            if end >= 0:
                self._take_line(now_ns)
                return
        if self._reads_until_ns is not None:
            if now_ns >= self._reads_until_ns:
                self._take_line(now_ns)
            return
        self._busy_until_ns = max(self._busy_until_ns, now_ns)
        for channel in self._channels:
            if channel.ends_ns is not None and channel.ends_ns <= now_ns and not self.faults_now.no_end:
                self._switch_off(channel)

    def _take_line(self, now_ns: int) -> None:
        """A line is whole, or its next character did not come in time."""
        line = self._line.decode("latin-1")
        self._line.clear()
        self._reads_until_ns = None
        self._busy_until_ns = max(self._busy_until_ns, now_ns)
        self._print("\tUSB: received command: " + line)
        line = line.strip()
        if line.startswith("WV"):
            text = line[line.rfind(",") + 1 : -1]
            command = from_hex(text)
            self._print("\tEMS_CMD: HEX command length: ")
            self._print(str(len(text)))
            self._print(text)
            self._print("\tEMS_CMD: Converted HEX command: ")
            self._print(command)
            self._do(lambda at_ns: self._obey(command, at_ns))
        elif line == "Connection End":
            self._print("\tBT: Disconnected")
            self._do(self._shut_down)
        else:
            self._print("\tCommand NON HEX:")
            self._print(line)
            self._do(lambda _: self._test(line[:1]))

    # --- what takes time ------------------------------------------------------------------------

    def _do(self, work: Callable[[int], bytes]) -> None:
        self._later.append((self._busy_until_ns, work))

    def _print(self, line: str) -> None:
        """A line of text leaves at the speed of the port, and the loop waits for it."""
        data = line.encode("latin-1", "replace") + b"\r\n"
        if self.faults_now.no_debug:
            return
        self._busy_until_ns += len(data) * BYTE_NS
        self._do(lambda _: b"" if self.faults_now.mute else data)

    def _switch_off(self, channel: Channel) -> None:
        self._busy_until_ns += _RELAY_NS
        channel.wiper = 255
        channel.ends_ns = None

        def done(_now_ns: int) -> bytes:
            channel.open()
            return b""

        self._do(done)

    # --- what is done ---------------------------------------------------------------------------

    def _start_loop(self, _now_ns: int) -> bytes:
        self.booted = True
        return b""

    def _shut_down(self, _now_ns: int) -> bytes:
        for channel in self._channels:
            self._switch_off(channel)
        return b""

    def _obey(self, command: str, now_ns: int) -> bytes:
        """A command without G does nothing; the order of its letters does not matter."""
        if "G" not in command:
            if command and not command.startswith("O"):
                self._print("Unknown command: " + command)
            return b""
        self.commands += 1
        number = number_after("C", command)
        number = -1 if number is None else number
        here = 0 <= number < len(self._channels)
        for letter, setting in (
            ("T", Channel.set_duration),
            ("I", lambda one, value: one.set_intensity(value - 1)),
        ):
            value = number_after(letter, command)
            if value is None:
                continue
            if here:
                setting(self._channels[number], value)
            else:
                self.spoilt += 1  # an element of an array that has two, whatever its number
        if here:
            self._channels[number].go(now_ns)
            return b""
        return self._shut_down(now_ns)

    def _test(self, character: str) -> bytes:
        """Single characters switch and turn without any end."""
        first, second = self._channels
        if character in ("1", "2"):
            self.toggled += 1
            channel = first if character == "1" else second
            if channel.relay:
                self._switch_off(channel)
            else:
                channel.close()
        elif character and character in "qaws":
            self.toggled += 1
            (first if character in "qa" else second).turn(-1 if character in "qw" else 1)
        else:
            self._print("\tERROR: SINGLE-CHAR Command Unknown")
        return b""

"""The warden process. It can only stop; it holds the line's descriptor and a pipe from the host.

    IDLE ──ARM──► WATCHING ──STAND DOWN──► IDLE
                     │ no beat within the deadline, or the pipe has ended
                     ▼
                   FIRED   flush the line, STOP, BREAK, DTR down; STOP again and again
                           until the device reads back zero, or CUT POWER has been said

A beat comes only from the control turn that has just consumed fresh telemetry. Once fired, beats mean
nothing, however many have queued up: only an ARM that names the number of this firing, sent after the
host has read of it, lets the warden watch again. When the host's end of the pipe is gone, the warden
stops the device one last time and ends. Standard library only; run as a file with `python -I -S`.

Host to warden: one letter and a number (5 bytes). Warden to host: the same. See `Word`.
"""

import binascii
import contextlib
import fcntl
import os
import select
import signal
import struct
import sys
import termios
import time

DEADLINE_NS = 150_000_000  # safety figure F3: two beats of 50 ms may be lost, the lease is 250 ms
STOP_EVERY_NS = 20_000_000
CUT_POWER_NS = 3_000_000_000  # a device that can stop has done so long before
LAST_EFFORT_NS = 10_000_000_000  # without a host nobody reads what we say; then the warden ends

TIOCSBRK, TIOCCBRK = 0x5427, 0x5428  # Linux; Python before 3.12 does not name them

ARM, BEAT, STAND_DOWN = b"A", b"B", b"D"
READY, FIRED, ZERO, CUT_POWER = b"R", b"F", b"Z", b"P"
WORD = struct.Struct("<cI")


def unstuff(block: bytes) -> bytes:
    """COBS; empty if it is none."""
    out, at = bytearray(), 0
    while at < len(block):
        code = block[at]
        if code == 0 or at + code > len(block):
            return b""
        out += block[at + 1 : at + code]
        at += code
        if code < 255 and at < len(block):
            out.append(0)
    return bytes(out)


def shows_zero(block: bytes, kind: int, zeros: tuple[int, ...]) -> bool:
    """Whether a block is a sound frame of this kind in which all these bytes are 0."""
    body = unstuff(block)
    if len(body) < 14 or body[1] != kind or max(zeros) >= len(body) - 4:
        return False
    if binascii.crc32(body[:-4]) != int.from_bytes(body[-4:], "little"):
        return False
    return not any(body[at] for at in zeros)


class Zeros:
    """At rest is a device that says so: a sound COBS frame of this kind with these bytes 0."""

    def __init__(self, kind: int, zeros: tuple[int, ...]) -> None:
        self._kind = kind
        self._zeros = zeros
        self._heard = b""

    def forget(self) -> None:
        """Drop what was heard."""
        self._heard = b""

    def seen_in(self, data: bytes) -> bool:
        """Whether what was heard up to now, and then `data`, shows it."""
        *blocks, rest = (self._heard + data).split(b"\0")
        self._heard = rest[-1024:]
        return any(shows_zero(block, self._kind, self._zeros) for block in blocks)


class Answer:
    """At rest is a device that answers the stop with exactly these bytes."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._heard = b""

    def forget(self) -> None:
        """Drop what was heard."""
        self._heard = b""

    def seen_in(self, data: bytes) -> bool:
        """Whether what was heard up to now, and then `data`, shows it."""
        heard = self._heard + data
        self._heard = heard[-len(self._answer) :]
        return self._answer in heard


class Line:
    """The device's line: only ever told to stop, only ever asked whether it has."""

    def __init__(self, descriptor: int, stop: bytes, at_rest: Zeros | Answer) -> None:
        self.descriptor = descriptor
        self._stop = stop
        self._at_rest = at_rest
        self.gone = False
        """The far end has hung up: there is nobody to stop any more."""

    def stop(self) -> None:
        """Stop bytes past everything that waits."""
        with contextlib.suppress(OSError, termios.error):
            termios.tcflush(self.descriptor, termios.TCOFLUSH)
        with contextlib.suppress(OSError):
            os.write(self.descriptor, self._stop)

    def forget(self) -> None:
        """Drop what was heard before the stop: an old report of zero proves nothing."""
        self._at_rest.forget()
        with contextlib.suppress(OSError):
            for _ in range(64):  # a flood must not keep it from going on
                os.read(self.descriptor, 4096)

    def drop(self) -> None:
        """BREAK and DTR down; lines without modem wires have neither."""
        for request, argument in (
            (TIOCSBRK, b""),
            (TIOCCBRK, b""),
            (termios.TIOCMBIC, struct.pack("I", termios.TIOCM_DTR)),
        ):
            with contextlib.suppress(OSError):
                fcntl.ioctl(self.descriptor, request, argument)

    def raise_ready(self) -> None:
        """DTR up again."""
        with contextlib.suppress(OSError):
            fcntl.ioctl(self.descriptor, termios.TIOCMBIS, struct.pack("I", termios.TIOCM_DTR))

    def reads_back_zero(self) -> bool:
        """Read what the device says; whether it says that everything is zero."""
        try:
            data = os.read(self.descriptor, 4096)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        self.gone = not data
        return self._at_rest.seen_in(data)


class Warden:
    """Watches the beats of one host."""

    def __init__(self, feed: int, answer: int, line: Line) -> None:
        self._feed = feed
        self._answer = answer
        self._line = line
        self._words = b""
        self._number = 0
        self._deadline = 0  # 0: idle

    def run(self) -> None:
        """Until the host's end of the pipe is gone and the device has been stopped."""
        self._say(READY)
        while self._watch():
            self._fire()
        self._line.stop()

    def _watch(self) -> bool:
        """True: fire. False: the host has left while nothing was armed."""
        while True:
            left = self._deadline - time.monotonic_ns() if self._deadline else None
            if left is not None and left <= 0:
                return True
            ready, _, _ = select.select([self._feed], [], [], None if left is None else left / 1e9)
            if ready and not self._obey():
                return self._deadline != 0

    def _obey(self) -> bool:
        """Take what the host has sent; False: the pipe has ended."""
        data = os.read(self._feed, 4096)
        self._words += data
        while len(self._words) >= WORD.size:
            word, number = WORD.unpack_from(self._words)
            self._words = self._words[WORD.size :]
            if word == STAND_DOWN:
                self._deadline = 0
            elif number == self._number and (word == ARM or (word == BEAT and self._deadline)):
                self._deadline = time.monotonic_ns() + DEADLINE_NS
        return bool(data)

    def _fire(self) -> None:
        """Stop the device until it reads back zero; return when the host may arm again."""
        self._deadline = 0
        self._number += 1
        self._words = b""
        self._line.stop()
        self._line.stop()
        self._line.stop()
        self._line.drop()
        self._line.forget()
        self._say(FIRED)
        began = time.monotonic_ns()
        said = False
        while not self._line.reads_back_zero():
            now = time.monotonic_ns()
            if now - began > CUT_POWER_NS and not said:
                said = True
                self._say(CUT_POWER)
                print("chairctl warden: the device does not stop. CUT ITS POWER.", file=sys.stderr)
            if self._line.gone or (now - began > LAST_EFFORT_NS and self._host_is_gone()):
                return
            self._line.stop()
            select.select([self._line.descriptor], [], [], STOP_EVERY_NS / 1e9)
        self._line.raise_ready()
        self._say(ZERO)

    def _host_is_gone(self) -> bool:
        ready, _, _ = select.select([self._feed], [], [], 0)
        return bool(ready) and os.read(self._feed, 65536) == b""

    def _say(self, word: bytes) -> None:
        with contextlib.suppress(OSError):
            os.write(self._answer, WORD.pack(word, self._number))


def main(arguments: list[str], line_of: type[Line] = Line) -> None:
    """`process.py FEED ANSWER LINE STOP_HEX zeros KIND ZERO,ZERO,… | answer HEX`: descriptors, stop, rest."""
    feed, answer, descriptor = (int(argument) for argument in arguments[:3])
    at_rest: Zeros | Answer
    if arguments[4] == "zeros":
        at_rest = Zeros(int(arguments[5]), tuple(int(at) for at in arguments[6].split(",")))
    else:
        at_rest = Answer(bytes.fromhex(arguments[5]))
    for name in (signal.SIGINT, signal.SIGHUP, signal.SIGTSTP, signal.SIGPIPE):
        signal.signal(name, signal.SIG_IGN)
    with contextlib.suppress(OSError):  # needs a right that most people do not have
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10))
    os.set_blocking(descriptor, False)
    Warden(feed, answer, line_of(descriptor, bytes.fromhex(arguments[3]), at_rest)).run()


if __name__ == "__main__":
    main(sys.argv[1:])

"""The warden's line to a device over Bluetooth. Standard library only; run as a file with `python -I -S`.

The line is a connection of its own to the Bluetooth daemon, made by the host and handed over open. On
it the warden writes D-Bus messages that the host has made ready; the serial number of each says when it
is for. What comes back is searched for the bytes that the device notifies. A device that is not seen at
rest soon is disconnected: then its own lease, or whatever it does when left alone, ends its outputs.
"""

import contextlib
import importlib
import os
import struct
import sys
import time
from pathlib import Path
from typing import Protocol

LISTEN, STOP, HUSH, LEAVE = 11, 12, 13, 14  # serial numbers of the ready messages
MESSAGE_MOST = 1 << 20
LEAVE_NS = 100_000_000  # two reports of a healthy device

VALUE = b"\x05\0\0\0Value\0\x02ay\0"  # name and type, as D-Bus writes them (little-endian)
UNLINKED = b"\x09\0\0\0Connected\0\x01b\0"


class Look(Protocol):
    """How a device at rest is recognised: `Zeros` or `Answer` of `process.py`."""

    def forget(self) -> None:
        """Drop what was heard."""

    def seen_in(self, data: bytes) -> bool:
        """Whether what was heard up to now, and then `data`, shows it."""


def split(stream: bytes) -> tuple[list[bytes], bytes]:
    """Whole D-Bus messages, and what is left."""
    messages: list[bytes] = []
    while len(stream) >= 16:
        order = "<" if stream[:1] == b"l" else ">"
        body, _, fields = struct.unpack_from(order + "III", stream, 4)
        size = 16 + fields + -fields % 8 + body
        if size > MESSAGE_MOST:
            return messages, b""  # no such stream can be followed any more: rest is never seen
        if len(stream) < size:
            break
        messages.append(stream[:size])
        stream = stream[size:]
    return messages, stream


def said(message: bytes, name: bytes, width: int) -> bytes | None:
    """What stands behind a name and type in a message: its length or number; None if it is not there."""
    at = message.find(name)
    if at < 0:
        return None
    at += len(name)
    at += -at % 4
    return message[at : at + width]


def notified(message: bytes) -> bytes:
    """The bytes that a device has notified; empty if this is about something else."""
    length = said(message, VALUE, 4)
    if length is None or len(length) < 4:
        return b""
    whole = said(message, VALUE, 4 + int.from_bytes(length, "little")) or b""
    return whole[4:]


class BluetoothLine:
    """As `Line` in process.py: only ever told to stop, only ever asked whether it has."""

    def __init__(self, descriptor: int, ready: bytes, at_rest: Look) -> None:
        self.descriptor = descriptor
        self.gone = False
        self._ready: dict[int, bytes] = {}
        for message in split(ready)[0]:
            serial = int.from_bytes(message[8:12], "little")
            self._ready[serial] = self._ready.get(serial, b"") + message
        self._at_rest = at_rest
        self._heard = b""
        self._leave_at = 0  # 0: not while it is only watching

    def _write(self, serial: int) -> None:
        with contextlib.suppress(OSError):
            os.write(self.descriptor, self._ready[serial])

    def stop(self) -> None:
        """The stop, and after some time of stops without rest the end of the link."""
        self._write(STOP)
        if self._leave_at and time.monotonic_ns() >= self._leave_at:
            self._leave_at += LEAVE_NS
            self._write(LEAVE)

    def drop(self) -> None:
        """Nothing yet: a link that is cut at once could not carry the stop."""
        self._leave_at = time.monotonic_ns() + LEAVE_NS

    def forget(self) -> None:
        """Begin to listen: what was said before the stop was never heard."""
        self.gone = False
        self._at_rest.forget()
        self._write(LISTEN)

    def raise_ready(self) -> None:
        """Listen no more: nobody would read it."""
        self._leave_at = 0
        self._write(HUSH)

    def leave(self) -> None:
        """End the link, or the device would stay taken by a computer that no program drives."""
        self._write(LEAVE)

    def reads_back_zero(self) -> bool:
        """Read what has come; whether the device says that everything is zero."""
        try:
            data = os.read(self.descriptor, 65536)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        messages, self._heard = split(self._heard + data)
        unlinked = any(said(message, UNLINKED, 4) == bytes(4) for message in messages)
        self.gone = not data or unlinked
        return self._at_rest.seen_in(b"".join(map(notified, messages)))


def main(arguments: list[str]) -> None:
    """As `process.py`, with ready messages instead of stop bytes."""
    sys.path.insert(0, str(Path(__file__).parent))
    process = importlib.import_module("process")
    lines: list[BluetoothLine] = []

    def line(descriptor: int, ready: bytes, at_rest: Look) -> BluetoothLine:
        lines.append(BluetoothLine(descriptor, ready, at_rest))
        return lines[0]

    process.main(arguments, line)
    lines[0].leave()


if __name__ == "__main__":
    main(sys.argv[1:])

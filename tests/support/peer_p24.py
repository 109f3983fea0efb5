"""A ScienceMode 4 device with other people's framing and CRC: the PyPI package `science-mode-4`."""

import os
import select
import threading
import tty
from typing import NamedTuple, Self

from science_mode_4.protocol.commands import Commands
from science_mode_4.protocol.protocol import Protocol


class _Answer(NamedTuple):
    """What the package needs to know of a packet; no subclass of its own, it would register it."""

    command: int
    number: int
    data: bytes

    def get_data(self) -> bytes:
        return self.data


def _first_packet(buffer: bytes) -> bytes:
    """The first packet that the package finds sound; its own search passes over the shortest ones."""
    start = buffer.find(b"\xf0\x81")
    for stop in range(start + 12, len(buffer) + 1):
        if start >= 0 and Protocol.is_valid_packet_data(buffer[start:stop]):
            return buffer[start:stop]
    return b""


class PeerP24:
    """Answers at once, in a thread of its own, on a pseudo-terminal; `heard` is every request."""

    def __init__(self) -> None:
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.url = os.ttyname(self._slave)
        self.heard: list[tuple[int, bytes]] = []
        self.running = self.status = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        os.close(self._master)
        os.close(self._slave)

    def updates(self) -> list[bytes]:
        return [data for command, data in list(self.heard) if command == Commands.MID_LEVEL_UPDATE]

    def _serve(self) -> None:
        buffer = b""
        while not self._ended.is_set():
            if not select.select([self._master], [], [], 0.02)[0]:
                continue
            buffer += os.read(self._master, 4096)
            while packet := _first_packet(buffer):
                buffer = buffer[buffer.index(packet) + len(packet) :]
                command, number, data = Protocol.extract_packet_data(packet)
                self.heard.append((command, bytes(data)))
                answer = _Answer(command + 1, number, self._answer(command, bytes(data)))
                os.write(self._master, Protocol.packet_to_bytes(answer))

    def _answer(self, command: int, data: bytes) -> bytes:
        match command:
            case Commands.MID_LEVEL_INIT:
                self.status = 2
            case Commands.MID_LEVEL_UPDATE:
                self.running, self.status = data[0], 3
            case Commands.MID_LEVEL_STOP:
                self.running = self.status = 0
        answers = {
            Commands.MID_LEVEL_GET_CURRENT_DATA: bytes((0, 4, self.running, 0, 0, 0, 0)),
            Commands.GET_DEVICE_ID: b"\0P24-PEER01",
            54: bytes((0, 87, 0x1F, 0x40)),
            Commands.GET_STIM_STATUS: bytes((0, self.status, 6)),
            Commands.GET_EXTENDED_VERSION: bytes((0, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 1)),
        }
        return answers.get(command, b"\0")

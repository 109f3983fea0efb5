"""Hears everything that the fleet says, and how late it is.

`python -m chairctl_proof.bench.fleet_ear PORT broker|bare`: from a broker it hears what is published under
`fleet/`; `bare`, it is the other end of every connection itself, and prints its port. It ends with its
standard input, and prints milliseconds and how many it heard.
"""

import json
import os
import select
import socket
import sys
import time

from chairctl_proof.bench.fleet_voices import connected
from chairctl_proof.bench.spread import spread

SUBSCRIBE = b"\x82\x0c\x00\x01\x00\x07fleet/#\x00"


class Stream:
    """The packets of one connection; keeps how late those are that carry an instant."""

    def __init__(self) -> None:
        self._rest = b""

    def take(self, data: bytes, late_ms: list[float]) -> None:
        """Bytes have come."""
        now = time.monotonic_ns()
        data = self._rest + data
        at = 0
        while (end := _end_of(data, at)) is not None:
            body, stop = end
            if data[at] & 0xF0 == 0x30:
                topic = int.from_bytes(data[body : body + 2], "big")
                payload = body + 2 + topic + (2 if data[at] & 0x06 else 0)
                late_ms.append((now - int.from_bytes(data[payload : payload + 8], "big")) / 1e6)
            at = stop
        self._rest = data[at:]


def _end_of(data: bytes, at: int) -> tuple[int, int] | None:
    """Where the body of the packet at `at` begins and ends; None: it is not whole yet."""
    size = shift = 0
    for place in range(at + 1, min(at + 5, len(data))):
        size |= (data[place] & 127) << shift
        shift += 7
        if data[place] < 128:
            stop = place + 1 + size
            return (place + 1, stop) if stop <= len(data) else None
    return None


def listen(port: int, *, bare: bool) -> list[float]:
    """Until the standard input ends."""
    late_ms: list[float] = []
    poll = select.epoll()
    poll.register(0, select.EPOLLIN)
    if bare:
        door = socket.create_server(("127.0.0.1", 0), backlog=1_024)
        port = door.getsockname()[1]
        poll.register(door, select.EPOLLIN)
    else:
        door = connected(port, "ear", bare=False)
        door.sendall(SUBSCRIBE)
        poll.register(door, select.EPOLLIN)
    streams: dict[int, tuple[socket.socket, Stream]] = {} if bare else {door.fileno(): (door, Stream())}
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    while True:
        for number, _ in poll.poll():
            if number == 0:
                if not os.read(0, 64):
                    return late_ms
            elif number in streams:
                line, stream = streams[number]
                stream.take(line.recv(1 << 18), late_ms)
            else:
                line, _ = door.accept()
                poll.register(line, select.EPOLLIN)
                streams[line.fileno()] = line, Stream()


def main() -> None:
    """Listen and print."""
    late_ms = listen(int(sys.argv[1]), bare=sys.argv[2] == "bare")
    told = {"late_ms": spread(late_ms) if late_ms else None, "heard": len(late_ms)}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()

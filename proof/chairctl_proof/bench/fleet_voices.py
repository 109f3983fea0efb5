"""The telemetry of many daemons, by hand.

`python -m chairctl_proof.bench.fleet_voices PORT COUNT RATE BYTES SECONDS WAY`: each daemon is a connection
of its own (MQTT 3.1.1) that publishes a retained document of so many bytes at QoS 1, RATE times a second,
with the instant in it. WAY `bare` leaves out the broker's handshake: whoever listens at the port gets the
same bytes. Prints how many were sent.
"""

import select
import socket
import sys
import time
from collections.abc import Sequence

CONNECT = b"\x00\x04MQTT\x04\x02\x00\x00"


def size_of(count: int) -> bytes:
    """The remaining length of a packet, as MQTT writes it."""
    out = bytearray()
    while True:
        count, digit = divmod(count, 128)
        out.append(digit | (128 if count else 0))
        if not count:
            return bytes(out)


def connected(port: int, name: str, *, bare: bool) -> socket.socket:
    """A line to the broker. Raises OSError."""
    line = socket.create_connection(("127.0.0.1", port), timeout=10)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if not bare:
        who = CONNECT + len(name).to_bytes(2, "big") + name.encode()
        line.sendall(b"\x10" + size_of(len(who)) + who)
        line.recv(4)
    line.setblocking(False)  # noqa: FBT003
    return line


def published(topic: bytes, number: int, payload: bytes) -> bytes:
    """A retained message at QoS 1."""
    body = len(topic).to_bytes(2, "big") + topic + (number % 65_535 + 1).to_bytes(2, "big") + payload
    return b"\x33" + size_of(len(body)) + body


def speak(lines: Sequence[socket.socket], rate: float, size: int, seconds: float) -> tuple[int, int]:
    """All in turn, evenly; how many messages went out, and how many found no room or no time."""
    poll = select.epoll()
    by_number = {line.fileno(): line for line in lines}
    for number in by_number:
        poll.register(number, select.EPOLLIN)
    sent = lost = 0
    step_ns = int(1e9 / (rate * len(lines)))
    begin = time.monotonic_ns()
    filler = b"x" * (size - 8)
    for turn in range(int(seconds * rate * len(lines))):
        due = begin + turn * step_ns
        while (left := due - time.monotonic_ns()) > 0:
            for number, _ in poll.poll(left / 1e9):
                by_number[number].recv(65_536)
        if -left > seconds * 1e9:
            lost += 1  # this process is the limit
            continue
        line = lines[turn % len(lines)]
        packet = published(
            b"fleet/%d" % (turn % len(lines)), turn, time.monotonic_ns().to_bytes(8, "big") + filler
        )
        try:
            sent += line.send(packet) == len(packet)
        except BlockingIOError:
            lost += 1
        if turn % 64 == 0:
            for number, _ in poll.poll(0):
                by_number[number].recv(65_536)
    return sent, lost


def main() -> None:
    """Connect, say so, wait for a line, publish, print."""
    port, count, rate, size, seconds, way = sys.argv[1:]
    lines = [connected(int(port), f"voice-{number}", bare=way == "bare") for number in range(int(count))]
    sys.stdout.write("connected\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sent, lost = speak(lines, float(rate), int(size), float(seconds))
    time.sleep(0.5)
    sys.stdout.write(f"{sent} {lost}\n")


if __name__ == "__main__":
    main()

"""The real process on a real pseudo-terminal and a real TCP port."""

import contextlib
import fcntl
import json
import os
import select
import signal
import socket
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chairctl_simulators.devices.chairlink import frames
from chairctl_simulators.texts import TEXTS

TIOCGEXCL = 0x80045440  # missing in termios
HELLO = frames.encode(frames.HELLO, 0, 0)


class Line:
    """The host's end of a line, as a file descriptor."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._reader = frames.FrameReader()

    @classmethod
    def open(cls, path: str | Path) -> "Line":
        number = os.open(path, os.O_RDWR | os.O_NOCTTY)
        termios.tcflush(number, termios.TCIOFLUSH)
        return cls(number)

    def send(self, data: bytes) -> None:
        os.write(self.number, data)

    def wait_for(self, kind: int) -> frames.Frame:
        for _ in range(200):
            assert select.select([self.number], [], [], 5)[0], "the chair is silent"
            for frame in self._reader.feed(os.read(self.number, 4096)):
                if frame is not None and frame.kind == kind:
                    return frame
        raise AssertionError(f"no frame of kind {kind:#x}")

    def close(self) -> None:
        os.close(self.number)


class Process:
    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "chairctl_simulators", "--json", "--with-stdin", *arguments]
        environment = {**os.environ, "PYTHONPATH": "simulators"}
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def place(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        place: dict[str, Any] = json.loads(self.process.stdout.readline())
        return place

    def order(self, **order: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()


@contextlib.contextmanager
def process(*arguments: str) -> Iterator[Process]:
    started = Process(*arguments)
    try:
        yield started
    finally:
        started.process.kill()
        started.process.communicate()


def arm(line: Line) -> frames.Frame:
    report = line.wait_for(frames.TELEMETRY)
    line.send(frames.encode(frames.ARM, 1, report.epoch, b"\xc8\0" + report.payload[8:12] + bytes(19)))
    return report


def test_a_chair_on_a_pty_can_be_armed_and_its_lease_ends_by_itself(tmp_path: Path) -> None:
    truth = tmp_path / "truth.jsonl"
    with process("--truth", str(truth), "--seed", "5") as served:
        place = served.place()
        assert place["serial_number"] == "SIM-000005"
        line = Line.open(place["url"])
        line.send(b"\0" + HELLO)
        assert line.wait_for(frames.IDENTITY).payload[23:33] == b"SIM-000005"
        report = arm(line)
        heat = bytes(9) + b"\x90\x01" + bytes(8)
        line.send(frames.encode(frames.OUTPUT, 2, report.epoch, b"\xc8\0" + report.payload[8:12] + heat))
        armed = [line.wait_for(frames.TELEMETRY).payload[12] for _ in range(8)]
        assert armed == sorted(armed, reverse=True)
        assert 1 in armed
        assert 0 in armed
        line.close()
    lines = [json.loads(text) for text in truth.read_text().splitlines()]
    on = next(n for n, entry in enumerate(lines) if not entry["outputs_zero"])
    off = next(n for n, entry in enumerate(lines) if n > on and entry["outputs_zero"])
    # The lease is 200 ms from the telemetry on; OUTPUT came some ms after that telemetry.
    assert 100e6 < lines[off]["t"] - lines[on]["t"] < 215e6
    assert lines[on]["pads"][0]["pad_c"] > 20


def test_the_other_side_may_close_and_open_again_and_again() -> None:
    with process() as served:
        url = served.place()["url"]
        for _ in range(20):
            line = Line.open(url)
            line.send(HELLO)
            line.wait_for(frames.IDENTITY)
            line.close()


def test_output_that_nobody_reads_is_dropped_and_a_lock_left_behind_is_undone() -> None:
    with process() as served:
        line = Line.open(served.place()["url"])
        fcntl.ioctl(line.number, termios.TIOCEXCL)
        time.sleep(2)
        reader = frames.FrameReader()
        waiting = os.read(line.number, 65_536)
        assert len(waiting) < 2300
        assert all(frame is not None for frame in reader.feed(waiting))
        locked = fcntl.ioctl(line.number, TIOCGEXCL, bytes(4))
        assert locked == bytes(4)
        line.close()


def test_an_unplugged_pty_vanishes_and_comes_back_under_its_link(tmp_path: Path) -> None:
    link = tmp_path / "chair"
    with process("--link", str(link)) as served:
        served.place()
        line = Line.open(link)
        line.wait_for(frames.TELEMETRY)
        served.order(unplug=True)
        with contextlib.suppress(OSError):  # a terminal that hung up gives an end of file or EIO
            while os.read(line.number, 4096):
                pass
        line.close()
        assert not link.exists()
        served.order(plug=True)
        while not link.exists():
            assert served.process.poll() is None
        line = Line.open(link)
        line.wait_for(frames.TELEMETRY)
        line.close()


def test_control_lines_reach_the_chair_they_name() -> None:
    with process("--count", "2") as served:
        first, second = served.place(), served.place()
        assert (first["chair"], second["chair"]) == (0, 1)
        served.order(chair=1, fault={"supply_mv": 9000})
        lines = [Line.open(first["url"]), Line.open(second["url"])]
        epoch = lines[1].wait_for(frames.TELEMETRY).epoch
        reports = [[line.wait_for(frames.TELEMETRY) for _ in range(3)][-1] for line in lines]
        assert [report.payload[17] for report in reports] == [24_000 & 255, 9000 & 255]
        served.order(chair=1, reboot=True)
        assert lines[1].wait_for(frames.IDENTITY).epoch != epoch
        served.order(fault={"no such thing": 1})
        served.order(nonsense=1)
        served.order(chair=7, reboot=True)
        assert served.process.stderr is not None
        complaints = [served.process.stderr.readline() for _ in range(3)]
        assert "no such thing" in complaints[0]
        assert "nonsense" in complaints[1]
        for line in lines:
            line.close()


def test_tcp_serves_one_client_after_the_other() -> None:
    with process("--tcp", "0") as served:
        port = int(served.place()["url"].removeprefix("socket://127.0.0.1:"))
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", port)) as client:
                line = Line(client.fileno())
                line.send(HELLO)
                line.wait_for(frames.IDENTITY)
        with socket.create_connection(("127.0.0.1", port)) as client:
            line = Line(client.fileno())
            line.wait_for(frames.TELEMETRY)
            served.order(unplug=True)
            while client.recv(4096):
                pass
        served.order(plug=True)
        line = Line(_connected(port))
        line.wait_for(frames.TELEMETRY)
        line.close()


def _connected(port: int) -> int:
    while True:
        with contextlib.suppress(ConnectionRefusedError):
            return socket.create_connection(("127.0.0.1", port)).detach()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_process_cleanly(number: signal.Signals, tmp_path: Path) -> None:
    link = tmp_path / "chair"
    with process("--link", str(link)) as served:
        served.place()
        served.process.send_signal(number)
        assert served.process.wait(5) == 0
        assert not link.is_symlink()


def test_the_end_of_standard_input_ends_the_process() -> None:
    with process() as served:
        served.place()
        assert served.process.stdin is not None
        served.process.stdin.close()
        assert served.process.wait(5) == 0
        served.process.stdin = None


@pytest.mark.parametrize("arguments", [["--tcp", "65535", "--count", "2"], ["--tcp", "{taken}"]])
def test_a_port_that_cannot_be_had_is_told_in_words(arguments: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = str(other.getsockname()[1])
        command = [
            sys.executable,
            "-m",
            "chairctl_simulators",
            *(one.format(taken=taken) for one in arguments),
        ]
        result = subprocess.run(
            command,
            env={**os.environ, "PYTHONPATH": "simulators"},
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
    assert result.returncode == 1
    assert result.stderr.startswith("TCP port ")
    assert "Traceback" not in result.stderr


def test_every_text_exists_in_english_and_german() -> None:
    assert TEXTS["en"].keys() == TEXTS["de"].keys()


@pytest.mark.parametrize(("language", "word"), [("en", "unknown channel"), ("de", "unbekannter Kanal")])
def test_mistakes_are_told_in_the_language_asked_for(language: str, word: str) -> None:
    command = [sys.executable, "-m", "chairctl_simulators", "--lang", language, "--layout", "roller,nose"]
    result = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": "simulators"}, capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    assert f"{word}: NOSE" in result.stderr

"""Bridge mode in the firmware's interpreter, over a real line."""

import struct
from pathlib import Path

from serial import Serial
from tests.hil.micropython import needs_micropython

from chairctl_proof.realtime.chair import RealChair, boot_clock
from chairctl_simulators.devices.chairlink import frames
from chairctl_simulators.devices.chairlink.frames import Frame, FrameReader


class Host:
    """Answers telemetry of a board with one channel."""

    def __init__(self, line: Serial) -> None:
        self.line = line
        self.reader = FrameReader()
        self.sequence = 0

    def telemetry(self) -> Frame:
        while True:
            for frame in self.reader.feed(self.line.read_until(b"\0")):
                if frame and frame.kind == frames.TELEMETRY:
                    return frame

    def answer(self, kind: int, level: int) -> None:
        seen = self.telemetry()
        self.sequence += 1
        payload = struct.pack("<H4sH", 250, seen.payload[8:12], level)
        self.line.write(frames.encode(kind, self.sequence, seen.epoch, payload))


@needs_micropython
def test_h09_the_bridge_opens_its_switch_when_its_lease_ends(tmp_path: Path) -> None:
    bridge = ("chairctl_hil.board", "--bridge")
    with RealChair(tmp_path, server=bridge) as board, Serial(board.url, timeout=1, exclusive=True) as line:
        host = Host(line)
        host.answer(frames.ARM, 0)
        for _ in range(5):
            host.answer(frames.OUTPUT, 1000)
        silent_at = boot_clock()
        assert board.zero_at(silent_at - 10_000_000, 0) is None
        zero_at = board.zero_at(silent_at, 2.0)
        assert zero_at is not None
        assert zero_at - silent_at < 300_000_000

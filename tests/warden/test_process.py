"""The warden against a real chair on a real pty: it stops, says so, and leaves (H01, H02, H07)."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.support.chair_process import ChairProcess, boot_clock, chair_process

from chairctl.domain.channels import OFF, Output, RollerMode, Technique
from chairctl.profiles.loader import find_device, load_device
from chairctl.protocols.chairlink.device import Chairlink
from chairctl.safety.issuer import Issuer
from chairctl.warden import process as warden


def test_it_needs_nothing_but_the_standard_library_and_reads_in_ten_minutes() -> None:
    source = Path(str(warden.__file__)).read_text()
    imports = {line.split()[1] for line in source.splitlines() if line.startswith(("import ", "from "))}
    assert imports <= set(sys.stdlib_module_names)
    assert len(source.splitlines()) <= 250


def test_zero_is_only_seen_in_a_sound_telemetry_with_all_its_zeros() -> None:
    vectors = json.loads((Path(__file__).parents[2] / "docs/protocols/chairlink-vectors.json").read_text())
    frames = {vector["name"]: bytes.fromhex(vector["wire"])[:-1] for vector in vectors}
    zeros = Chairlink("chair", load_device(find_device("chairlink-reference")).channels).at_rest.zeros
    resting = frames["telemetry, lease expired and electrode open"]
    assert warden.shows_zero(resting, 0x82, zeros)
    assert not warden.shows_zero(frames["telemetry, armed"], 0x82, zeros)
    assert not warden.shows_zero(frames["identity"], 0x82, zeros)
    for at in range(len(resting)):
        flipped = bytearray(resting)
        flipped[at] ^= 0x10
        assert not warden.shows_zero(bytes(flipped), 0x82, zeros)
        assert not warden.shows_zero(resting[:at], 0x82, zeros)


class Post:
    """A host's end of a warden, without a host."""

    def __init__(self, process: "subprocess.Popen[bytes]", feed: int, answer: int) -> None:
        self.process = process
        self.feed = feed
        self.answer = answer

    def say(self, word: bytes, number: int = 0) -> None:
        os.write(self.feed, warden.WORD.pack(word, number))

    def hear(self) -> tuple[bytes, int]:
        """The next word; `BlockingIOError` if none is there and the pipe does not block."""
        if os.get_blocking(self.answer):
            assert select.select([self.answer], [], [], 8)[0], "the warden says nothing"
        word, number = warden.WORD.unpack(os.read(self.answer, warden.WORD.size))
        return word, number


def chairlink_at_rest() -> list[str]:
    """How the warden is told what a chairlink chair at rest looks like."""
    device = Chairlink("chair", load_device(find_device("chairlink-reference")).channels)
    return [device.panic.hex(), "zeros", "130", ",".join(map(str, device.at_rest.zeros))]


@contextmanager
def posted(descriptor: int, at_rest: list[str] | None = None) -> Iterator[Post]:
    their_feed, feed = os.pipe()
    answer, their_answer = os.pipe()
    words = [str(their_feed), str(their_answer), str(descriptor), *(at_rest or chairlink_at_rest())]
    command = [sys.executable, "-I", "-S", str(warden.__file__), *words]
    with subprocess.Popen(command, pass_fds=(their_feed, their_answer, descriptor)) as process:
        os.close(their_feed)
        os.close(their_answer)
        post = Post(process, feed, answer)
        try:
            assert post.hear() == (warden.READY, 0)
            yield post
        finally:
            for end in (post.feed, post.answer):
                if end >= 0:
                    os.close(end)
            try:
                process.wait(5)
            finally:
                process.kill()


@contextmanager
def line_to(chair: ChairProcess) -> Iterator[int]:
    """The chair's line, opened by hand."""
    descriptor = os.open(chair.url, os.O_RDWR | os.O_NOCTTY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def keep_alive(descriptor: int, seconds: float) -> None:
    """Speak chairlink by hand: arm, then hold a roller output, for a while."""
    device = Chairlink("chair", load_device(find_device("chairlink-reference")).channels)
    issuer = Issuer()
    rolling = Output(400, RollerMode(Technique.ROLLING, 100, 300, 500))
    off = (OFF,) * 4
    device.line_up(boot_clock())
    until = time.monotonic() + seconds
    armed = False
    while time.monotonic() < until:
        select.select([descriptor], [], [])
        reports = device.receive(os.read(descriptor, 4096), now := boot_clock())
        armed = armed or any(getattr(report, "armed", False) for report in reports)
        image = (rolling, *off[1:]) if armed else off
        permit = issuer.issue(image, armed=True, now=now, expires_at=now + 300_000_000)
        for packet in device.transmit(permit, now):
            os.write(descriptor, packet.data)


def test_silence_makes_it_stop_the_chair_and_say_so(tmp_path: Path) -> None:
    with chair_process(tmp_path) as chair, line_to(chair) as descriptor, posted(descriptor) as post:
        keep_alive(descriptor, 1.0)
        chair.wait_for_truth(lambda truth: not truth["outputs_zero"])
        armed_at = boot_clock()
        post.say(warden.ARM)
        assert post.hear() == (warden.FIRED, 1)
        assert post.hear() == (warden.ZERO, 1)
        assert 140e6 <= chair.zero_since(armed_at) - armed_at <= 200e6


def test_a_closed_pipe_makes_it_stop_the_chair_at_once_and_end(tmp_path: Path) -> None:
    with chair_process(tmp_path) as chair, line_to(chair) as descriptor, posted(descriptor) as post:
        keep_alive(descriptor, 1.0)
        chair.wait_for_truth(lambda truth: not truth["outputs_zero"])
        post.say(warden.ARM)
        closed_at = boot_clock()
        os.close(post.feed)
        post.feed = -1
        assert post.process.wait(2) == 0
        assert chair.zero_since(closed_at) - closed_at <= 60e6


def test_beats_keep_it_quiet_and_standing_down_ends_the_watch(tmp_path: Path) -> None:
    with chair_process(tmp_path) as chair, line_to(chair) as descriptor, posted(descriptor) as post:
        post.say(warden.ARM)
        for _ in range(20):
            time.sleep(0.05)
            post.say(warden.BEAT)
        post.say(warden.STAND_DOWN)
        time.sleep(0.3)
        os.set_blocking(post.answer, False)
        with pytest.raises(BlockingIOError):
            post.hear()


def test_beats_that_queued_up_before_it_fired_do_not_revive_it(tmp_path: Path) -> None:
    with chair_process(tmp_path) as chair, line_to(chair) as descriptor, posted(descriptor) as post:
        post.say(warden.ARM)
        assert post.hear() == (warden.FIRED, 1)
        assert post.hear() == (warden.ZERO, 1)
        for _ in range(10):
            post.say(warden.BEAT)
        post.say(warden.ARM)  # names the number from before the firing
        time.sleep(0.3)
        os.set_blocking(post.answer, False)
        with pytest.raises(BlockingIOError):
            post.hear()
        os.set_blocking(post.answer, True)
        post.say(warden.ARM, 1)
        assert post.hear() == (warden.FIRED, 2)


def test_a_device_that_does_not_stop_makes_it_say_cut_power(tmp_path: Path) -> None:
    with chair_process(tmp_path) as chair, line_to(chair) as descriptor, posted(descriptor) as post:
        chair.tell(fault={"firmware_hang": True})
        time.sleep(0.2)
        post.say(warden.ARM)
        assert post.hear() == (warden.FIRED, 1)
        assert post.hear() == (warden.CUT_POWER, 1)
        chair.tell(fault={"firmware_hang": False})
        assert post.hear() == (warden.ZERO, 1)


def test_ctrl_c_does_not_reach_it(tmp_path: Path) -> None:
    with chair_process(tmp_path) as chair, line_to(chair) as descriptor, posted(descriptor) as post:
        for name in (signal.SIGINT, signal.SIGHUP, signal.SIGTSTP):
            post.process.send_signal(name)
        post.say(warden.ARM)
        assert post.hear() == (warden.FIRED, 1)


def test_an_answer_shows_rest_only_when_all_of_it_was_heard_since_the_stop() -> None:
    answer = warden.Answer(b"\xf0stopped\x0f")
    assert not answer.seen_in(b"noise\xf0stop")
    assert answer.seen_in(b"ped\x0fnoise")
    assert not answer.seen_in(b"\xf0stopped")
    answer.forget()
    assert not answer.seen_in(b"\x0f")
    assert answer.seen_in(b"\xf0stopped\x0f")


def test_a_device_that_answers_the_stop_is_at_rest_with_its_answer() -> None:
    near, far = socket.socketpair()
    far.settimeout(5)
    with near, far, posted(near.fileno(), ["0102", "answer", "a0b0"]) as post:
        post.say(warden.ARM)
        assert post.hear() == (warden.FIRED, 1)
        assert far.recv(2) == b"\x01\x02"
        far.send(b"\xa0")
        far.send(b"\xb0")
        assert post.hear() == (warden.ZERO, 1)


def test_it_comes_before_all_others_on_the_computer_where_that_is_allowed() -> None:
    ask = "import os; os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10))"
    asked = subprocess.run([sys.executable, "-c", ask], check=False, stderr=subprocess.DEVNULL)
    near, far = socket.socketpair()
    with near, far, posted(near.fileno()) as post:
        policy = os.sched_getscheduler(post.process.pid)
        priority = os.sched_getparam(post.process.pid).sched_priority
        assert (policy, priority) == ((os.SCHED_FIFO, 10) if asked.returncode == 0 else (os.SCHED_OTHER, 0))

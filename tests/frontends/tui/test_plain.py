"""`chairctl tui --plain`: everything as lines of text; Enter alone stops."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from chairctl.frontends.attach.client import HostClient
from chairctl.frontends.tui.private_host import PrivateHost

SAY = (
    "import sys; from pathlib import Path; from chairctl.frontends.tui.plain import read_aloud; "
    "from chairctl.texts import Texts; "
    "sys.exit(read_aloud(Texts(sys.argv[2]), '', Path(sys.argv[1])))"
)


class Reader:
    """A conversation over pipes, as a screen reader has it."""

    def __init__(self, socket: Path, language: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-c", SAY, str(socket), language],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self.process.stdout
        os.set_blocking(self.process.stdout.fileno(), False)
        self.heard = ""

    def type(self, line: str) -> None:
        assert self.process.stdin
        self.heard = ""
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def wait_for(self, text: str, seconds: float = 20.0) -> None:
        assert self.process.stdout
        until = time.monotonic() + seconds
        while text not in self.heard:
            assert time.monotonic() < until, f"{text!r} was not said: {self.heard}"
            self.heard += (self.process.stdout.read() or b"").decode()
            time.sleep(0.02)

    def close(self) -> int:
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()
        return self.process.wait(20)


@pytest.fixture
def reader(chair: PrivateHost) -> Iterator[Reader]:
    found = Reader(chair.socket, "en")
    yield found
    found.close()


def test_a_session_is_begun_in_two_steps_read_out_and_stopped_with_enter(
    chair: PrivateHost, reader: Reader
) -> None:
    reader.wait_for("Enter alone: STOP")
    reader.type("begin nothing-like-it")
    reader.wait_for("no programme nothing-like-it")
    reader.type("begin demo")
    reader.wait_for("Type begin and Enter")
    with HostClient(chair.socket) as client:
        assert client.ask({"snapshot": True})["snapshot"]["state"] == "safe"
        reader.type("begin")
        reader.wait_for("1/5 Arrive")
        reader.type("status")
        reader.wait_for("roller:")
        reader.type("")
        reader.wait_for("STOPPED. All outputs are read back zero.")
        assert client.ask({"snapshot": True})["at_rest"] is True
        reader.type("begin body-scan")
        reader.wait_for("Type begin and Enter")
        reader.type("begin")
        reader.wait_for("1/5 To the lowest place")
        reader.type("")
        reader.wait_for("Nothing is stored.")


def test_when_its_input_ends_a_session_is_stopped_first(chair: PrivateHost, reader: Reader) -> None:
    reader.type("begin demo")
    reader.wait_for("Type begin")
    reader.type("begin")
    reader.wait_for("1/5")
    reader.close()
    with HostClient(chair.socket) as client:
        assert client.ask({"snapshot": True})["snapshot"]["state"] == "safe"


@pytest.mark.parametrize("is_file", [False, True], ids=["pipe", "file"])
def test_h18_a_session_that_is_begun_with_the_last_words_never_starts(
    chair: PrivateHost, tmp_path: Path, is_file: bool
) -> None:
    words = "begin demo\nbegin\n"
    lines = tmp_path / "lines"
    lines.write_text(words, encoding="utf-8")
    with lines.open() if is_file else nullcontext() as given:
        source = {"stdin": given} if is_file else {"input": words}
        command = [sys.executable, "-c", SAY, str(chair.socket), "en"]
        done = subprocess.run(command, check=False, text=True, capture_output=True, timeout=20, **source)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Ready for demo" in done.stdout
    until = time.monotonic() + 1.5  # without a stop it would run for the two seconds of an attended one
    with HostClient(chair.socket) as client:
        while time.monotonic() < until:
            assert client.ask({"snapshot": True})["snapshot"]["state"] == "safe"


def test_it_speaks_german(chair: PrivateHost) -> None:
    german = Reader(chair.socket, "de")
    german.wait_for("Enter allein: STOPP")
    german.type("quit")
    assert german.process.wait(20) == 0
    german.close()


def test_an_input_that_is_a_file_is_read_to_its_end(chair: PrivateHost, tmp_path: Path) -> None:
    lines = tmp_path / "lines"
    lines.write_text("list\n", encoding="utf-8")
    for path in (lines, Path(os.devnull)):
        with path.open() as given:
            done = subprocess.run(
                [sys.executable, "-c", SAY, str(chair.socket), "en"],
                check=False, stdin=given, capture_output=True, text=True, timeout=20,
            )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        assert ("lumbar-care" in done.stdout) == (path == lines)

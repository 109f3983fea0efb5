"""The thread that reads keys: STOP leaves before the key is parsed, and no byte ends the reading."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from chairctl.frontends.tui.driver import stop_first, was_sent
from chairctl.frontends.tui.line import STOP, StopLine

WAIT_S = 20.0


class Quiet(LinuxDriver):
    """Reads keys from a pipe and keeps them."""

    def __init__(self, fileno: int) -> None:
        self.fileno = fileno
        self.exit_event = threading.Event()
        self._debug = False
        self.keys: list[events.Key] = []
        self.came = threading.Condition()

    def process_message(self, message: Message) -> None:
        if isinstance(message, events.Key):
            with self.came:
                self.keys.append(message)
                self.came.notify_all()


@contextmanager
def reading(happened: list[str]) -> Iterator[tuple[Quiet, int]]:
    """A driver that reads in a thread, and where to write its keys."""
    source, keyboard = os.pipe()

    def fire() -> bool:
        happened.append("stop")
        return True

    quiet: Quiet = stop_first(Quiet, fire)(source)  # type: ignore[arg-type,assignment]
    thread = threading.Thread(target=quiet.run_input_thread)
    thread.start()
    try:
        yield quiet, keyboard
    finally:
        quiet.exit_event.set()
        thread.join(WAIT_S)
        os.close(source)
        os.close(keyboard)
    assert not thread.is_alive()


def press(quiet: Quiet, keyboard: int, keys: bytes, count: int) -> list[events.Key]:
    """Write keys; what came of them."""
    os.write(keyboard, keys)
    with quiet.came:
        assert quiet.came.wait_for(lambda: len(quiet.keys) >= count, WAIT_S)
        found, quiet.keys = quiet.keys, []
    return found


@pytest.mark.parametrize("keys", [b" ", b"s", b"S"])
def test_stop_leaves_before_the_key_is_parsed_and_only_once(
    keys: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []
    parse = XTermParser.feed

    def feed(self: XTermParser, data: str) -> object:
        happened.append("parsed")
        return parse(self, data)

    monkeypatch.setattr(XTermParser, "feed", feed)
    with reading(happened) as (quiet, keyboard):
        (key,) = press(quiet, keyboard, keys, 1)
    assert happened == ["stop", "parsed"]
    assert was_sent(key)


@pytest.mark.parametrize(
    ("keys", "count", "stops"),
    [(b"x", 1, 0), (b"as", 2, 1), (b"s ", 2, 2), (b"\x1b ", 1, 1), (b"\xff", 1, 0), (b"\x1bOA", 1, 0)],
)
def test_in_other_company_the_parser_finds_the_stop_and_a_broken_byte_ends_nothing(
    keys: bytes, count: int, stops: int
) -> None:
    happened: list[str] = []
    with reading(happened) as (quiet, keyboard):
        found = press(quiet, keyboard, keys, count)
        assert [was_sent(key) for key in found].count(True) == len(happened) == stops
        (last,) = press(quiet, keyboard, b" ", 1)
        assert was_sent(last)
    assert len(happened) == stops + 1


def test_escape_twice_stops_on_a_terminal() -> None:
    happened: list[str] = []
    with reading(happened) as (quiet, keyboard):
        press(quiet, keyboard, b"\x1b", 1)
        assert happened == []
        press(quiet, keyboard, b"\x1b", 1)
    assert happened == ["stop"]


def test_a_stop_line_that_was_given_to_somebody_else_is_opened_again_with_the_first_press(
    tmp_path: Path,
) -> None:
    with socket.socket(socket.AF_UNIX) as host:
        host.bind(str(tmp_path / "host.sock"))
        host.listen()
        line = StopLine(tmp_path / "host.sock")
        line.open()
        first, _ = host.accept()
        assert line.fire()
        assert first.recv(4096) == STOP
        first.sendall(b"answer\n")
        first.close()
        assert line.fire()
        with host.accept()[0] as second:
            assert second.recv(4096) == STOP
    assert not line.fire()
    line.close()


def test_answers_to_stops_do_not_pile_up_until_the_host_drops_the_line(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as host:
        host.bind(str(tmp_path / "host.sock"))
        host.listen()
        line = StopLine(tmp_path / "host.sock")
        line.open()
        with host.accept()[0] as served:
            os.set_blocking(served.fileno(), False)
            for _ in range(500):
                assert line.fire()
                assert served.recv(4096) == STOP
                assert served.send(b"x" * 1_000) == 1_000
        line.close()


def test_a_host_that_reads_nothing_any_more_holds_up_no_key(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as host:
        host.bind(str(tmp_path / "host.sock"))
        host.listen(1)
        line = StopLine(tmp_path / "host.sock")
        line.open()
        pressed = threading.Thread(target=lambda: [line.fire() for _ in range(1_000)], daemon=True)
        pressed.start()
        pressed.join(WAIT_S)
        assert not pressed.is_alive()
        line.close()

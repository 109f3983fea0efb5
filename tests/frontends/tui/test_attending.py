"""H18: the loss of the screen that started a session ends it; the loss of another one changes nothing."""

import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from chairctl.frontends.attach.client import HostClient
from chairctl.frontends.tui.private_host import PrivateHost
from chairctl_proof.realtime.terminal import Terminal

GONE_WITHIN_S = 2.6


def screen(socket: Path) -> Terminal:
    """A real screen on a terminal of its own, ready for keys."""
    command = [sys.executable, "-m", "chairctl.frontends.tui.visitor", str(socket), "--lang", "en"]
    terminal = Terminal(command)
    terminal.wait_for(b"Esc twice")
    return terminal


def state(client: HostClient) -> dict[str, Any]:
    """What the host says."""
    picture: dict[str, Any] = client.ask({"snapshot": True})["snapshot"]
    return picture


def wait(client: HostClient, states: set[str], seconds: float = 20.0) -> float:
    """Wait for one of these states; how long it took."""
    began = time.monotonic()
    while state(client)["state"] not in states:
        assert time.monotonic() - began < seconds, "it did not happen in time"
        time.sleep(0.02)
    return time.monotonic() - began


def begin_by_hand(terminal: Terminal, client: HostClient) -> None:
    """The keys of a person: everything, by hand, ready, begin."""
    terminal.press(b"m")
    terminal.wait_for(b"Type what")
    terminal.press(b"hand\r")
    terminal.wait_for(b"press G")
    terminal.press(b"g")
    terminal.wait_for(b"Ready?")
    terminal.press(b"b")
    wait(client, {"ready", "energised"})


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP, signal.SIGTSTP, signal.SIGHUP])
def test_h18_a_screen_that_is_killed_or_frozen_ends_the_session_it_attends(
    chair: PrivateHost, number: signal.Signals
) -> None:
    with HostClient(chair.socket) as client, screen(chair.socket) as terminal:
        begin_by_hand(terminal, client)
        time.sleep(0.6)  # it attends
        terminal.process.send_signal(number)
        took = wait(client, {"safe"}, 5)
        assert took <= GONE_WITHIN_S
        assert state(client)["ended"]["code"] == "nobody_watches"


def test_the_loss_of_a_screen_that_only_looks_changes_nothing(chair: PrivateHost) -> None:
    with (
        HostClient(chair.socket) as client,
        screen(chair.socket) as terminal,
        screen(chair.socket) as looks_on,
    ):
        begin_by_hand(terminal, client)
        looks_on.process.send_signal(signal.SIGSTOP)
        time.sleep(3)
        assert state(client)["state"] in ("ready", "energised")
        terminal.press(b" ")
        wait(client, {"safe"})


def test_h18_a_session_whose_screen_is_gone_before_it_has_attended_ends_as_well(chair: PrivateHost) -> None:
    with HostClient(chair.socket) as client:
        with HostClient(chair.socket) as begins:
            begins.ask({"start": "demo", "person": "guest", "language": "en", "attended": True})
        wait(client, {"ready", "energised"})
        assert wait(client, {"safe"}, 5) <= GONE_WITHIN_S
        assert state(client)["ended"]["code"] == "nobody_watches"

"""`chairctl release` and `take`: a session lets its device go for a remote or an app, and takes it back."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from chairctl.frontends.attach.client import HostClient
from chairctl.frontends.attach.folder import attach_folder, sockets
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.target import place_of, target_of
from chairctl.profiles.problems import ProfileErrors
from chairctl.runtime import clock
from chairctl.texts import Texts

RELEASE_WAIT_NS = 8_000_000_000
TAKE_WAIT_NS = 25_000_000_000
"""To find a radio and to connect takes its time."""
POLL_S = 0.05


class Held(NamedTuple):
    """A device of a running session."""

    path: Path
    device: str
    address: str


def release(texts: Texts, device: str | None) -> int:
    """Let the device of a running session go; an exit code."""
    return _hand(texts, device, "release", RELEASE_WAIT_NS, lambda it: it["released"] and not it["connected"])


def take(texts: Texts, device: str | None) -> int:
    """Let the session take it back; an exit code."""
    return _hand(texts, device, "take", TAKE_WAIT_NS, lambda it: it["connected"] and not it["released"])


def _hand(texts: Texts, device: str | None, word: str, wait: int, done: Callable[[Any], bool]) -> int:
    try:
        found = _matching(device, _held())
    except ProfileErrors as errors:
        for problem in errors.problems:
            print(f"chairctl: {problem.say(texts)}", file=sys.stderr)
        return ExitCode.USAGE
    if len(found) != 1:
        names = ", ".join(f"{one.device} ({one.address})" for one in found)
        print(
            f"chairctl: {texts.say('hand.several' if found else 'hand.none', names=names)}", file=sys.stderr
        )
        return ExitCode.NO_DEVICE
    held = found[0]
    try:
        with HostClient(held.path) as client:
            client.ask({word: held.device})
            outcome = _outcome(client, held.device, clock.now() + wait, done)
    except OSError:
        outcome = "over"
    print(texts.say(f"hand.{word}_{outcome}", name=held.device, address=held.address))
    return ExitCode.FINISHED if outcome == "done" else ExitCode.UNEXPECTED


def _outcome(client: HostClient, device: str, until: int, done: Callable[[Any], bool]) -> str:
    """`done`, `late`, or `over`: the session has ended meanwhile."""
    while clock.now() < until:
        answer = client.ask({"snapshot": True})
        if "snapshot" not in answer:
            return "over"
        if any(done(link) for link in answer["snapshot"]["links"] if link["device"] == device):
            return "done"
        time.sleep(POLL_S)
    return "late"


def _held() -> list[Held]:
    """Every device of every running session of this user."""
    found = []
    for path in sockets(attach_folder(os.environ)):
        try:
            with HostClient(path) as client:
                addresses = client.ask({"snapshot": True})["addresses"]
        except (OSError, KeyError):
            continue
        found += [Held(path, device, address) for device, address in addresses.items()]
    return found


def _matching(device: str | None, held: list[Held]) -> list[Held]:
    """Those that a person means: all, or by the device's profile, its address, or its own name.

    Raises ProfileErrors for a name that nobody gave.
    """
    if device is None:
        return held
    by_profile = [one for one in held if one.device == device]
    if by_profile:
        return by_profile
    place = place_of(target_of(device).address)
    return [one for one in held if place_of(one.address) == place]

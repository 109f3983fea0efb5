"""`chairctl stop`: everything that runs is told to stop, then each is watched until it is at zero.

Standard library only: nothing may delay this.
"""

import os
import time
from pathlib import Path
from typing import Any

from chairctl.frontends.attach.client import HostClient, stop_line
from chairctl.frontends.attach.folder import attach_folder, sockets
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.texts import Texts

ZERO_WAIT_S = 5.0
POLL_S = 0.02


def stop(texts: Texts) -> int:
    """Stop every session of this user; an exit code."""
    told: list[tuple[str, HostClient]] = []
    code = ExitCode.FINISHED
    line = stop_line(f"stop-{os.getpid()}", "local")
    for path in sockets(attach_folder(os.environ)):
        try:
            client = HostClient(path)
            client.hand_over(line)
        except (ConnectionRefusedError, FileNotFoundError):
            continue  # left over from a process that is gone
        except OSError:
            print(texts.say("stop.deaf", name=_name(path)))
            code = ExitCode.UNEXPECTED
            continue
        told.append((_name(path), client))
    if not told and code is ExitCode.FINISHED:
        print(texts.say("stop.nothing"))
        return ExitCode.NO_DEVICE
    until = time.monotonic() + ZERO_WAIT_S
    for name, client in told:
        with client:
            answer = _last_answer(client, until)
        print(texts.say(word(answer), name=name))
        if not at_zero(answer):
            code = ExitCode.UNEXPECTED
    return code


def _last_answer(client: HostClient, until: float) -> dict[str, Any]:
    """What the host says when all outputs are read back zero (that stands), when it closes, or at `until`."""
    answer: dict[str, Any] = {}
    try:
        answer = client.answer()
        while not at_zero(answer) and "closing" not in answer and time.monotonic() < until:
            time.sleep(POLL_S)
            answer = client.ask({"snapshot": True})
        if at_zero(answer) and not {"snapshot", "closing"} & answer.keys():
            answer["snapshot"] = client.ask({"snapshot": True}).get("snapshot", {})
    except OSError:
        pass  # it is gone; what it said last counts
    return answer


def at_zero(answer: dict[str, Any]) -> bool:
    """Whether the host has said that all outputs are read back zero."""
    return answer.get("at_rest") is True


def word(answer: dict[str, Any]) -> str:
    """The text for a host's last answer; a chair that travels home after a stop is no chair at rest yet."""
    if not at_zero(answer):
        return "stop.unconfirmed"
    links = answer.get("snapshot", {}).get("links", ())
    return "stop.homing" if any(link["activity"] == "homing" for link in links) else "stop.at_zero"


def _name(path: Path) -> str:
    """Station and process, from `<station>-<pid>.sock`."""
    station, _, pid = path.stem.rpartition("-")
    return f"{station} ({pid})"

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
            at_zero = _wait_for_zero(client, until)
        print(texts.say("stop.at_zero" if at_zero else "stop.unconfirmed", name=name))
        if not at_zero:
            code = ExitCode.UNEXPECTED
    return code


def _wait_for_zero(client: HostClient, until: float) -> bool:
    """Whether the host says, before `until`, that all outputs are read back zero."""
    answer: dict[str, Any] = {}
    try:
        answer = client.answer()
        while answer.get("at_rest") is not True and "closing" not in answer and time.monotonic() < until:
            time.sleep(POLL_S)
            answer = client.ask({"snapshot": True})
    except OSError:
        return False
    return answer.get("at_rest") is True


def _name(path: Path) -> str:
    """Station and process, from `<station>-<pid>.sock`."""
    station, _, pid = path.stem.rpartition("-")
    return f"{station} ({pid})"

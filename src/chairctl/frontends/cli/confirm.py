"""`chairctl confirm`: somebody at the chair agrees to what a remote has asked for, or says: I am here."""

import sys
from pathlib import Path

from chairctl.frontends.attach.client import HostClient
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.status import stations
from chairctl.texts import Texts


def confirm(texts: Texts, station: str | None, *, yes: bool) -> int:
    """Confirm what waits at one station; an exit code."""
    found = [
        (path, answer) for path, answer in stations() if station in (None, answer["snapshot"]["station"])
    ]
    waiting = [(path, answer) for path, answer in found if answer.get("asks")]
    if len(waiting) != 1:
        code = "confirm.many" if waiting else "confirm.nothing"
        print(texts.say(code), file=sys.stderr)
        return ExitCode.USAGE if waiting else ExitCode.NO_DEVICE
    ((path, answer),) = waiting
    name = answer["snapshot"]["station"]
    if not yes:
        print(texts.say("confirm.question", station=name, what=answer["asks"]), end=" ", flush=True)
        if sys.stdin.readline().strip().lower() not in texts.say("confirm.yes_words").split():
            print(texts.say("confirm.no"))
            return ExitCode.REFUSED
    with HostClient(Path(path)) as client:
        agreed = client.ask({"confirm": True}).get("confirmed") is True
    print(texts.say("confirm.done" if agreed else "confirm.late", station=name))
    return ExitCode.FINISHED if agreed else ExitCode.REFUSED

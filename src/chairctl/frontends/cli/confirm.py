"""`chairctl confirm`: somebody at the chair agrees to what a remote has asked for, or does not want it."""

import sys
from pathlib import Path

from chairctl.frontends.attach.client import HostClient
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.status import stations
from chairctl.profiles.problems import shown
from chairctl.texts import Texts


def confirm(texts: Texts, station: str | None, *, yes: bool | None) -> int:
    """Answer what waits at one station, with `yes` or no; None: ask at the terminal. An exit code."""
    found = [
        (path, answer) for path, answer in stations() if station in (None, answer["snapshot"]["station"])
    ]
    waiting = [(path, answer) for path, answer in found if answer.get("wish")]
    if len(waiting) != 1:
        code = "confirm.many" if waiting else "confirm.nothing"
        print(texts.say(code), file=sys.stderr)
        return ExitCode.USAGE if waiting else ExitCode.NO_DEVICE
    ((path, answer),) = waiting
    name = shown(answer["snapshot"]["station"])
    agrees = _asked(texts, name, shown(answer["asks"])) if yes is None else yes
    if agrees is None:
        print(texts.say("confirm.no"))
        return ExitCode.REFUSED
    with HostClient(Path(path)) as client:  # its number: another wish may have come meanwhile
        said = client.ask({"confirm": agrees, "wish": answer["wish"]["number"]})
    word = "confirmed" if agrees else "declined"
    if said.get(word) is not True:
        print(texts.say("confirm.late", station=name))
        return ExitCode.REFUSED
    print(texts.say(f"confirm.{word}", station=name))
    return ExitCode.FINISHED if agrees or yes is not None else ExitCode.REFUSED


def _asked(texts: Texts, station: str, what: str) -> bool | None:
    """What somebody answers; None: neither yes nor no."""
    print(texts.say("confirm.question", station=station, what=what), end=" ", flush=True)
    word = sys.stdin.readline().strip().lower()
    answers = {True: "confirm.yes_words", False: "confirm.no_words"}
    return next((answer for answer, code in answers.items() if word in texts.say(code).split()), None)

"""`chairctl demo`: a simulated chair of its own, over a real pseudo-terminal.

With a terminal the screen at the chair opens on it; without one the shipped demonstration runs by itself.
Run as a module this file is the host of that screen: its ledger is thrown away, so it makes its chair itself.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

from chairctl.care.facts import screening_facts
from chairctl.care.people import Person
from chairctl.care.screening import Answer
from chairctl.frontends.cli import words
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.host import hold
from chairctl.frontends.cli.language import language_option
from chairctl.frontends.cli.refusal import Refusal
from chairctl.frontends.cli.run import DEFAULT_PROFILE, run_on
from chairctl.frontends.cli.screen import Felt
from chairctl.frontends.cli.simulators import SimulatorError, SimulatorProcess, failed
from chairctl.frontends.tui.settings import Settings, keep_settings, settings_path
from chairctl.profiles.loader import load_programme
from chairctl.runtime import care_files, clock
from chairctl.runtime.care_store import CareStore
from chairctl.runtime.ledger_files import LedgerError
from chairctl.runtime.throw_away import throw_away_ledger
from chairctl.texts import Texts, language_from

FAVOURITES = ("demo", "relax", "lumbar-care")


def demo(texts: Texts, programme: str, *, as_json: bool, record: bool) -> int:
    """Run the demonstration; an exit code."""
    with tempfile.TemporaryDirectory(prefix="chairctl-demo-") as folder:
        truth = Path(folder) / "truth.jsonl"
        try:
            with (
                SimulatorProcess(["--pty", "--truth", str(truth)]) as simulator,
                throw_away_ledger() as ledger,
            ):
                return run_on(
                    texts,
                    load_programme(programme),
                    simulator.chairs[0].url,
                    DEFAULT_PROFILE,
                    ledger,
                    as_json=as_json,
                    record=record,
                    feel=lambda: felt(truth),
                )
        except LedgerError as error:
            print(f"chairctl: {words.reasons([error.reason], {}, texts)[0]}", file=sys.stderr)
            return ExitCode.UNEXPECTED
        except SimulatorError as error:
            print(f"chairctl: {failed(error, texts)}", file=sys.stderr)
            return ExitCode.UNEXPECTED


def demo_screen(texts: Texts) -> int:
    """The screen on a simulated chair of its own, with a person of its own; an exit code. Raises Refusal."""
    from chairctl.frontends.cli.tui import show
    from chairctl.frontends.tui.private_host import HostError, PrivateHost

    with tempfile.TemporaryDirectory(prefix="chairctl-demo-") as folder:
        for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
            os.environ[name] = str(Path(folder) / name.lower())  # nobody's people and settings are touched
        seat_somebody(texts)
        try:
            own = PrivateHost(["chairctl.frontends.cli.demo"], texts.language)
        except HostError as error:
            raise Refusal(str(error), ExitCode.UNEXPECTED) from error
        return show(texts, own.socket, own, plain=False)


def seat_somebody(texts: Texts) -> None:
    """Somebody who has answered every question, likes the demonstration, and sits there."""
    today, name = clock.wall().date(), texts.say("demo.person")
    with CareStore(care_files.default_path()) as store:
        store.keep(Person(name, "de" if texts.language == "de" else "en", favourites=FAVOURITES))
        for question in screening_facts().questions:
            store.answer(name, Answer(question.code, yes=False, on=today))
    keep_settings(settings_path(), Settings(language=texts.language, person=name))


def serve(texts: Texts) -> int:
    """Be the host of that screen: a chair and a ledger of its own, until the standard input ends."""
    try:
        with SimulatorProcess(["--pty"]) as simulator, throw_away_ledger() as ledger:
            url = simulator.chairs[0].url
            return hold(texts, url, DEFAULT_PROFILE, ledger, with_stdin=True, as_json=True, record=True)
    except SimulatorError as error:
        print(failed(error, texts), file=sys.stderr)
        return ExitCode.UNEXPECTED


def felt(truth: Path) -> Felt:
    """What the simulated person got, from the simulator's own record of what it really did."""
    hottest: float | None = None
    at_zero = False
    for line in truth.read_text(encoding="utf-8").splitlines(keepends=True):
        if not line.endswith("\n"):
            break  # the simulator is writing it
        moment = json.loads(line)
        at_zero = moment["outputs_zero"]
        for pad in moment["pads"]:
            hottest = max(hottest, pad["skin_c"]) if hottest is not None else pad["skin_c"]
    return Felt(hottest, at_zero)


if __name__ == "__main__":
    language, _ = language_option(sys.argv[1:])
    sys.exit(serve(Texts(language_from(os.environ, language))))

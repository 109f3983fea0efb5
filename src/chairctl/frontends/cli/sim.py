"""`chairctl sim`: simulated chairs until Ctrl-C."""

import json
import os
import signal
import sys
from contextlib import ExitStack

from chairctl.frontends.attach.folder import UnsafeFolderError, attach_folder, make_safe
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.run import DEFAULT_PROFILE
from chairctl.frontends.cli.simulators import Chair, SimulatorError, SimulatorProcess, announced, failed
from chairctl.texts import Texts


def sim(texts: Texts, arguments: list[str], count: int, *, as_json: bool) -> int:
    """Run `count` simulated chairs; an exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with (
            SimulatorProcess(["--lang", texts.language, *arguments], count) as simulator,
            ExitStack() as stack,
        ):
            for number, chair in enumerate(simulator.chairs):
                if as_json:
                    place = {"chair": number, "url": chair.url, "serial_number": chair.serial_number}
                    place |= {"environment": chair.environment} if chair.environment else {}
                    print(json.dumps(place), flush=True)
                else:
                    print(_where(chair, texts), flush=True)
            try:
                stack.enter_context(announced(make_safe(attach_folder(os.environ)), simulator.chairs))
            except (OSError, UnsafeFolderError) as error:
                print(texts.say("sim.unannounced", error=error), file=sys.stderr)
            if not as_json:
                print("\n".join(_hint(simulator.chairs, texts)), flush=True)
            return ExitCode.UNEXPECTED if simulator.process.wait() else ExitCode.FINISHED
    except SimulatorError as error:
        print(f"chairctl: {failed(error, texts)}", file=sys.stderr)
        return ExitCode.USAGE if error.is_usage else ExitCode.UNEXPECTED
    except KeyboardInterrupt:
        return ExitCode.FINISHED


def _where(chair: Chair, texts: Texts) -> str:
    if chair.profile == DEFAULT_PROFILE:
        return texts.say("sim.chair", serial=chair.serial_number, url=chair.url)
    return texts.say("sim.device", profile=chair.profile, url=chair.url)


def _hint(chairs: list[Chair], texts: Texts) -> list[str]:
    """How to go on from here: only the reference chair can do all of the demonstration."""
    first = chairs[0]
    setting = f"{first.environment} " if first.environment else ""
    if first.profile == DEFAULT_PROFILE:
        return [texts.say("sim.hint", command=f"{setting}chairctl run demo")]
    programme = texts.say("metavar.programme")
    command = f"{setting}chairctl run {programme} --device {first.url} --profile {first.profile}"
    return [texts.say("sim.hint", command=command), texts.say("sim.choice", profile=first.profile)]

"""`chairctl sim`: simulated chairs until Ctrl-C."""

import json
import os
import signal
import sys
from contextlib import ExitStack

from chairctl.frontends.attach.folder import UnsafeFolderError, attach_folder, make_safe
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.simulators import SimulatorError, SimulatorProcess, announced
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
                    print(texts.say("sim.chair", serial=chair.serial_number, url=chair.url), flush=True)
            try:
                stack.enter_context(announced(make_safe(attach_folder(os.environ)), simulator.chairs))
            except (OSError, UnsafeFolderError) as error:
                print(texts.say("sim.unannounced", error=error), file=sys.stderr)
            if not as_json:
                air = simulator.chairs[0].environment
                print(texts.say("sim.air_hint", setting=air) if air else texts.say("sim.hint"), flush=True)
            return ExitCode.UNEXPECTED if simulator.process.wait() else ExitCode.FINISHED
    except SimulatorError as error:
        print(f"chairctl: {texts.say('sim.failed', said=error)}", file=sys.stderr)
        return ExitCode.UNEXPECTED
    except KeyboardInterrupt:
        return ExitCode.FINISHED

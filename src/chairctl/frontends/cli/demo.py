"""`chairctl demo`: the shipped demonstration on a simulated chair of its own, over a real pseudo-terminal."""

import json
import sys
import tempfile
from pathlib import Path

from chairctl.frontends.cli import words
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.run import DEFAULT_PROFILE, run_on
from chairctl.frontends.cli.screen import Felt
from chairctl.frontends.cli.simulators import SimulatorError, SimulatorProcess
from chairctl.profiles.loader import load_programme
from chairctl.runtime.ledger_files import LedgerError
from chairctl.runtime.throw_away import throw_away_ledger
from chairctl.texts import Texts


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
            print(f"chairctl: {texts.say('sim.failed', said=error)}", file=sys.stderr)
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

"""`python -m chairctl_proof`: run the campaigns, repeat one trial, list what is proven where."""

import argparse
import json
import sys
from typing import Any

from chairctl_proof import campaign, chatter, replays
from chairctl_proof.figure import Figure
from chairctl_proof.pairs import exception
from chairctl_proof.scenarios.elsewhere import ELSEWHERE
from chairctl_proof.scenarios.table import SCENARIOS
from chairctl_proof.seeds import remember
from chairctl_proof.trial import Verdict, describe, run_trial


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks for; 0 if everything held."""
    parser = argparse.ArgumentParser(prog="chairctl_proof", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    whole = commands.add_parser("campaign", help="F5 to F8 and F10 to F12 in virtual time")
    size = whole.add_mutually_exclusive_group()
    size.add_argument("--sample", action="store_true", help="a few trials of each (default)")
    size.add_argument("--full", action="store_true", help="all of them; half an hour on two cores")
    whole.add_argument("--json", action="store_true", help="print the result as JSON")
    once = commands.add_parser("repeat", help="one trial again")
    once.add_argument("key", help="scenario, two of them with a + between, F5 or F8")
    once.add_argument("--seed", type=int, default=0)
    once.add_argument("--twin", action="store_true", help="without the layer that has to catch it")
    commands.add_parser("list", help="scenarios, and hazards that are proven elsewhere")
    options = parser.parse_args(arguments)
    if options.command == "campaign":
        return _campaign(full=options.full, as_json=options.json)
    return _repeat(options) if options.command == "repeat" else _list()


def _campaign(*, full: bool, as_json: bool) -> int:
    figures = campaign.run(not full, _show)
    sys.stderr.write("\r\x1b[K" if sys.stderr.isatty() else "")
    if as_json:
        print(json.dumps([figure._asdict() for figure in figures], indent=1))
    for figure in figures if not as_json else ():
        twin = {True: "red twin failed", False: "RED TWIN PASSED", None: "no twin"}[figure.red_twin_failed]
        held = "held" if figure.held else "NOT HELD"
        print(
            f"{figure.id:4} {held:9} {figure.measured}\n"
            f"               target: {figure.target}; {figure.trials:,} trials; {twin}"
        )
        for failure in figure.failures:
            print(f"     {failure}")
    _remember(figures)
    return 0 if all(figure.held and figure.red_twin_failed is not False for figure in figures) else 1


def _remember(figures: list[Figure]) -> None:
    """Keep the seeds of trials that were not safe."""
    words = [failure.split(":")[0].split() for figure in figures for failure in figure.failures]
    remember((line[4], int(line[6])) for line in words if line[:1] == ["python"] and line[4][0] != "F")


def _show(figure: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{figure}: {done:,}/{total:,}")
        sys.stderr.flush()


def _repeat(options: Any) -> int:
    key, seed = options.key, options.seed
    if key == "F5":
        energised = replays.energised_by_replay(seed, options.twin)
        print(f"F5 seed {seed}: energised by {energised} of {replays.PER_SEED} frames")
        return 1 if energised else 0
    if key == "F8":
        found = chatter.chatter(seed, options.twin)
        print(f"F8 seed {seed}: {found.after_ma:g} mA at re-contact, {found.flowing_ma:g} mA before")
        return 1 if found.after_ma else 0
    if key.split("+")[0] not in SCENARIOS:
        print(f"unknown scenario {key!r}; python -m chairctl_proof list names them", file=sys.stderr)
        return 2
    verdict: Verdict = (
        run_trial(SCENARIOS[key], seed, twin=True) if options.twin else campaign.play(key, seed)
    )
    print(describe(verdict))
    for flaw in verdict.flaws:
        print(f"  {flaw}")
    if "+" in key and not verdict.safe and (why := exception(*key.split("+"))):
        print(f"  on the list: {why}")
    return 0 if verdict.safe else 1


def _list() -> int:
    for key, scenario in SCENARIOS.items():
        print(f"{key:12} {scenario.layer}  {scenario.text}")
    for hazard, where in ELSEWHERE.items():
        print(f"{hazard:12} -  {where}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`python -m chairctl_proof.mutation`: put the mutants of the judge and of the warden on trial.

Without options all of them, about a quarter of an hour on two cores; what is known already is not run again.
"""

import argparse
import json
import sys
from pathlib import Path

from chairctl_proof.mutation.child import Ending
from chairctl_proof.mutation.document import write
from chairctl_proof.mutation.mutant import Name
from chairctl_proof.mutation.outcome import Outcome
from chairctl_proof.mutation.run import Wanted, all_mutants, run
from chairctl_proof.mutation.targets import can_run


def main(arguments: list[str] | None = None) -> int:
    """0: every mutant was noticed or is argued; 1: not so; 2: it could not be run."""
    parser = argparse.ArgumentParser(prog="chairctl_proof.mutation", description=__doc__)
    parser.add_argument("--file", action="append", default=[], help="only files whose path has this in it")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="only so many, drawn by chance")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument("--anew", action="store_true", help="what is known already as well")
    parser.add_argument(
        "--near", action="store_true", help="only the tests nearest to each line: a quick look"
    )
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time")
    parser.add_argument("--list", action="store_true", help="only name them")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument("--document", type=Path, help="write the figures into this document")
    options = parser.parse_args(arguments)
    if not can_run():
        print(
            "it needs a checkout of the source, and the tools of its developers: make .venv/.tools",
            file=sys.stderr,
        )
        return 2
    wanted = Wanted(
        tuple(options.file), options.sample, options.seed, options.anew, options.jobs, options.near
    )
    if options.list:
        for mutant in all_mutants(wanted):
            print(f"{mutant.identity}  {mutant.text}")
        return 0
    try:
        outcome = run(wanted, _show, _say)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    _clear()
    whole = not (wanted.files or wanted.sample or wanted.near)
    gone = outcome.gone(all_mutants(Wanted())) if whole else []
    if options.json:
        print(json.dumps(_summary(outcome)))
    else:
        _report(outcome, gone)
    if options.document and whole:
        write(options.document, outcome)
    return 1 if outcome.unnoticed or outcome.argued_in_vain or gone else 0


def _summary(outcome: Outcome) -> dict[str, int]:
    return {
        "mutants": len(outcome.endings),
        "killed": outcome.count(Ending.KILLED),
        "timed_out": outcome.count(Ending.TIMED_OUT),
        "equivalent": len(outcome.equivalent),
        "unnoticed": len(outcome.unnoticed),
        "argued_in_vain": len(outcome.argued_in_vain),
        "unchanged_survive": outcome.unchanged_survive,
    }


def _report(outcome: Outcome, gone: list[Name]) -> None:
    print(f"{'':44} mutants  killed  timed out  equivalent  unnoticed")
    for file, *numbers in outcome.table():
        print(f"{file:44} {numbers[0]:7} {numbers[1]:7} {numbers[2]:10} {numbers[3]:11} {numbers[4]:10}")
    total = list(_summary(outcome).values())
    print(f"{'all':44} {total[0]:7} {total[1]:7} {total[2]:10} {total[3]:11} {total[4]:10}")
    for mutant in outcome.unnoticed:
        print(f"unnoticed: {mutant.identity} ({mutant.ordinal})  {mutant.function}: {mutant.text}")
    for mutant in outcome.argued_in_vain:
        print(f"argued to be equivalent, but noticed: {mutant.identity}  {mutant.text}")
    for name in gone:
        print(f"argued to be equivalent, but gone: {name}")


def _show(done: int, total: int, outcome: Outcome) -> None:
    if sys.stderr.isatty():
        survived = outcome.count(Ending.SURVIVED)
        sys.stderr.write(f"\r\x1b[K{done:,}/{total:,} mutants, {survived} survived")
        sys.stderr.flush()


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _clear() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")


if __name__ == "__main__":
    sys.exit(main())

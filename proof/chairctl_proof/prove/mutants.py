"""Figure F14: a sample of the mutants of the judge and of the warden, in a process of its own.

In this process the judge is imported already, and no mutant could take its place any more.
"""

import json
import subprocess
import sys
from collections.abc import Callable

from chairctl_proof.mutation.targets import ROOT, can_run
from chairctl_proof.prove.row import Row, Sizes

Progress = Callable[[str, int, int], None]


def mutant_row(sizes: Sizes, progress: Progress) -> Row:
    """Not run where there are no tests: they are in a checkout, with the tools of its developers."""
    if not can_run():
        return Row("F14", None, measured="see_mutation")
    progress("F14", 0, sizes.mutants or 1)
    command = [sys.executable, "-m", "chairctl_proof.mutation", "--json"]
    command += ["--sample", str(sizes.mutants), "--file", "safety"] if sizes.mutants else []
    done = subprocess.run(  # noqa: S603  # our own module
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    try:
        found = json.loads(done.stdout)
    except ValueError as error:
        raise RuntimeError(done.stderr.strip() or "no result") from error
    return row_of(found)


def row_of(found: dict[str, int]) -> Row:
    """The result of a run in the terms of the table; its twin is every file as it is, which survives."""
    noticed = found["killed"] + found["timed_out"]
    return Row(
        "F14",
        found["unnoticed"] == 0 and found["argued_in_vain"] == 0,
        found["mutants"],
        noticed + found["equivalent"],
        found["unchanged_survive"] > 0,
        "mutants",
        {"noticed": noticed, "mutants": found["mutants"], "equivalent": found["equivalent"]},
    )

"""`chairctl prove`: figures of safety, measured here and now on simulated chairs, without any hardware.

The proof is a package beside the product and is loaded by its name, so that the product never imports it.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table

from chairctl.domain.time import SECOND
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.runtime import clock
from chairctl.texts import Texts

INTERRUPTED = 130
WIDTH = 140
"""Of the table where there is no terminal."""


def prove(texts: Texts, *, as_json: bool, full: bool) -> int:
    """Run the proof and show its table; 0 only if everything that was run held and every twin failed."""
    proof = import_module("chairctl_proof.prove")
    began = clock.now()
    progress = ProgressLine(texts, sys.stderr)
    found = []
    try:
        for row in proof.rows(proof.FULL if full else proof.QUICK, progress.show):
            progress.clear()
            found.append(row)
            if as_json:
                print(json.dumps({"type": "figure", **asdict(row)}), flush=True)
    except KeyboardInterrupt:
        progress.clear()
        print(f"chairctl: {texts.say('prove.interrupted')}", file=sys.stderr)
        return INTERRUPTED
    seconds = (clock.now() - began) / SECOND
    good = all(row.good for row in found)
    if as_json:
        print(json.dumps({"type": "end", "held": good, "seconds": round(seconds, 1)}), flush=True)
    else:
        for line in table_lines(found, texts):
            print(line)
        for failure in [failure for row in found for failure in row.failures]:
            print(texts.say("prove.failure", failure=failure))
        run = sum(row.held is not None for row in found)
        words = {"run": run, "all": len(found), "seconds": f"{seconds:.0f}"}
        print(texts.say("prove.held" if good else "prove.failed", **words))
        print(texts.say("prove.simulated"))
    return ExitCode.FINISHED if good else ExitCode.UNEXPECTED


class ProgressLine:
    """One line on a terminal that says what runs; elsewhere nothing."""

    def __init__(self, texts: Texts, stream: TextIO) -> None:
        self._texts = texts
        self._stream = stream
        self._shown = stream.isatty()

    def show(self, figure: str, done: int, total: int) -> None:
        """So many trials of a figure are done."""
        if self._shown:
            title = self._texts.say(f"prove.figure.{figure}")
            self._stream.write(f"\r\x1b[K{figure} {title}: {done}/{total}")
            self._stream.flush()

    def clear(self) -> None:
        """Nothing runs."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


def table_lines(rows: list[Any], texts: Texts) -> Iterator[str]:
    """The table of figures, as wide as the terminal, and at least as wide as it can be read."""
    say = texts.say
    table = Table(box=None, padding=(0, 1), pad_edge=False)
    for column in ("id", "figure", "target", "measured", "safe", "twin", "verdict"):
        table.add_column(say(f"prove.column.{column}"), overflow="fold")
    for row in sorted(rows, key=lambda row: int(row.id[1:])):
        verdict = "not_run" if row.held is None else "holds" if row.good else "fails"
        twin = {True: "failed", False: "passed", None: "none"}[row.twin_failed]
        table.add_row(
            row.id,
            say(f"prove.figure.{row.id}"),
            say(f"prove.target.{row.id}"),
            say(f"prove.measured.{row.measured}", **row.figures),
            f"{row.safe}/{row.trials}" if row.trials else "",
            say(f"prove.twin.{twin}"),
            say(f"prove.verdict.{verdict}"),
        )
    width = Console().width if sys.stdout.isatty() else WIDTH
    console = Console(width=max(100, width), color_system=None, highlight=False)
    with console.capture() as capture:
        console.print(table)
    yield from (line.rstrip() for line in capture.get().splitlines())

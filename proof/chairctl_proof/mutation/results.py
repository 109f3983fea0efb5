"""What has been found, one JSON line per mutant, so that a run can be ended and taken up again.

A kill counts as long as the function is the same, and the test that noticed is still there.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from chairctl_proof.mutation.child import Ending
from chairctl_proof.mutation.mutant import Mutant, Name


class Found(NamedTuple):
    """How a mutant ended."""

    name: Name
    digest: str
    """Of the source of its function."""
    ending: Ending
    by: str
    """The test that noticed; empty: none, or it ran out of time."""


class Results:
    """The file of results; a later line counts for more than an earlier one."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._found: dict[Name, Found] = {}
        for line in file.read_text().splitlines() if file.exists() else ():
            *name, digest, ending, by = json.loads(line)
            found = Found(Name(*name), digest, Ending(ending), by)
            self._found[found.name] = found

    def add(self, mutant: Mutant, ending: Ending, by: str) -> None:
        """Write it down at once."""
        found = Found(mutant.name, mutant.digest, ending, by)
        self._found[found.name] = found
        with self._file.open("a") as file:
            file.write(json.dumps([*found.name, found.digest, found.ending, found.by]) + "\n")

    def killer(self, mutant: Mutant) -> str:
        """The test that noticed it the last time, whatever the source was then."""
        found = self._found.get(mutant.name)
        return found.by if found and "::" in found.by else ""

    def counts(self, mutant: Mutant, tests: Iterable[str]) -> Found | None:
        """What is known of a mutant and still true: kills only, a survivor is always tried again."""
        found = self._found.get(mutant.name)
        if found is None or found.digest != mutant.digest or found.ending is Ending.SURVIVED:
            return None
        known = {_function(test) for test in tests}
        return found if "::" not in found.by or _function(found.by) in known else None


def _function(test: str) -> str:
    """A test without its parameters, which may have had the mutant's own words in them."""
    return test.partition("[")[0]

"""Which families are tested: all of ours, the example, the firmware, or those of `--candidate FILE`."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.conformance.candidate import Candidate
from tests.conformance.candidates import CANDIDATES, EXAMPLE, FIRMWARE, candidate_in


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that wants a candidate is run with each, one that wants a message with each of each."""
    if "candidate" not in metafunc.fixturenames:
        return
    found = _chosen(metafunc.config.getoption("candidate"))
    if "message" not in metafunc.fixturenames:
        metafunc.parametrize("candidate", found, ids=[one.profile.name for one in found])
        return
    by_family = {
        one.profile.family: one for one in reversed(found)
    }.values()  # what bytes mean is the family's
    pairs = [(one, message) for one in by_family for message in one.evidence.MESSAGES]
    ids = [f"{one.profile.family}-{message}" for one, message in pairs]
    metafunc.parametrize(("candidate", "message"), pairs, ids=ids)


def _chosen(files: Sequence[Path]) -> list[Candidate]:
    try:
        outside = [candidate_in(file) for file in files or [EXAMPLE, FIRMWARE]]
    except LookupError as error:
        raise pytest.UsageError(str(error)) from error
    return outside if files else [*CANDIDATES.values(), *outside]

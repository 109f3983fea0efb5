"""What all tests share."""

import asyncio
from pathlib import Path

import hypothesis
import pytest

# Without this, pytest-asyncio asks for the current loop, Python before 3.14 makes one, and nobody closes it.
asyncio.set_event_loop(None)

# How long an example takes says more of the computer's load than of the code; pytest-timeout bounds a test.
hypothesis.settings.register_profile("chairctl", deadline=None)
hypothesis.settings.load_profile("chairctl")


def pytest_addoption(parser: pytest.Parser) -> None:
    """How a device family outside of the tree is put through tests/conformance."""
    parser.addoption(
        "--candidate",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="tests/conformance: test the CANDIDATE of this Python file instead of the families in the tree",
    )

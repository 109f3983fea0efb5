"""What a remote may do to a chair, stop aside."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from chairctl.domain.programme import Programme
from chairctl.domain.time import Duration


class Policy(StrEnum):
    """From the least to the most."""

    STOP_ONLY = "stop_only"
    ADJUST = "adjust"  # change a session that runs
    FULL = "full"  # ask for a session as well; a person at the chair confirms


class Rules(NamedTuple):
    """What is configured for remotes of one chair."""

    policy: Policy
    presence_window: Duration
    ceilings_permille: Mapping[str, int]
    programmes: Mapping[str, Programme]
    """What can be run by name, read beforehand."""

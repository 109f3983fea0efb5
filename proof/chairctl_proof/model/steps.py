"""All that can happen next, from any state: the rules of the parts put together."""

from collections.abc import Iterable
from typing import Final, NamedTuple, TypeAlias

from chairctl_proof.model import device as devices
from chairctl_proof.model import host as hosts
from chairctl_proof.model import line, people
from chairctl_proof.model.device import BOOTED, Device, Frame
from chairctl_proof.model.host import FRESH, Host, Report, Turn
from chairctl_proof.model.rules import Rules
from chairctl_proof.model.tables import (
    DEVICE_AT,
    DEVICE_MASK,
    FAULTY,
    FRAMES_AT,
    FRAMES_MASK,
    HOST_AT,
    ON,
    REPORTS_MASK,
    WATCH_AT,
    WATCH_MASK,
    Pool,
    Table,
)
from chairctl_proof.model.watch import START, Happening, Watch, fault_of_output, note

MOST: Final = 1 << 14
"""Kinds of frames, reports and happenings are numbered below this."""

Pair: TypeAlias = tuple[int, int]
HostStep: TypeAlias = tuple[int, int, int]
"""Host, frame sent or -1, happening."""


class Bounds(NamedTuple):
    """How much a line holds at once."""

    frames: int = 2
    reports: int = 1


class Steps:
    """The step relation under a set of rules; `tables` are filled as the search goes."""

    def __init__(self, rules: Rules, bounds: Bounds) -> None:
        self._rules = rules
        self._bounds = bounds
        self.hosts: Pool[Host] = Pool((1 << 14) - 1)
        self.watches: Pool[Watch] = Pool(WATCH_MASK)
        self.devices: Pool[tuple[Device, str]] = Pool(DEVICE_MASK, _flags)
        self.lines_out: Pool[tuple[Frame, ...]] = Pool(FRAMES_MASK)
        self.lines_in: Pool[tuple[Report, ...]] = Pool(REPORTS_MASK)
        self.frames: Pool[Frame] = Pool(MOST)
        self.reports: Pool[Report] = Pool(MOST)
        self._host_tick = Table(self._work_out_host_tick)
        self._host_turns = Table(self._work_out_host_turns)
        self._hear = Table(self._work_out_hear)
        self._note = Table(self._work_out_note)
        self._device_tick = Table(self._work_out_device_tick)
        self._device_stop = Table(self._work_out_device_stop)
        self._device_zero = Table(self._work_out_device_zero)
        self._take = Table(self._work_out_take)
        self._send = Table(self._work_out_send)
        self._report = Table(self._work_out_report)
        ...

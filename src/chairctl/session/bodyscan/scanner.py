"""Follows a body scan from picture to picture: says when the next sweep is due, and when it must end.

`attend` is asked with every snapshot and answers with what to ask of the station; it decides nothing about
outputs. What moves the rollers is a programme like any other (`routine.py`), with every interlock.
"""

from typing import NamedTuple

from chairctl.domain.back import BackMap
from chairctl.domain.commands import Action, SkipStep, Stop
from chairctl.domain.safety import Reason, SafetyState
from chairctl.domain.snapshot import ChannelView, Snapshot
from chairctl.domain.telemetry import RollerMeasured
from chairctl.session.bodyscan.estimate import FREE_MM, Felt, estimate
from chairctl.session.bodyscan.motion import Watch
from chairctl.session.bodyscan.routine import LIGHT_PERMILLE, SWEEPS, Course
from chairctl.session.bodyscan.sweep import BIN_MM, Sweep, together

ARRIVED_MM = 6
"""This near to the end of a stretch counts as there: between two readings the rollers move on."""


class Progress(NamedTuple):
    """How far a scan is, for whoever draws it."""

    sweep: int
    """0: the rollers go to where they begin; then 1 to `SWEEPS`."""
    done_permille: int
    position_mm: int | None
    """None: not known yet."""
    motor_ma: int
    felt: tuple[tuple[int, int], ...]
    """Height (mm above the seat) and answer (mA above the least) of what was felt so far, rising."""


class Scanner:
    """One scan."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.problem: Reason | None = None
        """Why the scan was ended by itself; None: it was not."""
        self._sweeps: list[Sweep] = []
        self._watch: Watch | None = None
        self._complete = False
        self._last: RollerMeasured | None = None

    def attend(self, snapshot: Snapshot) -> Action | None:
        """What to ask for after this picture; None: nothing."""
        session = snapshot.session
        if self.problem or self._complete or session is None or session.paused:
            return None
        view = next((one for one in snapshot.channels if one.name == self.course.channel), None)
        if view is None or snapshot.state is not SafetyState.ENERGISED or view.applied == 0:
            return None
        if not isinstance(view.measured, RollerMeasured):
            return self._give_up(Reason("scan_not_measured", self.course.channel))
        if session.step > len(self._sweeps) + 1:
            return self._give_up(Reason("scan_too_slow", self.course.channel))
        if session.step <= len(self._sweeps):
            return None  # a picture of before what was asked for last
        if view.measured == self._last:
            return None  # the same report again
        self._last = view.measured
        return self._follow(view, view.measured)

    def result(self, snapshot: Snapshot) -> BackMap | Reason:
        """The map after the session has ended, or why there is none; takes some 20 ms.

        Nothing comes of a scan that was stopped, tripped, or in which the person moved (`scan_moved`).
        """
        if self.problem:
            return self.problem
        finished = snapshot.ended is not None and snapshot.ended.code == "finished"
        if snapshot.trips or not finished or not self._complete:
            return Reason("scan_incomplete")
        light, firm = tuple(self._sweeps[::2]), tuple(self._sweeps[1::2])
        return estimate(Felt(light, firm, LIGHT_PERMILLE, self.course.firm_permille, self.course.whole[1]))

    @property
    def progress(self) -> Progress:
        """How far it is."""
        low, high = self.course.whole
        sweep, done, position = len(self._sweeps), 0, None
        if self._last:
            position = self._last.position_mm
            way = position - low if sweep % 2 else high - position
            done = 1000 * (sweep - 1) + 1000 * min(max(way, 0), high - low) // (high - low) if sweep else 0
        felt = together(self._sweeps[-2:], 0.0)
        least = min((one.ma for one in felt.values()), default=0.0)
        answers = tuple((number * BIN_MM, round(one.ma - least)) for number, one in felt.items())
        motor_ma = self._last.motor_ma if self._last else 0
        return Progress(sweep, 1000 if self._complete else done // SWEEPS, position, motor_ma, answers)

    def _follow(self, view: ChannelView, measured: RollerMeasured) -> Action | None:
        position, speed, motor_ma = measured
        sweep = len(self._sweeps)
        if sweep == 0:
            return self._next() if position <= self.course.low[0] + ARRIVED_MM else None
        upwards = sweep % 2 == 1
        low, high = self.course.whole
        if view.applied == self.course.level(sweep) and speed and (speed > 0) == upwards:
            self._sweeps[-1].take(position, motor_ma)
            if self._watch and self._watch.moved(self._sweeps[-1], position, upwards=upwards):
                return self._give_up(Reason("scan_moved"))
        arrived = position >= high - ARRIVED_MM if upwards else position <= low + ARRIVED_MM
        return self._next() if arrived else None

    def _next(self) -> Action:
        """The next sweep; after the last one the session is over."""
        if len(self._sweeps) == SWEEPS:
            self._complete = True
            return SkipStep()
        before = self._sweeps[-2] if len(self._sweeps) >= 2 else None
        light = idle = None
        if len(self._sweeps) == 1:
            light, top = self._sweeps[0], self.course.whole[1]
            idle = light.mean_ma(top - FREE_MM, top)[0]
        self._watch = Watch(before, light, idle)
        self._sweeps.append(Sweep())
        return SkipStep()

    def _give_up(self, why: Reason) -> Action:
        self.problem = why
        return Stop()

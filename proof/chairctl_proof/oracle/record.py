"""Judges a chair by what it wrote down itself: truths as JSON, without the wire and without a script.

What only a script can know is left out: who armed, and what was asked for. Instead it holds that nothing
is energised while the chair is not armed, and that the chair itself never exceeds its limits.
"""

from typing import Any

from chairctl_proof.oracle import limits
from chairctl_proof.oracle.limits import Complaint
from chairctl_proof.oracle.oracle import REFERENCE_KINDS
from chairctl_proof.oracle.physics import Physics
from chairctl_simulators.devices.chairlink.truth import PadTruth, RollerTruth, StimulationTruth, Truth

UNARMED_NS = 50 * limits.MS


class RecordJudge:
    """One file; `take` gets line after line. The file may hold several chairs."""

    def __init__(self) -> None:
        self.complaints: list[Complaint] = []
        self.truths = 0
        self._now = 0
        self._chairs: dict[int, Physics] = {}
        self._unarmed_since: dict[int, int] = {}
        self._said: set[int] = set()

    def take(self, record: dict[str, Any]) -> list[Complaint]:
        """Judge one line; what is new to complain of."""
        before = len(self.complaints)
        self.truths += 1
        self._now, chair = int(record["t"]), int(record["chair"])
        truth = truth_of(record)
        physics = self._chairs.setdefault(
            chair, Physics(REFERENCE_KINDS, 25.0, {"pinch": 300 * limits.MS}, self._complain)
        )
        physics.check(truth, self._now, asked=None, rate_tenth_hz=0)
        if truth.outputs_zero or truth.armed:
            self._unarmed_since.pop(chair, None)
        else:
            since = self._unarmed_since.setdefault(chair, self._now)
            if self._now - since > UNARMED_NS and chair not in self._said:
                self._said.add(chair)
                self._complain("energised while not armed", (self._now - since) / limits.MS, 0)
        return self.complaints[before:]

    def _complain(self, rule: str, actual: float, limit: float) -> None:
        self.complaints.append(Complaint(rule, self._now, actual, limit))


def truth_of(record: dict[str, Any]) -> Truth:
    """The truth that a line of the file stands for; KeyError or TypeError if it is none."""
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in record.items()}
    values["rollers"] = tuple(RollerTruth(**each) for each in record["rollers"])
    values["pads"] = tuple(PadTruth(**each) for each in record["pads"])
    values["stimulations"] = tuple(StimulationTruth(**each) for each in record["stimulations"])
    return Truth._make(values[name] for name in Truth._fields)

"""What a test of the rig holds in its hands: the device, ready, and a place for what is found."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random
from typing import Any, Final

from chairctl_hil.result import Curve, Figure, Result
from chairctl_hil.rig.bench import Bench
from chairctl_hil.rig.master import Master
from chairctl_proof.realtime.trials import Accident, Hosts, once

GIVE_UP_S: Final = 2.0
NEVER: Final = float("inf")


class Chair:
    """`full`: as many trials as a release needs; otherwise a sample."""

    def __init__(self, bench: Bench, result: Result, *, full: bool) -> None:
        self.bench = bench
        self.result = result
        self.full = full
        self._energised_at = 0

    @contextmanager
    def master(self) -> Iterator[Master]:
        """The rig's own master, connected."""
        with self.bench.master() as master:
            yield master

    def trials(self, sample: int, full: int) -> int:
        """How often."""
        return full if self.full else sample

    # --- seeing ---------------------------------------------------------------------------------

    def energised(self) -> None:
        """Wait until an output is seen; AssertionError if there is none."""
        seen_at = self.bench.device.energised_at(3.0)
        assert seen_at is not None, "no output was seen"
        self._energised_at = seen_at

    def ms_to_zero(self, since: int) -> float:
        """Milliseconds from an instant to the first true zero; infinite when it never came.

        A zero from before the outputs were seen is none: an instant may lie shortly before that.
        """
        zero_at = self.bench.device.zero_at(max(since, self._energised_at), GIVE_UP_S)
        return NEVER if zero_at is None else (zero_at - since) / 1e6

    def truths(self, since: int) -> list[dict[str, Any]]:
        """What a simulated device really did from an instant on; nothing for a real one."""
        return self.bench.recorder.since(since, "truth")

    @staticmethod
    def steepest(points: Sequence[tuple[float, float]], over_s: float) -> float:
        """The greatest rise a second, over at least so long."""
        slopes = [
            (value - before) / (at - earlier)
            for index, (earlier, before) in enumerate(points)
            for at, value in points[index + 1 :]
            if at - earlier >= over_s
        ]
        return max(slopes, default=0.0)

    # --- finding --------------------------------------------------------------------------------

    def figure(self, name: str, value: float, limit: float, unit: str, trials: int = 1) -> None:
        """Note a figure; AssertionError beyond its limit."""
        self._note(Figure(name, round(value, 3), limit, unit, trials))

    def latencies(self, name: str, values_ms: list[float], limit_ms: float) -> None:
        """Note a latency measured several times; AssertionError if any is beyond the limit."""
        values = [round(value, 3) for value in values_ms]
        self._note(Figure(name, max(values, default=NEVER), limit_ms, "ms", len(values), values))

    def curve(self, name: str, points: Sequence[tuple[float, float]], unit: str, limit: float) -> None:
        """Note a trace for the report."""
        rounded = [(round(at, 3), round(value, 3)) for at, value in points]
        self.result.curves.append(Curve(name, unit, limit, rounded))

    def evidence(self, name: str, holds: bool) -> None:
        """Note what the device's class rests on; once false, it stays false."""
        self.result.evidence[name] = holds and self.result.evidence.get(name, True)

    def accident(self, accident: Accident, trials: int, limit_ms: float, evidence: str = "") -> None:
        """Let it happen to a host of the product, so often, each time to a new one."""
        self.bench.cool()
        phases, found = Random(1), []
        hosts = Hosts("", self.bench.device.environment)
        try:
            for _ in range(trials):
                self.bench.recorder.note("order", accident=accident.name)
                latency = once(accident, self.bench.device, hosts, phases.uniform(0, 0.06))
                found.append(NEVER if latency is None else latency)
        finally:
            hosts.close()
        if evidence:
            self.evidence(evidence, max(found) <= limit_ms)
        self.latencies(f"{accident.name}_to_output", found, limit_ms)

    def _note(self, figure: Figure) -> None:
        self.result.figures.append(figure)
        assert figure.holds, f"{figure.name}: {figure.value:g} {figure.unit}, limit {figure.limit:g}"

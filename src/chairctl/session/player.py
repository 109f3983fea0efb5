"""Plays a plan: plan + now -> what is wanted. Programme time stands still while paused."""

from chairctl.domain.channels import OFF, Output, OutputImage
from chairctl.domain.snapshot import SessionView
from chairctl.domain.time import Duration, Instant
from chairctl.session.plan import Plan, PlannedStep


class Player:
    """One run of one plan, from `started_at` on."""

    def __init__(self, plan: Plan, started_at: Instant) -> None:
        self.plan = plan
        self._origin = started_at
        """The instant at which the programme would have begun if it had never paused or skipped."""
        self._paused_at: Instant | None = None

    @property
    def paused(self) -> bool:
        """Whether programme time stands still."""
        return self._paused_at is not None

    def elapsed(self, now: Instant) -> Duration:
        """Programme time (ns), from 0 to the plan's duration."""
        until = self._paused_at if self._paused_at is not None else now
        return min(until - self._origin, self.plan.duration)

    def finished(self, now: Instant) -> bool:
        """Whether the last step is over."""
        return self.elapsed(now) >= self.plan.duration

    def pause(self, now: Instant) -> None:
        """Hold programme time; what is wanted is nothing."""
        if self._paused_at is None:
            self._paused_at = now

    def resume(self, now: Instant) -> None:
        """Let programme time go on."""
        if self._paused_at is not None:
            self._origin += now - self._paused_at
            self._paused_at = None

    def skip(self, now: Instant) -> None:
        """Jump to the end of the step that plays now."""
        self._origin -= self._step(now)[1].ends - self.elapsed(now)

    def image(self, now: Instant) -> OutputImage:
        """What the programme wants at `now`."""
        if self.paused or self.finished(now):
            return (OFF,) * len(self.plan.steps[0].image)
        index, step = self._step(now)
        into = self.elapsed(now) - step.begins
        if into >= step.ramp:
            return step.image
        before = self.plan.steps[index - 1].image if index else (OFF,) * len(step.image)
        return tuple(
            _between(start, end, into, step.ramp) for start, end in zip(before, step.image, strict=True)
        )

    def next_deadline(self, now: Instant) -> Instant | None:
        """When the next step begins or the programme ends."""
        if self.paused or self.finished(now):
            return None
        return self._origin + self._step(now)[1].ends

    def view(self, now: Instant) -> SessionView:
        """The run as people see it."""
        index, step = self._step(now)
        elapsed = self.elapsed(now)
        return SessionView(
            programme=self.plan.programme.name,
            title=self.plan.programme.title,
            step_title=step.title,
            step=index + 1,
            steps=len(self.plan.steps),
            elapsed=elapsed,
            remaining=self.plan.duration - elapsed,
            paused=self.paused,
            adaptations=self.plan.adaptations,
        )

    def _step(self, now: Instant) -> tuple[int, PlannedStep]:
        elapsed = self.elapsed(now)
        for index, step in enumerate(self.plan.steps):
            if elapsed < step.ends:
                return index, step
        return len(self.plan.steps) - 1, self.plan.steps[-1]


def _between(start: Output, end: Output, into: Duration, ramp: Duration) -> Output:
    """A point on the straight line between two levels; the mode is that of where the line leads."""
    level = start.level + (end.level - start.level) * into // ramp
    if level == 0:
        return OFF
    return Output(level, end.mode if end.level else start.mode)

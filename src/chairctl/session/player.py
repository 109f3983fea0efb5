"""Plays a plan: plan + now -> what is wanted. Programme time stands still while paused.

Heat does not ramp: a pad is slow by itself, and a thermostat set to 10 °C says nothing.
"""

from chairctl.domain.channels import OFF, ChannelKind, Output, OutputImage
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
        self._duration = plan.duration
        self._index = 0
        """Step of the last look; time only moves forward, so the search goes on from there."""
        self._all_off: OutputImage = (OFF,) * len(plan.kinds)
        self._ramp_from: tuple[int, OutputImage] = (0, self._all_off)
        """A step that was entered from elsewhere than the end of the one before, and from what."""
        self._stands_until: Instant = started_at
        """Until then, what was wanted last is wanted; time only moves forward."""
        self._standing: OutputImage
        self._ramped: OutputImage = self._all_off
        """The newest image of a ramp: what has not changed since is not made anew."""

    @property
    def paused(self) -> bool:
        """Whether programme time stands still."""
        return self._paused_at is not None

    def elapsed(self, now: Instant) -> Duration:
        """Programme time (ns), from 0 to the plan's duration."""
        until = now if self._paused_at is None else self._paused_at
        elapsed = until - self._origin
        return elapsed if elapsed < self._duration else self._duration

    def finished(self, now: Instant) -> bool:
        """Whether the last step is over."""
        return now >= self._stands_until and self.elapsed(now) >= self._duration

    def pause(self, now: Instant) -> None:
        """Hold programme time; what is wanted is nothing."""
        if self._paused_at is None:
            self._paused_at = now
            self._stands_until = now

    def resume(self, now: Instant) -> None:
        """Let programme time go on."""
        if self._paused_at is not None:
            self._origin += now - self._paused_at
            self._paused_at = None

    def skip(self, now: Instant) -> None:
        """Jump to the end of the step that plays now; the next one ramps from what is wanted now."""
        index, step = self._step(self.elapsed(now))
        self._ramp_from = index + 1, self.image(now)
        self._origin -= step.ends - self.elapsed(now)
        self._stands_until = now

    def image(self, now: Instant) -> OutputImage:
        """What the programme wants at `now`; the very same image as long as nothing changes."""
        if now < self._stands_until:
            return self._standing
        elapsed = self.elapsed(now)
        if self._paused_at is not None or elapsed >= self._duration:
            return self._all_off
        index, step = self._step(elapsed)
        into = elapsed - step.begins
        if into >= step.ramp:
            if not step.waves:
                self._standing, self._stands_until = step.image, self._origin + step.ends
            return step.image_at(into)
        entered, before = self._ramp_from
        if entered != index:
            last = self.plan.steps[index - 1]
            before = last.image_at(last.ends - last.begins)
        channels = zip(self.plan.kinds, before, step.image, self._ramped, strict=True)
        self._ramped = tuple(
            [
                end if kind is ChannelKind.HEAT else _between(start, end, into, step.ramp, newest)
                for kind, start, end, newest in channels
            ]
        )
        return step.swung(self._ramped, into)

    def next_deadline(self, now: Instant) -> Instant | None:
        """When the next step begins, a wave changes, or the programme ends."""
        if now < self._stands_until:
            return self._stands_until
        elapsed = self.elapsed(now)
        if self._paused_at is not None or elapsed >= self._duration:
            return None
        _, step = self._step(elapsed)
        if not any(step.waves):
            return self._origin + step.ends
        changes = [waves.next_change(elapsed - step.begins) for waves in step.waves if waves]
        return self._origin + min([step.ends, *(step.begins + change for change in changes)])

    def view(self, now: Instant) -> SessionView:
        """The run as people see it."""
        elapsed = self.elapsed(now)
        index, step = self._step(elapsed)
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
            prompt=step.prompt,
        )

    def _step(self, elapsed: Duration) -> tuple[int, PlannedStep]:
        steps = self.plan.steps
        while elapsed >= steps[self._index].ends and self._index < len(steps) - 1:
            self._index += 1
        return self._index, steps[self._index]


def _between(start: Output, end: Output, into: Duration, ramp: Duration, newest: Output) -> Output:
    """A point on the straight line between two levels; the mode is that of where the line leads.

    A level that was wanted in another mode is no licence for this one: it falls to the end's at once.
    """
    (first, first_mode), (last, last_mode) = start, end
    level = first + (last - first) * into // ramp
    if last and first_mode != last_mode:
        level = min(level, last)
    if level == 0:
        return OFF
    mode = last_mode if last else first_mode
    return newest if newest == (level, mode) else Output(level, mode)

"""A session as lines of text, for a place without a terminal."""

from chairctl.domain.channels import Output
from chairctl.domain.safety import Receipt
from chairctl.domain.snapshot import ChannelView, Snapshot
from chairctl.domain.telemetry import HeatMeasured
from chairctl.domain.time import SECOND, Duration, Instant
from chairctl.frontends.cli import words
from chairctl.frontends.cli.screen import Ending, Plan
from chairctl.frontends.cli.summary import class_lines, end_lines, start_line, state_lines
from chairctl.texts import Texts

INTERVAL: Duration = 5 * SECOND


class PlainScreen:
    """One line every few seconds and at every new step."""

    def __init__(self, plan: Plan, texts: Texts) -> None:
        self._plan = plan
        self._texts = texts
        self._shown_at: Instant | None = None
        self._step = 0
        self._asked = False
        self._state: list[str] = []

    def start(self, plan: Plan) -> None:
        """Say what will happen."""
        self._say(start_line(plan, self._texts))

    def connected(self, snapshot: Snapshot) -> None:
        """Say what the devices can prove."""
        for line in class_lines(self._plan, snapshot, self._texts):
            self._say(line)

    def receipt(self, receipt: Receipt) -> None:
        """Say what this chair cannot do of the programme."""
        for line in words.reasons(receipt.reasons, self._plan.kinds, self._texts):
            self._say(line)

    def picture(self, snapshot: Snapshot) -> None:
        """Say how it goes, if it is time, and ask whether all is well, when that is due."""
        if snapshot.answer_within is not None and not self._asked:
            self._say(words.question(snapshot.answer_within, self._texts))
        self._asked = snapshot.answer_within is not None
        state, before = state_lines(snapshot, self._texts), self._state
        self._state = state
        for line in state:
            if line not in before:
                self._say(line)
        session = snapshot.session
        if session is None:
            return
        is_due = self._shown_at is None or snapshot.at - self._shown_at >= INTERVAL
        if not is_due and session.step == self._step:
            return
        is_new = session.step != self._step
        self._shown_at, self._step = snapshot.at, session.step
        levels = [
            self._channel(view) for view in snapshot.channels if view.setpoint != Output(0) or view.applied
        ]
        self._say(
            self._texts.say(
                "run.progress",
                elapsed=words.clock_time(session.elapsed),
                total=words.clock_time(session.elapsed + session.remaining),
                step=session.step,
                steps=session.steps,
                title=getattr(session.step_title, self._texts.language),
                levels=", ".join(levels) or self._texts.say("run.nothing_on"),
            )
        )
        if is_new and session.prompt:
            self._say(f"    {getattr(session.prompt, self._texts.language)}")

    def end(self, ending: Ending) -> None:
        """Say how it ended and what it was."""
        for line in end_lines(self._plan, ending, self._texts):
            self._say(line)

    def _channel(self, view: ChannelView) -> str:
        text = f"{words.channel(view.name, self._plan.kinds, self._texts)} "
        text += words.level(view.kind, view.applied, self._texts)
        if isinstance(view.measured, HeatMeasured):
            pad = words.level(view.kind, view.measured.pad_tenth_c, self._texts)
            text += f" ({self._texts.say('run.pad', level=pad)})"
        return text

    def _say(self, line: str) -> None:
        print(line, flush=True)

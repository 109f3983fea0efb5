"""Small programmes for tests of the core."""

from chairctl.domain.programme import Programme, Step, Target, Text
from chairctl.domain.time import SECOND, Duration


def text(word: str) -> Text:
    return Text(word, word)


def step(*targets: Target, duration: Duration = 10 * SECOND, ramp: Duration = 0, title: str = "step") -> Step:
    return Step(text(title), duration, ramp, targets)


def programme(*steps: Step) -> Programme:
    return Programme("test", text("Test"), text("A test"), steps)

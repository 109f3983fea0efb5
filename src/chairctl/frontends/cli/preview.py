"""What a programme will do: every channel over time, in columns of least and most."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from chairctl.domain.channels import ChannelKind, Output, OutputImage, RollerMode, StimulationMode
from chairctl.domain.programme import Text
from chairctl.domain.time import Duration
from chairctl.frontends.cli import words
from chairctl.profiles.device import ChannelProfile, DeviceProfile, RollerBounds, StimulationBounds
from chairctl.session.fitting import BODY_TENTH_C
from chairctl.session.plan import Plan
from chairctl.session.player import Player
from chairctl.texts import Texts

LOOKS = 9
"""Instants at which each column is looked at; a wave that is faster shows as least and most."""


class Span(NamedTuple):
    """The least and the most in one column."""

    least: int
    most: int


class Track(NamedTuple):
    """One value over time."""

    label: str
    columns: tuple[Span | None, ...]
    """None: the channel is off."""
    bottom: int
    top: int
    """The greatest that the device may; from `bottom` to here the picture reaches."""
    reach: str
    """The greatest that comes, with its unit; of what always has some value the least as well."""
    is_band: bool = False
    """From least to most is a stretch of the back, rather than a value that swings."""

    def height(self, value: int, of: int) -> int:
        """A value as a height in a picture that is `of` high."""
        share = (value - self.bottom) * of // (self.top - self.bottom)
        return max(0, min(of, share))


class StepMark(NamedTuple):
    """A step as a person reads it; loops are told once."""

    begins: Duration
    title: Text
    prompt: Text | None
    times: int


Value = Callable[[Output], Span | None]


def tracks(plan: Plan, profile: DeviceProfile, width: int, texts: Texts) -> list[Track]:
    """The channels that the programme uses, each with the values that say something."""
    looks = _looks(plan, width)
    kinds = {channel.channel.name: channel.channel.kind for channel in profile.channels}
    found = []
    for index, channel in enumerate(profile.channels):
        columns = [[image[index] for image in column] for column in looks]
        if not any(output.level for column in columns for output in column):
            continue
        name = words.channel(channel.channel.name, kinds, texts)
        found += [track for track in _values(name, channel, columns, texts) if track]
    return found


def step_marks(plan: Plan) -> list[StepMark]:
    """Every step once, in the order in which it comes up."""
    marks: dict[Text, StepMark] = {}
    for step in plan.steps:
        known = marks.get(step.title)
        times = known.times + 1 if known else 1
        begins = known.begins if known else step.begins
        marks[step.title] = StepMark(begins, step.title, step.prompt, times)
    return list(marks.values())


def _looks(plan: Plan, width: int) -> list[list[OutputImage]]:
    """The images of each column: at instants that keep no beat with a wave, and at the change after each."""
    player = Player(plan, 0)
    columns = []
    for column in range(width):
        begins, ends = (plan.duration * edge // width for edge in (column, column + 1))
        images = []
        for look in range(LOOKS):
            uneven = 1000 * look // LOOKS + look * look * 37 % 83
            instant = begins + (ends - begins) * uneven // 1000
            images.append(player.image(instant))
            change = player.next_deadline(instant)
            if change is not None and change < ends:
                images.append(Player(plan, 0).image(change))
        columns.append(images)
    return columns


def _values(
    name: str, profile: ChannelProfile, columns: list[list[Output]], texts: Texts
) -> Iterator[Track | None]:
    kind = profile.channel.kind
    level = _track(name, columns, _level, profile.max_level, lambda most: words.level(kind, most, texts))
    if level and kind is ChannelKind.HEAT:
        level = level._replace(bottom=min(BODY_TENTH_C, profile.max_level - 1))
    yield level
    bounds = profile.bounds
    if isinstance(bounds, RollerBounds):
        place = _track(
            texts.say("preview.place"), columns, _place, bounds.travel_high_mm, lambda most: f"{most} mm"
        )
        yield place._replace(is_band=True) if place else None
    if isinstance(bounds, StimulationBounds) and not bounds.pulses_by_device:
        yield _track(
            texts.say("preview.rate"),
            columns,
            _rate,
            bounds.max_rate_tenth_hz,
            lambda most: f"{words.tenths(most, texts)} Hz",
        )
        yield _track(
            texts.say("preview.pulse_width"),
            columns,
            _width,
            bounds.max_pulse_width_us,
            lambda most: f"{most} µs",
        )


def _track(
    label: str, columns: list[list[Output]], value: Value, top: int, written: Callable[[int], str]
) -> Track | None:
    spans = []
    for column in columns:
        seen = [span for span in map(value, column) if span]
        spans.append(Span(min(s.least for s in seen), max(s.most for s in seen)) if seen else None)
    if not any(spans):
        return None
    most = written(max(span.most for span in spans if span))
    least = written(min(span.least for span in spans if span))
    reach = most if value is _level or least == most else f"{least.split()[0]}-{most}"
    return Track(label, tuple(spans), 0, top, reach)


def _level(output: Output) -> Span | None:
    return Span(output.level, output.level) if output.level else None


def _place(output: Output) -> Span | None:
    mode = output.mode
    return Span(mode.low_mm, mode.high_mm) if output.level and isinstance(mode, RollerMode) else None


def _rate(output: Output) -> Span | None:
    if output.level and isinstance(output.mode, StimulationMode):
        return Span(output.mode.rate_tenth_hz, output.mode.rate_tenth_hz)
    return None


def _width(output: Output) -> Span | None:
    if output.level and isinstance(output.mode, StimulationMode):
        return Span(output.mode.pulse_width_us, output.mode.pulse_width_us)
    return None

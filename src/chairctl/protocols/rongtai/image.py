"""A permit's image as what the chair shall do, and a status as the readbacks of its channels."""

from chairctl.domain.channels import ChannelKind, OutputImage, PostureMode, RollerMode, Technique
from chairctl.domain.telemetry import Readback
from chairctl.profiles.device import ChannelProfile, RollerBounds
from chairctl.protocols.rongtai import frames
from chairctl.protocols.rongtai.frames import Scope, Status
from chairctl.protocols.rongtai.readings import (
    STRENGTHS,
    WHEEL_SPEEDS,
    air_step,
    heat_step,
    level_of,
    roller_step,
    step_of,
    wheel_step,
)
from chairctl.protocols.rongtai.steps import Wanted

LEGS_CHANNEL = "leg_rest"
"""Name of the posture channel that is the leg rest; any other one is the back."""
_SPEEDS = 6
_POINT_MM = 100
"""A stretch up to this long is one point."""

_TECHNIQUES = {
    Technique.KNEADING: frames.Technique.KNEAD,
    Technique.TAPPING: frames.Technique.TAP,
    Technique.SHIATSU: frames.Technique.SHIATSU,
    Technique.ROLLING: frames.Technique.KNEAD,  # no key makes the rollers only roll
    Technique.HOLD: frames.Technique.SHIATSU,  # nor one that makes them stay
}


def is_legs(channel: ChannelProfile) -> bool:
    """Whether a posture channel is the leg rest."""
    return channel.channel.name == LEGS_CHANNEL


class Layout:
    """The channels of one chair, the first of each kind; both posture motors by their names."""

    def __init__(self, channels: tuple[ChannelProfile, ...], session: int) -> None:
        self._channels = channels
        self._session = session
        self._places: dict[ChannelKind, int] = {}
        self._motors: dict[bool, int] = {}
        """The posture channels: of the legs (True), of the back."""
        for index, profile in enumerate(channels):
            if profile.channel.kind is ChannelKind.POSTURE:
                self._motors.setdefault(is_legs(profile), index)
            else:
                self._places.setdefault(profile.channel.kind, index)
        self._places.pop(ChannelKind.STIMULATION, None)
        self.driven = frozenset((*self._places.values(), *self._motors.values()))
        """Indexes of the channels that this chair has."""

    def wanted(self, image: OutputImage) -> Wanted:
        """What the chair shall do, posture left out."""
        level, mode = self._output(image, ChannelKind.ROLLER)
        works = level > 0 and isinstance(mode, RollerMode)
        roller = mode if isinstance(mode, RollerMode) else RollerMode(Technique.KNEADING, 0, 0, 0)
        return Wanted(
            technique=_TECHNIQUES[roller.technique] if works else frames.Technique.STOP,
            strength=max(1, step_of(level, STRENGTHS)) if works else 0,
            speed=max(1, roller.speed_permille * _SPEEDS // 1_000),
            scope=self._scope(roller),
            air=step_of(self._output(image, ChannelKind.AIR)[0], STRENGTHS),
            heat=1 if self._output(image, ChannelKind.HEAT)[0] else 0,
            wheel=step_of(self._output(image, ChannelKind.VIBRATION)[0], WHEEL_SPEEDS),
            session=self._session,
        )

    def ways(self, image: OutputImage) -> tuple[int, int]:
        """Which way back and legs shall move: 1 up, -1 down, 0 none."""
        back, legs = self._motors.get(False), self._motors.get(True)
        return self._way(image, back), self._way(image, legs)

    def _way(self, image: OutputImage, index: int | None) -> int:
        mode = image[index].mode if index is not None and image[index].level else None
        return mode.direction if isinstance(mode, PostureMode) else 0

    def _output(self, image: OutputImage, kind: ChannelKind) -> tuple[int, object]:
        index = self._places.get(kind)
        return image[index] if index is not None else (0, None)

    def _scope(self, mode: RollerMode) -> Scope:
        """The scope key for a stretch: the chair works wherever its rollers are, no key names a height."""
        index = self._places.get(ChannelKind.ROLLER)
        bounds = self._channels[index].bounds if index is not None else None
        if not isinstance(bounds, RollerBounds):
            return Scope.FULL
        if mode.low_mm <= bounds.travel_low_mm and mode.high_mm >= bounds.travel_high_mm:
            return Scope.FULL
        return Scope.POINT if mode.high_mm - mode.low_mm <= _POINT_MM else Scope.PARTIAL

    def readbacks(self, status: Status, back_runs: bool, legs_run: bool) -> tuple[Readback, ...]:
        """One per channel. Nothing is measured; of the motors only motion that we asked for counts."""
        levels = [0] * len(self._channels)
        for kind, level in (
            (ChannelKind.ROLLER, level_of(roller_step(status), STRENGTHS)),
            (ChannelKind.AIR, level_of(air_step(status), STRENGTHS)),
            (ChannelKind.VIBRATION, level_of(wheel_step(status), WHEEL_SPEEDS)),
            (ChannelKind.HEAT, heat_step(status) * self._greatest(ChannelKind.HEAT)),
        ):
            if kind in self._places:
                levels[self._places[kind]] = level
        for legs, runs in ((False, back_runs), (True, legs_run)):
            index = self._motors.get(legs)
            if index is not None and runs:
                levels[index] = self._channels[index].max_level
        return tuple(Readback(level, None) for level in levels)

    def _greatest(self, kind: ChannelKind) -> int:
        index = self._places.get(kind)
        return self._channels[index].max_level if index is not None else 0

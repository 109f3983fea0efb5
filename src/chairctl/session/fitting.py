"""One target of a programme on one channel of a station: the output it comes to, and what had to give."""

from typing import NamedTuple

from chairctl.domain.channels import OFF, ChannelKind, Mode, Output, RollerMode, StimulationMode
from chairctl.domain.programme import Target
from chairctl.domain.safety import Reason
from chairctl.domain.sitter import Sitter
from chairctl.domain.spine import SpineMap, Stretch
from chairctl.domain.wave import Waves
from chairctl.profiles.device import ChannelProfile, StimulationBounds, Zone

BODY_TENTH_C = 340
"""Skin under clothes (chosen). A pad warms from here on: a person's share of heat is one of what is above."""


_MILDEST_INSTEAD = (ChannelKind.ROLLER, ChannelKind.AIR, ChannelKind.VIBRATION)
_WHOLE = 1000


class Place(NamedTuple):
    """A channel, and where on a back it can be sent."""

    profile: ChannelProfile
    zones: tuple[Zone, ...]
    spine: SpineMap | None


class Fitting:
    """Targets on the channels of one station, for one person; collects the adaptations."""

    def __init__(self, places: tuple[Place, ...], sitter: Sitter) -> None:
        self.places = places
        self._sitter = sitter
        self._adaptations: dict[tuple[str, str, str], Reason] = {}

    @property
    def adaptations(self) -> tuple[Reason, ...]:
        """What had to give, each once, in the order in which it came up."""
        return tuple(self._adaptations.values())

    def note(self, reason: Reason) -> None:
        """Something had to give."""
        self._adaptations.setdefault((reason.code, reason.channel, reason.detail), reason)

    def channels_for(self, target: Target) -> list[int]:
        """The channels that a target means; there may be none, which is noted."""
        if target.carrier_hz:
            self.note(Reason("no_carriers", target.channel or ""))
            return []
        fitting = [
            index
            for index, (profile, _, _) in enumerate(self.places)
            if profile.channel.kind is target.kind and target.channel in (None, profile.channel.name)
        ]
        if not fitting:
            self.note(Reason("no_such_channel", target.channel or "", detail=target.kind.value))
        return fitting

    def output(self, target: Target, place: Place, *, has_electrodes: bool) -> Output | None:
        """What a target comes to on a channel; None: it can't be done, which is noted.

        `has_electrodes`: the step, or another of the programme, stimulates.
        """
        profile = place.profile
        level = self._level(target, profile)
        if target.kind is ChannelKind.ROLLER:
            stretch = self._stretch(target, place, has_electrodes=has_electrodes)
            if stretch is None:
                return None
            mode: Mode = RollerMode(target.technique, *stretch, target.speed_permille)
        else:
            mode = self._pulses(target, profile) if target.kind is ChannelKind.STIMULATION else None
        return Output(level, mode) if level else OFF

    def waves(self, target: Target, place: Place, output: Output) -> Waves | None:
        """The waves of a target; a level that would fall off the lowest step of the device stands still."""
        level, grid = target.wave, place.profile.grid
        if level and grid and 0 < output.level * (_WHOLE - level.depth_permille) // _WHOLE < grid[0]:
            self.note(Reason("wave_left_out", place.profile.channel.name))
            level = None
        waves = Waves(level, target.pulse_width_wave, target.rate_wave)
        return waves if any(waves) else None

    def _level(self, target: Target, profile: ChannelProfile) -> int:
        name, share = profile.channel.name, self._sitter.share_of(target.kind)
        if target.kind is ChannelKind.HEAT:
            level = target.heat_tenth_c
            if level > profile.max_level:
                self.note(Reason("heat_lowered", name, level, profile.max_level))
                level = profile.max_level
            above = max(0, level - BODY_TENTH_C)
            level -= above - above * share // 1000
        else:
            level = profile.max_level * target.intensity_permille // 1000 * share // 1000
        if profile.grid and 0 < level < profile.grid[0]:
            return self._on_first_step(target, profile, level, share)
        return level

    def _on_first_step(self, target: Target, profile: ChannelProfile, level: int, share: int) -> int:
        """Less than the mildest that a device can do is that, where it only presses or shakes, and the person
        allows as much; heat and current stay off."""
        name, first = profile.channel.name, profile.grid[0]
        if target.kind in _MILDEST_INSTEAD and first <= profile.max_level * share // _WHOLE:
            self.note(Reason("first_step_instead", name, level, first))
            return first
        self.note(Reason("below_first_step", name, level, first))
        return 0

    def _stretch(self, target: Target, place: Place, *, has_electrodes: bool) -> Stretch | None:
        """Where the rollers work; a chair that can't be told so works on the whole back, if that is harmless.

        It is not where a point is held, nor where electrodes may lie.
        """
        zones = {zone.name: (zone.low_mm, zone.high_mm) for zone in place.zones}
        if target.place and place.spine:
            if target.point_permille is None:
                return place.spine.stretch(target.place)
            return place.spine.point(target.place, target.point_permille)
        if target.place is None and target.zone in zones:
            return zones[target.zone]
        code, detail = "no_such_zone", target.zone
        if target.place:
            code, detail = "no_such_place", target.place.value
        if "full" not in zones or has_electrodes or target.point_permille is not None:
            self.note(Reason(code, place.profile.channel.name, detail=detail))
            return None
        self.note(Reason(f"{code}_so_full", place.profile.channel.name, detail=detail))
        return zones["full"]

    def _pulses(self, target: Target, profile: ChannelProfile) -> StimulationMode:
        width, rate = target.pulse_width_us, target.rate_tenth_hz
        bounds = profile.bounds
        if not isinstance(bounds, StimulationBounds):
            return StimulationMode(width, rate)
        if bounds.pulses_by_device:
            self.note(Reason("pulses_by_device", profile.channel.name))
        elif width > bounds.max_pulse_width_us or rate > bounds.max_rate_tenth_hz:
            self.note(Reason("pulses_lowered", profile.channel.name))
        return StimulationMode(min(width, bounds.max_pulse_width_us), min(rate, bounds.max_rate_tenth_hz))

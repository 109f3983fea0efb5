"""What a body scan asks of a device: five light steps, and what must be there for them."""

from collections.abc import Callable
from typing import Final, NamedTuple

from chairctl.domain.channels import ChannelKind, Technique
from chairctl.domain.programme import EvidenceTopic, Programme, Step, Target, Text
from chairctl.domain.safety import Reason
from chairctl.domain.spine import Stretch
from chairctl.domain.time import SECOND
from chairctl.profiles.device import DeviceProfile, RollerBounds
from chairctl.session.landmarks import default_spine

NAME: Final = "body-scan"
LIGHT_PERMILLE: Final = 120
FIRM_PERMILLE: Final = 250
"""The most a scan ever presses with, of the greatest force: less than a guest may have in a massage."""
LEAST_FIRM_PERMILLE: Final = 200
"""With less the answers of the two levels lie too near together."""
SPEED_PERMILLE: Final = 500
SWEEPS: Final = 4
_ARRIVE_S: Final = 45
_SWEEP_S: Final = 60
"""At most: the scan goes on as soon as the rollers have arrived."""


class Course(NamedTuple):
    """One scan on one device."""

    channel: str
    low: Stretch
    """Where the rollers begin (mm above the seat)."""
    whole: Stretch
    """Where they feel."""
    firm_permille: int

    def level(self, sweep: int) -> int:
        """The level (‰) of a sweep, counted from 1: light upwards, firm downwards."""
        return LIGHT_PERMILLE if sweep % 2 else self.firm_permille


def course_of(profile: DeviceProfile, own_limit_permille: int = 1000) -> Course | Reason:
    """How this device can be scanned, or why not: `scan_no_rollers`, `scan_no_heights`, `scan_limit`.

    `own_limit_permille` is the most that the person allows rollers.
    """
    rollers = [channel for channel in profile.channels if channel.channel.kind is ChannelKind.ROLLER]
    if len(rollers) != 1 or not isinstance(rollers[0].bounds, RollerBounds):
        return Reason("scan_no_rollers")
    zones = {zone.name: (zone.low_mm, zone.high_mm) for zone in profile.zones}
    if default_spine(profile.zones) is None or "full" not in zones:
        return Reason("scan_no_heights")
    firm = min(FIRM_PERMILLE, own_limit_permille, rollers[0].max_level)
    if firm < LEAST_FIRM_PERMILLE or rollers[0].grid:
        return Reason("scan_limit", rollers[0].channel.name, firm, LEAST_FIRM_PERMILLE)
    return Course(rollers[0].channel.name, zones["lumbar"], zones["full"], firm)


def programme_of(course: Course, profile: DeviceProfile, say: Callable[[str], Text]) -> Programme:
    """The steps of a scan; `say` gives the text of a code in both languages."""
    most = next(one.max_level for one in profile.channels if one.channel.name == course.channel)

    def step(code: str, zone: str, level: int, seconds: int) -> Step:
        share = -(-level * 1000 // most)
        target = Target(
            ChannelKind.ROLLER,
            course.channel,
            share,
            technique=Technique.ROLLING,
            zone=zone,
            speed_permille=SPEED_PERMILLE,
        )
        return Step(say(code), seconds * SECOND, 0, (target,), say("bodyscan.prompt"))

    steps = [step("bodyscan.step.arrive", "lumbar", LIGHT_PERMILLE, _ARRIVE_S)]
    for sweep in range(1, SWEEPS + 1):
        code = f"bodyscan.step.{'up' if sweep % 2 else 'down'}"
        steps.append(step(code, "full", course.level(sweep), _SWEEP_S))
    return Programme(
        NAME,
        say("bodyscan.title"),
        say("bodyscan.summary"),
        tuple(steps),
        evidence=(EvidenceTopic.MASSAGE_CHAIR,),
    )

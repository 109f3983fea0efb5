"""The families, each with its line, a programme that it can play, and what can't be had of it, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_ROLLERS: Final = "{kind: roller, technique: kneading, zone: full, intensity_percent: 50, speed_percent: 50}"
_AIR: Final = "{kind: air, intensity_percent: 50}"
_CURRENT: Final = "{kind: stimulation, intensity_percent: 30, pulse_width_us: 100, rate_hz: 100.0}"
_VIBRATION: Final = "{kind: vibration, intensity_percent: 100}"


@dataclass(frozen=True, slots=True)
class Family:
    """One row of the table: a simulated device on one kind of line."""

    name: str
    model: str
    """As `chairctl sim --device` knows it."""
    over: str
    """`--pty` or `--ble`."""
    profile: str
    targets: tuple[str, ...]
    """Of the programme, as YAML."""
    energised_within_s: float = 45
    """From the start of `chairctl run` to the first output, the device's own start included."""
    whole_s: int = 20
    """A programme that still puts something out before it ends."""
    settles_s: float = 0.5
    """From the first output to where an event may happen at the latest."""
    starts_when_opened: bool = False
    """A board that is reset by whoever opens its port."""
    goes_on: frozenset[str] = frozenset()
    """Events after which the device goes on by itself; the table says so instead of calling it a failure."""
    substitutes: Mapping[str, str] = field(default_factory=dict)
    """What stands in for true zero, by event."""


_TIMER: Final = "nobody can tell it anything, and it has no deadman: it goes on to its own timer"
_LEFT_ALONE: Final = (
    "it has no deadman: it goes on to its own timer, until a host, a remote or a hand ends it"
)
_FOUND: Final = (
    "a host that finds it running stops it, and trips if it comes to know so only when it is armed; the time "
    "is from the start of that host"
)
_WITHOUT_LEASE: Final = frozenset({"link_loss", "killed"})

FAMILIES: Final = {
    family.name: family
    for family in (
        Family(
            "chairlink, serial", "chairlink", "--pty", "chairlink-reference",
            (_ROLLERS, _AIR, "{kind: heat, heat_c: 38.0}"),
            substitutes={"link_loss": "the chair's own lease", "stale": "the chair's own lease, or our stop"},
        ),
        Family(
            "chairlink, BLE", "chairlink", "--ble", "chairlink-reference",
            (_ROLLERS, _AIR, "{kind: heat, heat_c: 38.0}"),
            substitutes={"link_loss": "the chair's own lease", "stale": "the chair's own lease, or our stop"},
        ),
        Family(
            "RongTai, BLE", "rongtai", "--ble", "rongtai-rt8600", (_ROLLERS, _AIR), whole_s=32,
            goes_on=_WITHOUT_LEASE | {"stale"},
            substitutes={
                "stop": "rollers and air off; then it travels home by itself, see the column still",
                "ctrl_c": "rollers and air off; then it travels home by itself, see the column still",
                "link_loss": _TIMER,
                "killed": "it has no key that only stops, which a warden could press: " + _LEFT_ALONE,
                "stale": "its only stop is a toggle, which is never pressed on a guess: the order stands "
                "until the chair is heard again, and the host says that nobody knows whether it has stopped",
                "reconnect": _FOUND,
            },
        ),
        Family(
            "ScienceMode 4 (P24), serial", "sciencemode4", "--pty", "hasomed-p24", (_CURRENT,),
            substitutes={"link_loss": "the device's own deadman of 2 s"},
        ),
        Family(
            "openEMSstim, serial", "openemsstim", "--pty", "openemsstim", (_CURRENT,),
            starts_when_opened=True, whole_s=25,
            substitutes={
                "link_loss": "each command ends by itself after 0.5 s",
                "killed": "no warden: each command ends by itself after 0.5 s",
            },
        ),
        Family(
            "Keeson (Ergomotion), BLE", "keeson", "--ble", "ergomotion-bed", (_VIBRATION,), settles_s=6,
            goes_on=_WITHOUT_LEASE,
            substitutes={
                "stop": "massage is stepped down, two keys a second: 1.5 s from level 3",
                "ctrl_c": "massage is stepped down, two keys a second: 1.5 s from level 3",
                "link_loss": "motors end with their key; massage: " + _TIMER,
                "killed": "motors end with their key; massage: " + _LEFT_ALONE,
                "reconnect": _FOUND,
            },
        ),
        Family(
            "Beurer EM 70, BLE", "beurer_em70", "--ble", "beurer-em70", (_CURRENT,), settles_s=3,
            goes_on=_WITHOUT_LEASE,
            substitutes={
                "link_loss": _TIMER,
                "killed": _LEFT_ALONE,
                "reconnect": _FOUND,
            },
        ),
    )
}  # fmt: skip

PROGRAMME: Final = """\
schema: chairctl/programme/1
name: proof
title: {{en: A proof, de: Ein Nachweis}}
summary: {{en: A test., de: Ein Test.}}
steps:
  - title: {{en: All, de: Alles}}
    duration_s: {seconds}
    ramp_s: 2
    targets:
{targets}
"""


def programme_of(family: Family, seconds: int) -> str:
    """A programme of one step for this family, as the text of a file."""
    targets = "\n".join(f"      - {target}" for target in family.targets)
    return PROGRAMME.format(seconds=seconds, targets=targets)

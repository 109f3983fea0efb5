"""Every limit in force with its number from the code: what `chairctl limits` shows and SAFETY.md lists.

`limits.toml` names each limit, where its number stands, who enforces it and which tests prove it; the
numbers themselves are only in the code.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files

from chairctl.domain.ceilings import Ceiling
from chairctl.domain.channels import ChannelKind
from chairctl.profiles.device import DeviceProfile, HeatBounds, StimulationBounds


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit as it stands in the code; `unit` says what `value` counts."""

    name: str
    value: int
    unit: str
    source: str
    status: str
    """Found in a public source, recalled, or chosen by us."""
    places: tuple[str, ...]
    """Where its number stands, as module:NAME."""
    titles: dict[str, str]
    """By language."""
    layers: tuple[str, ...]
    hazards: tuple[str, ...]
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lowered:
    """What a profile makes of a limit on one channel (empty: on the whole device)."""

    channel: str
    value: int


@cache
def limits() -> tuple[Limit, ...]:
    """All limits, in the order in which they are shown."""
    table = tomllib.loads(files("chairctl.frontends.cli").joinpath("limits.toml").read_text(encoding="utf-8"))
    return tuple(_limit(name, entry) for name, entry in table.items())


def lowered(profile: DeviceProfile) -> dict[str, list[Lowered]]:
    """What a device profile makes of the limits, by the limit's name; only what it lowers."""
    found: dict[str, list[Lowered]] = {}
    ceilings = {limit.name: limit.value for limit in limits()}
    for name, channel, value in _of_profile(profile):
        if value < ceilings[name]:
            found.setdefault(name, []).append(Lowered(channel, value))
    return found


def number_at(place: str) -> int | Ceiling:
    """The number or ceiling at module:NAME, or at module:TABLE.kind."""
    module, _, name = place.partition(":")
    name, _, kind = name.partition(".")
    value = getattr(import_module(f"chairctl.{module}"), name)
    if kind:
        value = value[ChannelKind(kind)]
    if not isinstance(value, int | Ceiling):
        raise TypeError(f"{place} is no number")
    return value


def _limit(name: str, entry: dict[str, str | list[str]]) -> Limit:
    places = tuple(entry["at"])
    value = number_at(places[0])
    if not isinstance(value, Ceiling):
        value = Ceiling(value, str(entry["unit"]), str(entry["source"]), str(entry["status"]))
    return Limit(
        name=name,
        **value._asdict(),
        places=places,
        titles={language: str(entry[language]) for language in ("en", "de")},
        layers=tuple(entry["layers"]),
        hazards=tuple(entry["hazards"]),
        tests=tuple(f"tests/{test}" for test in entry["tests"]),
    )


def _of_profile(profile: DeviceProfile) -> Iterator[tuple[str, str, int]]:
    """Limit, channel and value of everything that a profile can lower."""
    yield "session", "", profile.session_max_s
    yield "lease", "", profile.lease_ms
    yield "telemetry_age", "", profile.telemetry_age_ms
    for channel in profile.channels:
        name, kind, _ = channel.channel
        level, rise = _LEVELS.get(kind, ("share", "rise"))
        yield level, name, channel.max_level
        yield rise, name, channel.rise_per_s
        match channel.bounds:
            case HeatBounds(warn, trip, hard):
                yield "heat_warn", name, warn
                yield "heat_trip", name, trip
                yield "heat_hard", name, hard
            case StimulationBounds(width, rate, _):
                yield "stimulation_width", name, width
                yield "stimulation_rate", name, rate


_LEVELS = {
    ChannelKind.HEAT: ("heat_set", "heat_rise"),
    ChannelKind.STIMULATION: ("stimulation_peak", "stimulation_rise"),
}

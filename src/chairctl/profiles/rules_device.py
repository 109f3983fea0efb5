"""The rules between the keys of a device file; each names every place where the file breaks it."""

from collections.abc import Iterator
from itertools import pairwise
from math import isqrt

from chairctl.domain.ceilings import (
    SETTLE_MS,
    STIMULATION_CAUTION,
    STIMULATION_DENSITY,
    STIMULATION_PHASE_CHARGE,
    TELEMETRY_AGE_MS,
)
from chairctl.profiles import attenuator
from chairctl.profiles.device import OWN_FAMILY, Failsafe
from chairctl.profiles.file_model import Fault
from chairctl.profiles.schema_device import DeviceFile, HeatFile, RollerFile, SpanFile, StimulationFile
from chairctl.profiles.values import CELSIUS, HERTZ, MILLIAMPERE, MILLIMETRE, SQUARE_CM, Unit
from chairctl.profiles.yaml_events import KeyPath


def device_faults(file: DeviceFile) -> Iterator[Fault]:
    """Every rule between keys that the file breaks."""
    first: dict[str, int] = {}
    for index, channel in enumerate(file.channels):
        path: KeyPath = ("channels", index)
        if first.setdefault(channel.name, index) != index:
            params = {"name": channel.name, "other": f"channels[{first[channel.name]}]"}
            yield Fault((*path, "name"), "profile.name_twice", params)
        match channel:
            case HeatFile():
                yield from _heat_faults(channel, path)
            case StimulationFile():
                yield from _stimulation_faults(channel, path)
                yield from _strength_faults(channel, file.family, path)
            case RollerFile():
                yield from _span_faults(channel.travel_mm, (*path, "travel_mm"))
    yield from _zone_faults(file)
    yield from _time_faults(file)


def _time_faults(file: DeviceFile) -> Iterator[Fault]:
    """A device with a lease reports and follows quickly; only one without may take longer."""
    failsafe = file.failsafe
    if not Failsafe(failsafe.on_host_loss, failsafe.within_ms, "").is_lease:
        return
    for key, value, most in (
        ("telemetry_age_ms", file.telemetry_age_ms, TELEMETRY_AGE_MS.value),
        ("settle_ms", file.settle_ms, SETTLE_MS.value),
    ):
        if value > most:
            yield Fault((key,), "profile.slow_for_lease", {"value": str(value), "most": str(most)})


def _heat_faults(heat: HeatFile, path: KeyPath) -> Iterator[Fault]:
    rungs = (
        ("set_max_c", heat.set_max_tenth_c),
        ("warn_c", heat.warn_tenth_c),
        ("trip_c", heat.trip_tenth_c),
        ("hard_c", heat.hard_tenth_c),
    )
    for lower, higher in pairwise(rungs):
        yield from _order_fault(path, lower, higher, CELSIUS)


def _span_faults(span: SpanFile, path: KeyPath) -> Iterator[Fault]:
    yield from _order_fault(path, ("low", span.low_mm), ("high", span.high_mm), MILLIMETRE)


def _order_fault(
    path: KeyPath, lower: tuple[str, int], higher: tuple[str, int], unit: Unit
) -> Iterator[Fault]:
    if higher[1] <= lower[1]:
        params = {"value": unit.text(higher[1]), "other": lower[0], "other_value": unit.text(lower[1])}
        yield Fault((*path, higher[0]), "profile.order", {**params, "unit": unit.symbol})


def highest_peak_tenth_ma(electrode_area_mm2: int, pulse_width_us: int, rate_tenth_hz: int) -> int:
    """The highest peak (0.1 mA) that keeps r.m.s. density and phase charge within their ceilings.

    The density is that on half of the electrode: a pad that lifts by half doubles it, and without
    measured impedance nobody sees that. I_rms = I_peak * sqrt(width * rate * 2 phases).
    """
    limit_ua_times_200 = STIMULATION_DENSITY.value * electrode_area_mm2  # half of an area in mm²: / 200
    # (peak * 100 µA)² * (width * 1e-6 s) * (rate * 0.1 Hz) * 2 <= (limit_ua_times_200 / 200)²
    by_density = isqrt(limit_ua_times_200**2 // (80 * pulse_width_us * rate_tenth_hz))
    by_charge = STIMULATION_PHASE_CHARGE.value * 10 // pulse_width_us
    return min(by_density, by_charge)


def _stimulation_faults(channel: StimulationFile, path: KeyPath) -> Iterator[Fault]:
    """What could flow at most has to be safe: of an attenuator, all that the unit behind it gives."""
    width, rate = channel.max_pulse_width_us, channel.max_rate_tenth_hz
    highest = highest_peak_tenth_ma(channel.electrode_area_mm2, width, rate)
    for key, value in (("max_ma", channel.max_tenth_ma), ("full_scale_ma", channel.full_scale_tenth_ma or 0)):
        if value <= highest:
            continue
        params = {
            "key": key,
            "value": MILLIAMPERE.text(value),
            "most": MILLIAMPERE.text(highest),
            "width": str(width),
            "rate": HERTZ.text(rate),
            "area": SQUARE_CM.text(channel.electrode_area_mm2),
            "density": str(STIMULATION_DENSITY.value // 1_000),
            "charge": str(STIMULATION_PHASE_CHARGE.value // 1_000),
        }
        yield Fault((*path, key), "profile.density", params)


def _strength_faults(channel: StimulationFile, family: str, path: KeyPath) -> Iterator[Fault]:
    """How strong a device that is not ours may be, and what an attenuator needs to know."""
    full_scale, most = channel.full_scale_tenth_ma, STIMULATION_CAUTION.value
    for key, value in (("max_ma", channel.max_tenth_ma), ("full_scale_ma", full_scale or 0)):
        if value > most and family != OWN_FAMILY and not channel.beyond_caution:
            params = {"value": MILLIAMPERE.text(value), "most": MILLIAMPERE.text(most)}
            yield Fault((*path, key), "profile.beyond_caution", params)
    if family not in attenuator.FAMILIES:
        if full_scale is not None:
            yield Fault((*path, "full_scale_ma"), "profile.full_scale_unused", {"family": family})
    elif full_scale is None:
        yield Fault((*path, "full_scale_ma"), "profile.full_scale_missing", {})
    elif not attenuator.grid_of(full_scale, channel.max_tenth_ma):
        lowest = attenuator.level_of(1, full_scale)
        params = {"value": MILLIAMPERE.text(channel.max_tenth_ma), "least": MILLIAMPERE.text(lowest)}
        yield Fault((*path, "max_ma"), "profile.full_scale_too_high", params)
    elif full_scale < channel.max_tenth_ma:
        params = {"value": MILLIAMPERE.text(channel.max_tenth_ma), "most": MILLIAMPERE.text(full_scale)}
        yield Fault((*path, "max_ma"), "profile.full_scale_low", params)


def _zone_faults(file: DeviceFile) -> Iterator[Fault]:
    rollers = [channel for channel in file.channels if isinstance(channel, RollerFile)]
    if rollers and "full" not in file.zones_mm:
        yield Fault(("zones_mm",), "profile.zone_full_missing", {})
    if file.zones_mm and not rollers:
        yield Fault(("zones_mm",), "profile.zone_without_roller", {})
    for name, zone in file.zones_mm.items():
        yield from _span_faults(zone, ("zones_mm", name))
        for roller in rollers:
            travel = roller.travel_mm
            if zone.low_mm < travel.low_mm or zone.high_mm > travel.high_mm:
                params = {"low": zone.low_mm, "high": zone.high_mm, "roller": roller.name}
                params |= {"travel_low": travel.low_mm, "travel_high": travel.high_mm}
                texts = {key: str(value) for key, value in params.items()}
                yield Fault(("zones_mm", name), "profile.zone_outside", texts)

"""Whatever a file says, no limit that comes out of it is above its ceiling (hazards H61, H62, H63)."""

import copy
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from chairctl.domain import ceilings
from chairctl.profiles.device import Bounds, DeviceProfile, HeatBounds, RollerBounds, StimulationBounds
from chairctl.profiles.loader import load_device_text
from chairctl.profiles.problems import Problem, ProfileErrors
from chairctl.profiles.rules_device import highest_peak_tenth_ma

REFERENCE = Path(__file__).parents[2] / "profiles" / "devices" / "chairlink-reference.yaml"
TEXT = "\n".join(
    line for line in REFERENCE.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")
)
MISSING = object()


def above_ceilings(profile: DeviceProfile) -> list[str]:
    """Everything in a profile that is above what domain/ceilings.py allows."""
    wrong = []
    if profile.lease_ms > ceilings.LEASE_MS.value or profile.lease_ms < 1:
        wrong.append("lease")
    if profile.telemetry_age_ms > ceilings.TELEMETRY_AGE_MS.value:
        wrong.append("telemetry age")
    if profile.session_max_s > ceilings.SESSION_S.value:
        wrong.append("session")
    for channel in profile.channels:
        kind = channel.channel.kind
        if not 0 < channel.max_level <= ceilings.LEVEL[kind].value:
            wrong.append(f"{kind} level")
        if not 0 < channel.rise_per_s <= ceilings.LEVEL_RISE[kind].value:
            wrong.append(f"{kind} rise")
        wrong += bounds_above_ceilings(channel.max_level, channel.bounds)
    return wrong


def bounds_above_ceilings(level: int, bounds: Bounds) -> list[str]:
    if isinstance(bounds, HeatBounds):
        heights = (level, bounds.warn_tenth_c, bounds.trip_tenth_c, bounds.hard_tenth_c)
        tops = (ceilings.HEAT_SET, ceilings.HEAT_WARN, ceilings.HEAT_TRIP, ceilings.HEAT_HARD)
        too_high = any(height > top.value for height, top in zip(heights, tops, strict=True))
        return ["heat"] if too_high or sorted(set(heights)) != list(heights) else []
    if isinstance(bounds, StimulationBounds):
        width_s, rate_hz = bounds.max_pulse_width_us / 1e6, bounds.max_rate_tenth_hz / 10
        density = level / 10 * (width_s * rate_hz * 2) ** 0.5 / (bounds.electrode_area_mm2 / 200)
        charge_uc = level / 10 * bounds.max_pulse_width_us / 1e3
        return ["stimulation"] if density > 2 or charge_uc > 25 or width_s > 250e-6 or rate_hz > 150 else []
    if isinstance(bounds, RollerBounds):
        return ["speed"] if bounds.max_speed_permille > ceilings.SHARE.value else []
    return []


def outcome(text: str) -> tuple[DeviceProfile | None, tuple[Problem, ...]]:
    """The profile in a text, or the problems for which it is refused."""
    try:
        return load_device_text(text, "x.yaml"), ()
    except ProfileErrors as refused:
        return None, refused.problems


def leaves(tree: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if isinstance(tree, dict | list):
        for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield (*path, key), value
            yield from leaves(value, (*path, key))


def written(tree: Any, indent: str = "") -> str:
    """A tree as block YAML, independent of the code under test."""
    lines = []
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        head = f"{indent}{key}:" if isinstance(tree, dict) else f"{indent}-"
        if isinstance(value, dict | list):
            lines.append(f"{head}\n{written(value, indent + '  ')}")
        else:
            lines.append(
                f"{head} {'' if value is None else str(value).lower() if value is True else value}\n"
            )
    return "".join(lines)


def changes(value: Any) -> list[Any]:
    multiples = [value * 10, value * 1000, -value] if isinstance(value, int | float) else [410, -1]
    return [*multiples, "'word'", f"'{value}'", MISSING, None, True, ".nan", ".inf"]


TREE = YAML(typ="safe", pure=True).load(TEXT)
PATHS = [path for path, _ in leaves(TREE)]


def changed(path: tuple[str | int, ...], value: Any) -> str:
    tree: Any = copy.deepcopy(TREE)
    parent = tree
    for part in path[:-1]:
        parent = parent[part]
    if value is MISSING:
        del parent[path[-1]]
    else:
        parent[path[-1]] = value
    return written(tree)


def test_the_unchanged_tree_is_the_shipped_profile() -> None:
    assert load_device_text(written(TREE), "x") == load_device_text(TEXT, "x")
    assert above_ceilings(load_device_text(TEXT, "x")) == []
    assert len(PATHS) > 50


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ".".join(map(str, path)))
def test_a_key_with_a_wrong_value_is_within_the_ceilings_or_refused_with_a_line(
    path: tuple[str | int, ...],
) -> None:
    for value in changes(dict(leaves(TREE))[path]):
        profile, problems = outcome(changed(path, value))
        assert all(problem.line >= 1 for problem in problems), (path, value)
        assert profile is None or above_ceilings(profile) == [], (path, value)


NUMBERS = [path for path, value in leaves(TREE) if isinstance(value, int | float)]


@pytest.mark.parametrize("path", NUMBERS, ids=lambda path: ".".join(map(str, path)))
@pytest.mark.parametrize("value", ["'word'", "'30'", None, True, ".nan", ".inf", "-1", "1e1", [], {}, 10**15])
def test_what_is_no_number_in_range_is_refused_at_the_key_itself(
    path: tuple[str | int, ...], value: Any
) -> None:
    written_value = {"[]": "[]", "{}": "{}"}.get(str(value), value)
    with pytest.raises(ProfileErrors) as refused:
        load_device_text(changed(path, written_value), "x.yaml")
    assert str(path[-1]) in [problem.key.rpartition(".")[2] for problem in refused.value.problems]


def test_a_flipped_bit_is_refused_or_harmless() -> None:
    source, generator, accepted = TEXT.encode(), random.Random(1), 0
    for _ in range(1500):
        data = bytearray(source)
        data[generator.randrange(len(data))] ^= 1 << generator.randrange(8)
        profile, _ = outcome(data.decode("utf-8", errors="surrogateescape"))
        accepted += profile is not None
        assert profile is None or above_ceilings(profile) == [], bytes(data)
    assert 0 < accepted < 1500


@given(area=st.integers(100, 10_000), width=st.integers(50, 250), rate=st.integers(10, 1_500))
def test_the_highest_peak_is_the_last_one_within_density_and_charge(area: int, width: int, rate: int) -> None:
    def within(peak: int) -> bool:
        # µA² * 200² on both sides: (peak * 100)² * width * 1e-6 * rate / 10 * 2 <= (2000 * area / 200)²
        dense = peak**2 * width * rate * 80 <= (ceilings.STIMULATION_DENSITY.value * area) ** 2
        return dense and peak * width <= ceilings.STIMULATION_PHASE_CHARGE.value * 10

    highest = highest_peak_tenth_ma(area, width, rate)
    assert within(highest)
    assert not within(highest + 1)

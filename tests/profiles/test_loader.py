from pathlib import Path

import pytest

from chairctl.domain.channels import ChannelKind, Technique
from chairctl.domain.programme import Target, Text
from chairctl.domain.time import SECOND
from chairctl.profiles.attenuator import intensity_of, level_of
from chairctl.profiles.check import check
from chairctl.profiles.device import (
    Failsafe,
    HeatBounds,
    HostLoss,
    LetUp,
    PostureBounds,
    RollerBounds,
    StimulationBounds,
    UnsensedHeat,
    Zone,
)
from chairctl.profiles.loader import (
    device_names,
    find_device,
    find_programme,
    load_device,
    load_device_text,
    load_programme,
    load_programme_text,
    programme_names,
    shipped_folder,
)
from chairctl.profiles.problems import ProfileErrors
from chairctl.texts import Texts

SHIPPED = Path(__file__).parents[2] / "profiles"
REFERENCE = SHIPPED / "devices" / "chairlink-reference.yaml"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A config folder of the user that holds nothing yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / "chairctl" / "profiles"
    (folder / "devices").mkdir(parents=True)
    (folder / "programmes").mkdir()
    return folder


def said(refused: pytest.ExceptionInfo[ProfileErrors]) -> str:
    return str(refused.value)


def test_the_reference_chair_is_read_into_integers_in_fixed_units() -> None:
    profile = load_device("chairlink-reference")
    assert profile.title == Text("Chairlink reference chair", "Chairlink-Referenzsessel")
    assert (profile.name, profile.family, profile.model) == ("chairlink-reference", "chairlink", "REFERENCE")
    assert profile.failsafe == Failsafe(HostLoss.OUTPUTS_ZERO, 300, "simulator")
    assert (profile.lease_ms, profile.telemetry_age_ms, profile.settle_ms) == (250, 250, 300)
    assert (profile.session_max_s, profile.supply_min_mv) == (1800, 11_000)
    assert [
        (c.channel.name, c.channel.kind, c.max_level, c.rise_per_s, c.bounds) for c in profile.channels
    ] == [
        ("roller", ChannelKind.ROLLER, 800, 200, RollerBounds(0, 800, 1000, 1200)),
        ("seat_heat", ChannelKind.HEAT, 410, 100, HeatBounds(420, 430, 450)),
        ("air", ChannelKind.AIR, 800, 200, None),
        ("tens", ChannelKind.STIMULATION, 300, 10, StimulationBounds(250, 1200, 2500)),
    ]
    assert {c.channel.device for c in profile.channels} == {"chairlink-reference"}
    assert profile.zones[:2] == (Zone("full", 0, 800), Zone("lumbar", 80, 280))


def test_a_file_that_differs_in_one_number_differs_in_that_number() -> None:
    text = REFERENCE.read_text(encoding="utf-8").replace("set_max_c: 41.0", "set_max_c: 39.5")
    assert load_device_text(text, "x").channels[1].max_level == 395


def test_loops_are_unrolled_in_their_order() -> None:
    programme = load_programme("lumbar-care")
    titles = [step.title.en for step in programme.steps]
    kneading = [f"Kneading beside L{number}" for number in (5, 4, 3, 2, 1)]
    assert titles == ["Warm up", *kneading * 3, "Gentle tapping", "Wind down"]
    assert programme.duration == 20 * 60 * SECOND


def test_each_kind_of_target_keeps_its_numbers() -> None:
    text = """
schema: chairctl/programme/1
name: all
title: {en: All, de: Alle}
summary: {en: All kinds., de: Alle Arten.}
steps:
  - title: {en: One, de: Eins}
    duration_min: 1
    ramp_s: 7
    targets:
      - {kind: roller, channel: back, intensity_percent: 12.5, technique: hold, zone: neck, speed_percent: 7}
      - {kind: roller, intensity_percent: 10, technique: tapping}
      - {kind: heat, heat_c: 38.5}
      - {kind: vibration, intensity_percent: 100}
      - {kind: stimulation, intensity_percent: 5, pulse_width_us: 90, rate_hz: 2.5}
"""
    (step,) = load_programme_text(text, "all").steps
    assert (step.duration, step.ramp) == (60 * SECOND, 7 * SECOND)
    assert step.targets == (
        Target(ChannelKind.ROLLER, "back", 125, technique=Technique.HOLD, zone="neck", speed_permille=70),
        Target(ChannelKind.ROLLER, None, 100, technique=Technique.TAPPING),
        Target(ChannelKind.HEAT, heat_tenth_c=385),
        Target(ChannelKind.VIBRATION, intensity_permille=1000),
        Target(ChannelKind.STIMULATION, intensity_permille=50, pulse_width_us=90, rate_tenth_hz=25),
    )


def test_every_shipped_file_is_without_a_problem() -> None:
    paths = sorted(path for folder in ("devices", "programmes") for path in (SHIPPED / folder).glob("*.yaml"))
    assert len(paths) >= 6
    assert [problem for path in paths for problem in check(path)] == []


def test_the_demonstration_is_short_and_its_current_is_gentle() -> None:
    demo = load_programme("demo")
    assert 35 * SECOND <= demo.duration <= 40 * SECOND
    before = 0
    for step in demo.steps:
        current = next(
            (t.intensity_permille * 300 // 1000 for t in step.targets if t.kind == "stimulation"), 0
        )
        assert current <= 50  # 5 mA
        assert current <= before or (current - before) * SECOND <= 10 * step.ramp  # 1 mA/s
        before = current


def test_no_roller_presses_on_the_electrodes_of_the_combined_programme() -> None:
    for step in load_programme("combined").steps:
        if any(target.kind == "stimulation" for target in step.targets):
            assert not {t.zone for t in step.targets if t.kind == "roller"} & {"lumbar", "full"}


def test_the_users_files_are_added_and_win(own_folder: Path) -> None:
    text, shipped = REFERENCE.read_text(encoding="utf-8"), device_names()
    own = own_folder / "devices" / "chairlink-reference.yaml"
    own.write_text(text.replace("lease_ms: 250", "lease_ms: 200"), encoding="utf-8")
    mine = own_folder / "devices" / "mine.yaml"
    mine.write_text(text.replace("name: chairlink-reference", "name: mine"), encoding="utf-8")
    assert device_names() == tuple(sorted((*shipped, "mine")))
    assert find_device("chairlink-reference") == own
    assert load_device("chairlink-reference").lease_ms == 200
    assert load_device("mine").channels[0].channel.device == "mine"


def test_the_shipped_programmes_are_listed_by_name() -> None:
    names = tuple(sorted(path.stem for path in (SHIPPED / "programmes").glob("*.yaml")))
    assert programme_names() == names
    assert {"combined", "demo", "lumbar-care", "relax", "shiatsu"} <= set(names)
    assert find_programme("demo").name == "demo.yaml"


def test_an_unknown_name_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(ProfileErrors, match=r"did you mean `shiatsu`\?"):
        load_programme("shiazu")
    with pytest.raises(ProfileErrors) as refused:
        load_device("toaster")
    (problem,) = refused.value.problems
    known = ", ".join(device_names())
    assert problem.say(Texts("de")) == f"toaster: kein Geräteprofil heißt `toaster`; bekannt sind: {known}"


def test_the_p24_is_read_with_its_low_caps_and_half_milliamperes() -> None:
    profile = load_device("hasomed-p24")
    assert (profile.family, profile.failsafe) == (
        "sciencemode4",
        Failsafe(HostLoss.OUTPUTS_ZERO, 2_000, "document"),
    )
    for channel in profile.channels:
        assert channel.max_level == 200
        assert channel.bounds == StimulationBounds(250, 1_200, 2_500)
        assert channel.grid == tuple(range(5, 201, 5))


def test_the_levels_of_an_attenuator_are_what_its_potentiometer_lets_through_of_the_full_scale() -> None:
    for channel in load_device("openemsstim").channels:
        assert channel.bounds == StimulationBounds(
            250, 1_200, 2_500, full_scale_tenth_ma=200, pulses_by_device=True
        )
        assert channel.grid[0] == level_of(1, 200) == 44
        assert channel.grid[-1] <= channel.max_level == 150
        for level in channel.grid:
            intensity = intensity_of(level, 200)
            assert level_of(intensity, 200) == level
            assert level_of(intensity + 1, 200) > level
    assert (level_of(0, 200), level_of(100, 200), intensity_of(43, 200)) == (0, 168, 0)


@pytest.mark.parametrize("reference", [str(REFERENCE), REFERENCE])
def test_a_path_is_taken_as_it_is(reference: str | Path) -> None:
    assert load_device(reference).name == "chairlink-reference"


def test_a_word_that_ends_in_yaml_is_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REFERENCE.parent)
    assert load_device(REFERENCE.name).name == "chairlink-reference"


def test_a_programme_is_not_taken_for_a_device() -> None:
    with pytest.raises(ProfileErrors, match=r"demo.yaml:2:1: schema: .* write chairctl/device/1"):
        load_device(SHIPPED / "programmes" / "demo.yaml")


def test_a_file_without_a_schema_is_told_to_begin_with_one(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("name: x\n", encoding="utf-8")
    (problem,) = check(file)
    assert (problem.code, problem.line) == ("profile.schema_missing", 1)


def test_zones_without_a_roller_and_charges_are_told() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    start, end = text.index("  - kind: roller"), text.index("  - kind: heat")
    with pytest.raises(ProfileErrors, match="zones mean nothing without a roller"):
        load_device_text(text[:start] + text[end:], "x")
    alone = text[:start] + text[end : text.index("zones_mm:")]
    assert load_device_text(alone, "x").zones == ()


def test_too_many_channels_are_refused() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    start, end = text.index("  - kind: air"), text.index("  # All maxima")
    air = text[start:end]
    more = "".join(air.replace("name: air", f"name: air{n}") for n in range(40))
    with pytest.raises(ProfileErrors, match="channels: the list has 44 entries; give at most 32"):
        load_device_text(text[:end] + more + text[end:], "x")


def test_shipped_files_are_in_the_package_when_it_is_installed(tmp_path: Path) -> None:
    package = tmp_path / "src" / "chairctl"
    package.mkdir(parents=True)
    assert shipped_folder(package) == tmp_path / "profiles"
    (package / "_profiles").mkdir()
    assert shipped_folder(package) == package / "_profiles"


SLOW = """
schema: chairctl/device/1
name: slow
title: {en: Slow, de: Langsam}
family: chairlink
failsafe: {on_host_loss: goes_on, within_ms: 0, evidence: document}
lease_ms: 250
telemetry_age_ms: 1000
settle_ms: 5000
session_max_min: 20
channels:
  - {kind: unsensed_heat, name: warm, set_max_c: 41.0, rise_c_per_s: 41.0, steps: 1}
  - {kind: air, name: air, max_permille: 800, rise_permille_per_s: 200, steps: 5}
  - {kind: posture, name: legs, max_permille: 1000, rise_permille_per_s: 1000, let_up: down}
  - {kind: posture, name: back, max_permille: 1000, rise_permille_per_s: 1000}
"""


def test_a_slow_device_with_steps_and_without_sensors_is_read() -> None:
    warm, air, legs, back = load_device_text(SLOW, "slow").channels
    assert (warm.channel.kind, warm.bounds, warm.grid) == (ChannelKind.HEAT, UnsensedHeat(), (410,))
    assert air.grid == (160, 320, 480, 640, 800)
    assert (legs.bounds, back.bounds) == (PostureBounds(LetUp.DOWN), PostureBounds(LetUp.UP))


def test_a_device_with_a_lease_has_to_report_and_follow_quickly() -> None:
    quick = SLOW.replace("on_host_loss: goes_on, within_ms: 0", "on_host_loss: outputs_zero, within_ms: 300")
    with pytest.raises(ProfileErrors) as refused:
        load_device_text(quick, "slow")
    assert [problem.code for problem in refused.value.problems] == ["profile.slow_for_lease"] * 2
    later = quick.replace("within_ms: 300", "within_ms: 301")
    assert load_device_text(later, "slow").settle_ms == 5_000

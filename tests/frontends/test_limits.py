"""`chairctl limits`: no limit is missing, none is invented, and the tests it names exist."""

import ast
import json
from pathlib import Path

import pytest

from chairctl.domain import ceilings
from chairctl.domain.ceilings import Ceiling
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.frontends.cli.choices import limits as complete_limit
from chairctl.frontends.cli.limits import amount, limits_command
from chairctl.frontends.cli.limits_table import limits, lowered, number_at
from chairctl.profiles.loader import load_device
from chairctl.texts import Texts
from chairctl_proof.safety_case.written_tests import written_tests

SOURCE = Path(__file__).parents[2] / "src/chairctl"
PLACES = [SOURCE / "domain/ceilings.py", SOURCE / "session/setpoints.py", *(SOURCE / "safety").rglob("*.py")]
BARE = ["DEADLINE_NS", "STOP_EVERY_NS", "CUT_POWER_NS", "LAST_EFFORT_NS"]
"""The numbers of the warden that are limits; it has others that belong to the operating system."""


def numbers_in_the_code() -> set[str]:
    """Every public number in upper case at the top of a module, as module:NAME."""
    found = {f"warden.process:{name}" for name in BARE}
    for path in PLACES:
        module = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
            for target in targets:
                if not isinstance(target, ast.Name) or target.id.startswith("_") or not target.id.isupper():
                    continue
                try:
                    number_at(f"{module}:{target.id}")
                except TypeError:
                    continue
                found.add(f"{module}:{target.id}")
    return found


def test_every_number_of_the_judge_is_a_limit_that_is_listed() -> None:
    listed = {place for limit in limits() for place in limit.places if "." not in place.partition(":")[2]}
    assert numbers_in_the_code() - listed == set()
    assert listed - numbers_in_the_code() == set()
    assert len(listed) > 40


def test_every_ceiling_in_a_table_is_a_limit_that_is_listed() -> None:
    known = {value for limit in limits() for place in limit.places if (value := number_at(place))}
    tables = [*ceilings.LEVEL.values(), *ceilings.LEVEL_RISE.values()]
    assert [one for one in tables if one not in known] == []


def test_the_places_of_one_limit_hold_the_same_limit() -> None:
    for limit in limits():
        values = {number_at(place) for place in limit.places}
        plain = {value.value if isinstance(value, Ceiling) else value for value in values}
        least = min(plain)
        factors = {value // least for value in plain if value % least == 0}
        assert len(factors) == len(plain)
        assert factors <= {1, SECOND, MILLISECOND, SECOND * 1_000}, limit.name


def test_every_test_that_a_limit_names_exists() -> None:
    named = {test for limit in limits() for test in limit.tests}
    assert len(named) > 40
    assert named - written_tests(SOURCE.parents[1]) == set()


def test_every_limit_says_what_it_is_where_from_and_who_enforces_it() -> None:
    for limit in limits():
        assert limit.source, limit.name
        assert limit.status in {"found", "recalled", "chosen"}, limit.name
        assert limit.layers or "no layer enforces" in limit.titles["en"], limit.name
        assert set(limit.layers) <= set("CPKGLWD"), limit.name
        assert limit.hazards, limit.name
        assert limit.titles["en"], limit.name
        assert limit.titles["de"] != limit.titles["en"], limit.name


def test_a_profile_that_lowers_a_limit_is_named_with_its_channel() -> None:
    lower = lowered(load_device("chairlink-reference"))
    assert [(one.channel, one.value) for one in lower["stimulation_peak"]] == [("tens", 300)]
    assert "heat_trip" not in lower
    assert [one.value for one in lower["lease"]] == [250]


@pytest.mark.parametrize("language", ["en", "de"])
def test_all_limits_are_listed_and_each_can_be_explained(
    capsys: pytest.CaptureFixture[str], language: str
) -> None:
    texts = Texts(language)
    assert limits_command(texts, "chairlink-reference", None, as_json=False) == 0
    listed = capsys.readouterr().out.splitlines()
    for limit in limits():
        assert any(line.startswith(f"{limit.name} ") for line in listed), limit.name
        assert limits_command(texts, "chairlink-reference", limit.name, as_json=False) == 0
        said = capsys.readouterr().out
        assert limit.titles[language] in said
        assert all(test in said for test in limit.tests)


def test_for_scripts_each_limit_is_an_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert limits_command(Texts("en"), "chairlink-reference", None, as_json=True) == 0
    found = {one["name"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    assert found["heat_trip"]["value"] == ceilings.HEAT_TRIP.value
    assert found["stimulation_peak"]["lowered"] == [{"channel": "tens", "value": 300}]
    assert len(found) == len(limits())


def test_an_unknown_limit_or_profile_is_refused_with_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert limits_command(Texts("en"), "chairlink-reference", "heat_tripp", as_json=False) == 2
    assert "Did you mean `heat_trip`?" in capsys.readouterr().err
    assert limits_command(Texts("en"), "no-such-profile", None, as_json=False) == 2
    assert "no-such-profile" in capsys.readouterr().err


def test_amounts_are_written_as_people_write_them() -> None:
    german = Texts("de")
    assert amount(430, "0.1 °C", german) == "43,0 °C"
    assert amount(150 * MILLISECOND, "ns", german) == "150 ms"
    assert amount(600 * SECOND, "ns", german) == "10 min"
    assert amount(2_000_000, "1e-6 CEM43 min", german) == "2 CEM43 min"
    assert amount(4_500_000, "1e-6 CEM43 min in 24 h", german) == "4,5 CEM43 min in 24 h"
    assert amount(2, "samples", german) == "2 Messwerte"
    assert amount(250, "µs", german) == "250 µs"


def test_the_shell_completes_names_of_limits() -> None:
    assert complete_limit("heat_sensor") == ["heat_sensor_low", "heat_sensor_high"]

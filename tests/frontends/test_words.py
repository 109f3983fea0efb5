"""Every code that the core can say has a text and a remedy; the source itself is asked which there are."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import chairctl
from chairctl.control.assembly import UnsafeStationError, assemble
from chairctl.domain.channels import LEVEL_UNIT, ChannelKind
from chairctl.domain.commands import Origin
from chairctl.domain.safety import Priority, Reason, SafetyState
from chairctl.domain.snapshot import LinkView
from chairctl.domain.telemetry import Activity, StimulationMeasured
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.frontends.cli import words
from chairctl.frontends.cli.screen import Plan
from chairctl.frontends.cli.summary import start_line, state_lines
from chairctl.profiles.device import Failsafe, HostLoss
from chairctl.profiles.loader import load_device, load_programme
from chairctl.profiles.schema_device import Evidence
from chairctl.protocols.chairlink.frames import FAULTS
from chairctl.texts import LANGUAGES, PARTS, TUI, Texts, catalogue
from chairctl.transports.transport import TransportError

SOURCE = Path(chairctl.__file__).parent
KINDS = {"roller": ChannelKind.ROLLER, "seat": ChannelKind.HEAT, "back": ChannelKind.HEAT}


def trees(*places: str) -> Iterator[ast.AST]:
    for place in places:
        path = SOURCE / place
        for file in [path] if path.suffix else sorted(path.rglob("*.py")):
            yield ast.parse(file.read_text(encoding="utf-8"))


def first_arguments(name: str, *places: str) -> set[str]:
    """The first argument of every call of `name`, where it is written out."""
    return {
        call.args[0].value
        for tree in trees(*places)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == name
        if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }


def code_like(*places: str) -> set[str]:
    """Every string that could be a code."""
    return {
        node.value
        for tree in trees(*places)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if re.fullmatch("[a-z][a-z_]*", node.value)
    }


def table(name: str) -> set[str]:
    codes = [code for part in PARTS if part != TUI for code in catalogue("en", part)]
    return {code.removeprefix(f"{name}.") for code in codes if code.startswith(f"{name}.")}


def test_every_reason_has_a_text_and_a_remedy() -> None:
    places = ("safety", "control", "session", "runtime")
    reasons = first_arguments(Reason.__name__, *places) | first_arguments("LedgerError", *places)
    assert len(reasons) > 30
    assert reasons - table("reason") == set()
    assert reasons - table("remedy") == set()
    assert table("reason") == table("remedy")


def test_every_rule_that_cuts_has_a_text() -> None:
    rules = code_like(
        "safety/limits.py", "safety/governor.py", "safety/limiter.py", "safety/kernel.py", "safety/burden.py"
    )
    assert len(rules) > 10
    assert rules - table("cut") - table("reason") - {"level"} == set()


def test_every_way_in_which_a_station_is_unsafe_has_a_text() -> None:
    codes = code_like("control/assembly.py")
    assert first_arguments(UnsafeStationError.__name__, "control/assembly.py") <= codes
    outside = first_arguments(UnsafeStationError.__name__, "runtime/families.py")
    assert codes | outside == table("unsafe")


def test_every_trouble_of_a_line_has_a_text() -> None:
    codes = first_arguments(TransportError.__name__, "transports")
    assert codes >= {"address", "busy"}
    assert codes <= table("line")
    assert table("line") - code_like("transports", "runtime") <= {"unknown"}


def test_every_word_of_the_domain_has_a_text() -> None:
    assert {kind.value for kind in ChannelKind} == table("kind")
    assert {state.value for state in SafetyState} == table("state")
    assert {priority.value for priority in Priority} == table("priority")
    assert {origin.value for origin in Origin} | {"unknown"} == table("origin")
    known = {f"known.{evidence.value}" for evidence in Evidence}
    assert {loss.value for loss in HostLoss} | known == table("failsafe")
    assert table("fault") - code_like("protocols") <= {"unknown"}
    assert {*FAULTS} <= table("fault")
    assert {activity.value for activity in Activity} == table("activity")
    assert set(LEVEL_UNIT.values()) == words.UNIT.keys()


PROTOCOL = {"READY=1", "RELOADING=1", "STOPPING=1", "WATCHDOG=1", "question"}
"""What is said to a supervisor, or drawn, and is no code of a text."""


def test_every_code_that_the_command_line_says_exists() -> None:
    codes = first_arguments("say", "frontends") | {
        call.args[0].value
        for tree in trees("frontends")
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "say"
        if call.args and isinstance(call.args[0], ast.Constant)
    }
    assert len(codes) > 60
    screen = set(catalogue("en", TUI))  # its frame says them without `tui.`
    screen |= {code.removeprefix(TUI) for code in screen}
    others = {code for part in PARTS if part != TUI for code in catalogue("en", part)}
    assert {code for code in codes if code not in PROTOCOL} - others - screen == set()


def test_every_text_of_the_screen_is_said_somewhere() -> None:
    said = {
        node.value
        for tree in trees("frontends")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    begun = tuple(text.removeprefix(TUI) for text in said if "." in text and text.endswith((".", "_")))
    for code in catalogue("en", TUI):
        short = code.removeprefix(TUI)
        assert {code, short, short.removeprefix("key.")} & said or short.startswith(begun), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_can_be_said_with_its_figures(language: str) -> None:
    texts = Texts(language)
    for code in table("reason") - {"cut"} | {f"cut_{rule}" for rule in table("cut")}:
        line = words.reasons([Reason(code, "seat", 431, 430)], KINDS, texts)[0]
        assert "{" not in line


def test_a_reason_is_said_with_figures_and_names_in_the_language() -> None:
    hot = Reason("pad_hot", "seat", 431, 430)
    assert (
        words.reason(hot, KINDS, Texts("en"))
        == "heat (seat): the pad is at 43.1 °C, too hot from 43.0 °C on."
    )
    assert "43,1 °C" in words.reason(hot, KINDS, Texts("de"))
    fault = Reason("device_fault", detail="pad_hot supply_low")
    assert "Wärmekissen zu heiß, Versorgungsspannung zu niedrig" in words.reason(fault, KINDS, Texts("de"))
    over = Reason("over_applied", "roller", 320, 300)
    assert "32.0 %, but at most 30.0 %" in words.reason(over, KINDS, Texts("en"))


def test_a_number_that_nobody_knows_the_meaning_of_is_shown_as_it_is() -> None:
    why = Reason("device_fault", detail="chair_error 0x17")
    assert words.reason(why, {}, Texts("en")) == "The device reports a fault: the device's own error, 0x17."
    assert words.reason(why, {}, Texts("de")).endswith("eigener Fehler des Geräts, 0x17.")


def test_what_a_device_says_of_itself_cannot_drive_the_terminal() -> None:
    wrong = Reason("wrong_model", detail="EVIL\x1b[2J")
    assert "\x1b" not in words.reason(wrong, KINDS, Texts("en"))


def test_levels_and_times_are_written_as_people_read_them() -> None:
    assert words.level(ChannelKind.STIMULATION, 48, Texts("de")) == "4,8 mA"
    assert words.tenths(-5, Texts("en")) == "-0.5"
    assert words.clock_time(90 * SECOND - MILLISECOND) == "1:30"


@pytest.mark.parametrize(
    ("milliseconds", "said"),
    [(300, "300 ms"), (2_000, "2 s"), (2_500, "2,5 s"), (119_000, "119 s"), (1_800_000, "30 min")],
)
def test_the_time_that_a_device_goes_on_is_said_in_a_unit_that_people_use(
    milliseconds: int, said: str
) -> None:
    what = Failsafe(HostLoss.OUTPUTS_ZERO, milliseconds, "document")
    assert f"binnen {said} (aus Unterlagen, nicht gesehen)" in words.failsafe(what, Texts("de"))


@pytest.mark.parametrize(("device", "parks"), [("rongtai-rt8600", True), ("ergomotion-bed", False)])
def test_a_device_that_parks_by_itself_is_said_to_before_anything_begins(device: str, parks: bool) -> None:
    plan = Plan(load_programme("vibration"), load_device(device), "ble:X", None)
    assert ("travels to its parking position" in start_line(plan, Texts("en"))) is parks
    assert ("Parkstellung" in start_line(plan, Texts("de"))) is parks


def test_what_a_device_does_by_itself_and_that_it_was_let_go_is_said() -> None:
    link = LinkView("sofa", connected=True, identity=None, garbled=0, refused=0, activity=Activity.HOMING)
    station = assemble("sofa", (load_device("rongtai-rt8600"),))
    picture = replace(station.snapshot(0), links=(link,))
    assert state_lines(picture, Texts("en")) == ["The device now: moves to its parking position by itself."]
    free = replace(picture, links=(replace(link, released=True, connected=False),))
    (line,) = state_lines(free, Texts("de"))
    assert line.startswith("sofa ist frei")


@pytest.mark.parametrize(
    ("applied", "impedance", "said"),
    [(0, None, "0.0 mA"), (10, None, "0.0 mA, no contact"), (10, 800, "0.0 mA, 800 Ω")],
)
def test_contact_is_only_spoken_of_while_current_is_asked_for(
    applied: int, impedance: int | None, said: str
) -> None:
    station = assemble("chair", (load_device("profiles/devices/chairlink-reference.yaml"),))
    view = next(view for view in station.snapshot(0).channels if view.kind is ChannelKind.STIMULATION)
    view = replace(view, applied=applied, measured=StimulationMeasured(0, impedance, 0))
    assert words.measured(view, Texts("en")) == said

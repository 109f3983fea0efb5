"""The pytest plugin of the rig: options, the fixture `chair`, and the collection of what was found."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from chairctl.profiles.problems import ProfileErrors
from chairctl.texts import Texts
from chairctl_hil.chair import Chair
from chairctl_hil.drivers.driver import DriverError
from chairctl_hil.report.document import Run
from chairctl_hil.report.files import save
from chairctl_hil.result import Result
from chairctl_hil.rig.bench import Bench, Operator
from chairctl_hil.rig.file import RigFile, load_rig
from chairctl_hil.rig.floor import TOO_LATE_MS
from chairctl_hil.rig.strategy import NotClear, RigState

DEFAULT_RIG: Final = "simulator-pty"
RIG = pytest.StashKey[RigFile]()
RUN = pytest.StashKey[Run]()
RESULT = pytest.StashKey[Result]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of a rig."""
    group = parser.getgroup("chairctl hil")
    group.addoption(
        "--rig", default=DEFAULT_RIG, metavar="FILE", help="the rig: a file, or the name of a shipped one"
    )
    group.addoption(
        "--hil-out", type=Path, metavar="FOLDER", help="write the report, JUnit XML, JSON and traces here"
    )
    group.addoption("--i-am-clear", action="store_true", help="nobody is in the chair or near what moves")
    group.addoption("--operator", default="", metavar="NAME", help="who stands beside the rig")
    group.addoption("--full", action="store_true", help="all trials and the long tests, not a sample")
    group.addoption(
        "--firmware-main", type=Path, metavar="FILE", help="another script for the firmware's interpreter"
    )
    group.addoption("--hil-lang", default="en", choices=("en", "de"), help="language of report and skips")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Read the rig; a file that is wrong ends everything before anything is opened."""
    config.addinivalue_line(
        "markers", "hazards(*ids): the hazards of SAFETY.md that a test of the rig answers"
    )
    config.addinivalue_line("markers", "needs(*what): what a rig must have for a test; else it is skipped")
    config.addinivalue_line("markers", "full: only with --full")
    config.addinivalue_line("markers", "any_family: not only for devices that speak chairlink")
    config.addinivalue_line("markers", "timeout(seconds): of pytest-timeout, where it is installed")
    config.addinivalue_line("markers", "passive: energises nothing")
    try:
        rig = load_rig(config.option.rig)
    except ProfileErrors as errors:
        texts = Texts(config.option.hil_lang)
        raise pytest.UsageError("\n".join(one.say(texts) for one in errors.problems)) from None
    config.stash[RIG] = rig
    config.stash[RUN] = Run.of(rig, config.option.operator, full=config.option.full)
    out: Path | None = config.option.hil_out
    if out and not config.option.xmlpath:
        out.mkdir(parents=True, exist_ok=True)
        config.option.xmlpath = str(out / "junit.xml")


@pytest.fixture(scope="session")
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """The rig, open."""
    option = request.config.option
    operator = Operator(option.operator, option.i_am_clear)
    try:
        with Bench(request.config.stash[RIG], operator, option.firmware_main) as opened:
            yield opened
    except DriverError as error:
        pytest.exit(str(error), returncode=2)


@pytest.fixture
def chair(bench: Bench, request: pytest.FixtureRequest) -> Iterator[Chair]:
    """The device, ready and allowed to be energised; skipped with words where it can't be."""
    option, node = request.config.option, request.node
    say = Texts(option.hil_lang).say
    if node.get_closest_marker("full") and not option.full:
        pytest.skip(say("hil.only_full"))
    needs = [need for marker in node.iter_markers("needs") for need in marker.args]
    for need in needs if node.get_closest_marker("any_family") else ["chairlink", *needs]:
        if code := bench.lacks(need):
            pytest.skip(say(code))
    bench.recorder.begin()
    bench.floor.take_ms()
    bench.strategy.go(RigState.READY)
    if not node.get_closest_marker("passive"):
        try:
            bench.strategy.go(RigState.ENERGISED)
        except NotClear as missing:
            pytest.skip(say(str(missing)))
    run, result = request.config.stash[RUN], result_of(node)
    yield Chair(bench, result, full=option.full)
    result.rig_late_ms = bench.floor.take_ms()
    if bench.identity:
        run.identity = bench.identity
    bench.strategy.go(RigState.READY)
    result.states = bench.recorder.since(0, "state")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Note how each test ended; keep the record of one that failed."""
    report: pytest.TestReport = yield
    if item.config.stash.get(RUN, None) is None or "chair" not in getattr(item, "fixturenames", ()):
        return report
    result = result_of(item)
    result.seconds = round(result.seconds + report.duration, 2)
    if report.skipped:
        result.outcome = "skipped"
        result.why = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        result.why = result.why.removeprefix("Skipped: ")
    elif report.failed and result.outcome != "failed":
        result.outcome, result.why = "failed", _shortly(call)
        bench = _bench(item)
        late_ms = bench.floor.take_ms() if bench else 0.0
        if late_ms > TOO_LATE_MS:
            say = Texts(item.config.option.hil_lang).say
            result.why += f" ({say('hil.report.void', ms=f'{late_ms:.0f}')})"
        _keep_trace(item, result)
    elif report.when == "call" and report.passed:
        result.outcome = "passed"
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write what was found."""
    out: Path | None = session.config.option.hil_out
    run = session.config.stash.get(RUN, None)
    if out and run and run.results:
        save(run, out, session.config.option.hil_lang)


def result_of(item: pytest.Item) -> Result:
    """The result of a test, begun when it is asked for first."""
    if RESULT not in item.stash:
        hazards = [name for marker in item.iter_markers("hazards") for name in marker.args]
        item.stash[RESULT] = Result(sentence(item.name), item.path.name, sorted(hazards))
        item.config.stash[RUN].results.append(item.stash[RESULT])
    return item.stash[RESULT]


def sentence(name: str) -> str:
    """A test's name as people read it."""
    words, bracket, case = name.removeprefix("test_").partition("[")
    return words.replace("_", " ") + (f" [{case}" if bracket else "")


def _shortly(call: pytest.CallInfo[None]) -> str:
    error = call.excinfo
    return str(error.value).split("\n")[0][:300] if error else ""


def _bench(item: pytest.Item) -> Bench | None:
    """The bench of this test, if it has got one."""
    found = getattr(item, "funcargs", {}).get("bench")
    return found if isinstance(found, Bench) else None


def _keep_trace(item: pytest.Item, result: Result) -> None:
    out: Path | None = item.config.option.hil_out
    bench = _bench(item)
    if out and bench:
        folder = out / "traces"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / (re.sub(r"\W+", "_", item.name).strip("_")[:120] + ".jsonl")
        bench.recorder.save(file)
        result.trace = f"traces/{file.name}"

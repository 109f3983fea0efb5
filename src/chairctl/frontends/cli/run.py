"""`chairctl run`: a programme on a chair, from here to its end."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from chairctl.control.assembly import UnsafeStationError
from chairctl.domain.programme import Programme
from chairctl.domain.sitter import ANYBODY
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.json_screen import JsonScreen
from chairctl.frontends.cli.plain_screen import PlainScreen
from chairctl.frontends.cli.recordings import new_recording
from chairctl.frontends.cli.refusal import Refusal
from chairctl.frontends.cli.screen import Companion, Felt, Plan, Screen, ScreenThread
from chairctl.frontends.cli.session import ForegroundSession, leave
from chairctl.frontends.cli.simulators import running_chairs
from chairctl.frontends.cli.target import Target, target_of
from chairctl.profiles.device import DeviceProfile
from chairctl.profiles.loader import find_device, load_device, load_programme
from chairctl.profiles.problems import ProfileErrors
from chairctl.runtime import clock
from chairctl.runtime.building import AddressError, build_host
from chairctl.runtime.ledger import Ledger
from chairctl.runtime.ledger_files import default_paths
from chairctl.runtime.recorder import Recorder
from chairctl.safety.account import GUEST
from chairctl.texts import Texts

if TYPE_CHECKING:
    from chairctl.frontends.cli.sitter import Sitter

DEFAULT_PROFILE = "chairlink-reference"


def run(
    texts: Texts,
    programme: str,
    device: str | None,
    profile: str | None,
    *,
    as_json: bool,
    record: bool,
    admit: Callable[[Programme], Sitter] | None = None,
) -> int:
    """Run a programme for whom `admit` lets in (None: nobody is asked for); an exit code. Raises Refusal."""
    try:
        chosen = load_programme(programme)
        target = target_of(device) if device is not None else None
    except ProfileErrors as errors:
        return _refuse_file(errors, texts)
    sitter = admit(chosen) if admit else None
    if chosen.is_guided:
        from chairctl.frontends.cli.guide import guide

        ended = guide(texts, chosen, as_json=as_json)
        if sitter and (noted := sitter.remember_guided(finished=ended == ExitCode.FINISHED, texts=texts)):
            print(noted, file=sys.stderr if as_json else sys.stdout)
        return ended
    target = target or only_chair(texts)
    ledger = Ledger(default_paths())
    try:
        kind = profile or target.profile or target.simulated or DEFAULT_PROFILE
        return run_on(texts, chosen, target.address, kind, ledger, sitter, as_json=as_json, record=record)
    finally:
        ledger.close()


def only_chair(texts: Texts) -> Target:
    """The simulated chair that runs, if it is the only one. Raises Refusal."""
    chairs = running_chairs()
    if len(chairs) != 1:
        code = "run.no_device" if not chairs else "run.many_devices"
        urls = ", ".join(chair.url for chair in chairs)
        raise Refusal(texts.say(code, urls=urls), ExitCode.NO_DEVICE)
    return target_of(chairs[0].url)


def chair_of(device: str | None, profile: str | None, texts: Texts) -> tuple[str, str, DeviceProfile]:
    """Address, profile name and profile of the chair that is meant. Raises Refusal."""
    try:
        target = target_of(device) if device is not None else only_chair(texts)
        kind = profile or target.profile or target.simulated or DEFAULT_PROFILE
        return target.address, kind, load_device(find_device(kind))
    except ProfileErrors as errors:
        raise Refusal("\n".join(problem.say(texts) for problem in errors.problems)) from errors


def run_on(
    texts: Texts,
    programme: Programme,
    device: str,
    profile: str,
    ledger: Ledger,
    sitter: Sitter | None = None,
    *,
    as_json: bool,
    record: bool,
    feel: Callable[[], Felt] | None = None,
    companion: Companion | None = None,
) -> int:
    """Run a programme on the chair at an address; `feel` says afterwards what a simulated person got."""
    path = Path(profile)
    try:
        path = find_device(profile)
        facts = load_device(path)
        source = path.read_text(encoding="utf-8")
        host = build_host(facts, device, ledger, sitter.name if sitter else GUEST)
    except ProfileErrors as errors:
        return _refuse_file(errors, texts)
    except OSError:
        return _refuse(profile, "profile.unreadable", texts)
    except AddressError as error:
        return _refuse(device, f"line.{error.code}", texts)
    except UnsafeStationError as error:
        return _refuse(str(path), f"unsafe.{error.code}", texts, detail=error.detail)
    recording = new_recording(facts.name) if record else None
    if recording:
        host.recorder = Recorder(recording, facts.name, (source,))
    limits = (*(sitter.limits(facts) if sitter else ()), *(companion.limits if companion else ()))
    seated = sitter.seated(facts, texts) if sitter and companion is None else ANYBODY
    plan = Plan(programme, facts, device, recording, limits, seated, companion)
    if sitter and companion is None and (told := sitter.told_without_map(plan, texts)):
        print(told, file=sys.stderr if as_json else sys.stdout)
    started = clock.wall()
    screen = ScreenThread(_screen(plan, texts, as_json=as_json))
    screen.show(lambda: screen.screen.start(plan))
    ending = asyncio.run(ForegroundSession(plan, host, screen, texts).run())
    ending = replace(
        ending,
        felt=feel() if feel else None,
        recording_problem=host.recorder.problem if host.recorder else "",
    )
    kept: list[str] = []
    if not ending.refusal and not ending.line_problem:
        kept += companion.ended(ending) if companion else []
        if sitter:
            trace = host.station.session_trace()
            kept.append(sitter.remember(ending.snapshot, started, programme, texts, trace))
    screen.show(lambda: screen.screen.end(ending))
    failed = companion is not None and companion.failed and ending.code == ExitCode.FINISHED
    code = leave(int(ExitCode.ENDED_EARLY if failed else ending.code), screen)
    for line in filter(None, kept):
        print(line, file=sys.stderr if as_json else sys.stdout)
    return code


def _screen(plan: Plan, texts: Texts, *, as_json: bool) -> Screen:
    if as_json:
        return JsonScreen()
    if sys.stdout.isatty():
        from chairctl.frontends.cli.live_screen import LiveScreen

        return LiveScreen(plan, texts)
    return PlainScreen(plan, texts)


def _refuse(what: str, code: str, texts: Texts, **params: str) -> int:
    print(f"chairctl: {what}: {texts.say(code, **params)}", file=sys.stderr)
    return ExitCode.USAGE


def _refuse_file(errors: ProfileErrors, texts: Texts) -> int:
    for problem in errors.problems:
        print(f"chairctl: {problem.say(texts)}", file=sys.stderr)
    return ExitCode.USAGE

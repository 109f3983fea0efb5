"""`chairctl run`: a programme on a chair, from here to its end."""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import replace

from chairctl.control.assembly import UnsafeStationError, assemble
from chairctl.domain.programme import Programme
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.json_screen import JsonScreen
from chairctl.frontends.cli.plain_screen import PlainScreen
from chairctl.frontends.cli.recordings import new_recording
from chairctl.frontends.cli.screen import Felt, Plan, Screen, ScreenThread
from chairctl.frontends.cli.session import ForegroundSession, leave
from chairctl.frontends.cli.simulators import running_chairs
from chairctl.profiles.loader import find_device, load_device_text, load_programme
from chairctl.profiles.problems import ProfileErrors
from chairctl.runtime.host import StationHost
from chairctl.runtime.recorder import Recorder
from chairctl.texts import Texts
from chairctl.transports.addresses import transport_for
from chairctl.transports.transport import TransportError

DEFAULT_PROFILE = "chairlink-reference"


def run(
    texts: Texts, programme: str, device: str | None, profile: str, *, as_json: bool, record: bool
) -> int:
    """Run a programme; an exit code."""
    try:
        chosen = load_programme(programme)
    except ProfileErrors as errors:
        return _refuse_file(errors, texts)
    if device is None:
        chairs = running_chairs()
        if len(chairs) != 1:
            code = "run.no_device" if not chairs else "run.many_devices"
            urls = ", ".join(chair.url for chair in chairs)
            print(f"chairctl: {texts.say(code, urls=urls)}", file=sys.stderr)
            return ExitCode.NO_DEVICE
        device = chairs[0].url
    return run_on(texts, chosen, device, profile, as_json=as_json, record=record)


def run_on(
    texts: Texts,
    programme: Programme,
    device: str,
    profile: str,
    *,
    as_json: bool,
    record: bool,
    feel: Callable[[], Felt] | None = None,
) -> int:
    """Run a programme on the chair at an address; `feel` says afterwards what a simulated person got."""
    try:
        path = find_device(profile)
        source = path.read_text(encoding="utf-8")
        facts = load_device_text(source, str(path))
        station = assemble(facts.name, (facts,))
        transport = transport_for(device)
    except ProfileErrors as errors:
        return _refuse_file(errors, texts)
    except OSError:
        print(f"chairctl: {profile}: {texts.say('profile.unreadable')}", file=sys.stderr)
        return ExitCode.USAGE
    except TransportError as error:
        print(f"chairctl: {error.address}: {texts.say(f'line.{error.code}')}", file=sys.stderr)
        return ExitCode.USAGE
    except UnsafeStationError as error:
        print(f"chairctl: {texts.say(f'unsafe.{error.code}', detail=error.detail)}", file=sys.stderr)
        return ExitCode.USAGE
    recording = new_recording(facts.name) if record else None
    recorder = Recorder(recording, facts.name, (source,)) if recording else None
    plan = Plan(programme, facts, device, recording)
    host = StationHost(station, {facts.name: transport}, recorder)
    screen = ScreenThread(_screen(plan, texts, as_json=as_json))
    screen.show(lambda: screen.screen.start(plan))
    ending = asyncio.run(ForegroundSession(plan, host, screen, texts).run())
    if feel:
        ending = replace(ending, felt=feel())
    if recorder and recorder.problem:
        print(texts.say(f"run.recording_{recorder.problem}", path=recording), file=sys.stderr)
    screen.show(lambda: screen.screen.end(ending))
    return leave(int(ending.code), screen)


def _screen(plan: Plan, texts: Texts, *, as_json: bool) -> Screen:
    if as_json:
        return JsonScreen()
    if sys.stdout.isatty():
        from chairctl.frontends.cli.live_screen import LiveScreen

        return LiveScreen(plan, texts)
    return PlainScreen(plan, texts)


def _refuse_file(errors: ProfileErrors, texts: Texts) -> int:
    for problem in errors.problems:
        print(f"chairctl: {problem.say(texts)}", file=sys.stderr)
    return ExitCode.USAGE

"""`chairctl host`: holds a device for the screens that attach to it; arms nothing by itself."""

import asyncio
import json
import os
import signal
import sys

from chairctl.control.assembly import UnsafeStationError
from chairctl.frontends.attach.folder import UnsafeFolderError
from chairctl.frontends.attach.server import AttachServer
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.recordings import HostRecordings
from chairctl.frontends.cli.refusal import Refusal
from chairctl.frontends.cli.run import DEFAULT_PROFILE
from chairctl.frontends.cli.target import target_of
from chairctl.frontends.cli.visits import DeskVisits
from chairctl.profiles.loader import find_device, load_device
from chairctl.profiles.problems import ProfileErrors
from chairctl.runtime.building import AddressError, build_host
from chairctl.runtime.host import StationHost
from chairctl.runtime.ledger import Ledger
from chairctl.runtime.ledger_files import default_paths
from chairctl.runtime.steady import keep_what_is_loaded
from chairctl.texts import Texts

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def host(
    texts: Texts, device: str, profile: str | None, *, with_stdin: bool, as_json: bool, record: bool
) -> int:
    """Hold the device at an address until a signal, or the end of the standard input. Raises Refusal."""
    ledger = Ledger(default_paths())
    try:
        return hold(texts, device, profile, ledger, with_stdin=with_stdin, as_json=as_json, record=record)
    finally:
        ledger.close()


def hold(
    texts: Texts,
    device: str,
    profile: str | None,
    ledger: Ledger,
    *,
    with_stdin: bool,
    as_json: bool,
    record: bool,
) -> int:
    """As `host`, with a ledger that is open."""
    try:
        target = target_of(device)
        path = find_device(profile or target.profile or target.simulated or DEFAULT_PROFILE)
        facts = load_device(path)
        source = path.read_text(encoding="utf-8")
        station = build_host(facts, target.address, ledger)
    except ProfileErrors as errors:
        raise Refusal("\n".join(problem.say(texts) for problem in errors.problems)) from errors
    except AddressError as error:
        raise Refusal(f"{device}: {texts.say(f'line.{error.code}')}") from error
    except UnsafeStationError as error:
        raise Refusal(f"{device}: {texts.say(f'unsafe.{error.code}', detail=error.detail)}") from error
    except OSError as error:
        raise Refusal(f"{device}: {texts.say('profile.unreadable')}") from error
    recordings = HostRecordings(station, source) if record else None
    try:
        return asyncio.run(_serve(station, recordings, texts, with_stdin=with_stdin, as_json=as_json))
    except (OSError, UnsafeFolderError) as error:
        raise Refusal(texts.say("run.no_socket", error=error), ExitCode.UNEXPECTED) from error
    finally:
        if recordings:
            print(recordings.told(texts), file=sys.stderr)


async def _serve(
    station: StationHost, recordings: HostRecordings | None, texts: Texts, *, with_stdin: bool, as_json: bool
) -> int:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in SIGNALS:
        loop.add_signal_handler(number, ended.set)
    if with_stdin:
        os.set_blocking(0, False)
        loop.add_reader(0, lambda: ended.set() if not _read() else None)
    server = AttachServer(station, visits=DeskVisits(station, recordings))
    keep_what_is_loaded()
    async with station:
        await server.open()
        try:
            if as_json:
                print(json.dumps({"socket": str(server.path)}), flush=True)
            else:
                print(texts.say("host.open", path=server.path), flush=True)
            await ended.wait()
        finally:
            station.stop()
            await station.until_zero()
            await server.close()
    return ExitCode.FINISHED


def _read() -> bytes:
    """What waits at the standard input; empty at its end."""
    try:
        return os.read(0, 4096)
    except BlockingIOError:
        return b"."
    except OSError:
        return b""

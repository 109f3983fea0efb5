"""`chairctl capture`: everything on the wire as a file to send; nothing is started, nothing is armed."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from chairctl.control.assembly import UnsafeStationError
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.identify import RefusedError, of_family
from chairctl.frontends.cli.target import sound_profiles, target_of
from chairctl.profiles.device import DeviceProfile
from chairctl.profiles.loader import load_device
from chairctl.profiles.problems import ProfileErrors, shown
from chairctl.runtime.capturing import Wire, capture, family_of, write
from chairctl.runtime.listening import LineError
from chairctl.texts import Texts


def capture_command(
    texts: Texts, device: str, file: Path, seconds: float, family: str | None, *, as_json: bool
) -> int:
    """Capture for so long; an exit code."""
    if os.path.lexists(file):
        return _refuse(texts.say("capture.exists", path=shown(str(file), 300)), ExitCode.USAGE)
    try:
        address, profile = _what(texts, device, family)
        if not as_json:
            code = "capture.ask" if profile else "capture.silent"
            name = profile.family if profile else ""
            seconds_text = f"{seconds:g}"
            print(texts.say(code, address=shown(address, 200), family=name, seconds=seconds_text), flush=True)
        wire = Wire()
        asyncio.run(_until_told(address, profile, seconds, wire))
        known = profile.family if profile else family_of(wire, sound_profiles())
        header = write(file, wire, address, known, asked=profile is not None)
    except RefusedError as refused:
        return _refuse(str(refused), refused.code)
    except LineError as problem:
        said = f"{shown(problem.address, 200)}: {texts.say(f'line.{problem.code}')}"
        return _refuse(said, ExitCode.USAGE if problem.code == "address" else ExitCode.NO_DEVICE)
    except UnsafeStationError as error:
        return _refuse(texts.say(f"unsafe.{error.code}", detail=error.detail), ExitCode.USAGE)
    except OSError as error:
        said = texts.say("capture.unwritable", path=shown(str(file), 300), detail=error.strerror or "")
        return _refuse(said, ExitCode.USAGE)
    came, sent = (len(wire.bytes_that(word)) for word in ("in", "out"))
    if as_json:
        print(json.dumps({"path": str(file), "in_bytes": came, "out_bytes": sent, **header}))
    else:
        print(texts.say("capture.done", path=file, came=came, sent=sent))
        print(texts.say(f"capture.{header['bytes']}"))
        if not came:
            print(texts.say("capture.nothing"))
        if wire.is_full:
            print(texts.say("capture.full"))
    return ExitCode.FINISHED if came else ExitCode.NO_DEVICE


def _what(texts: Texts, device: str, family: str | None) -> tuple[str, DeviceProfile | None]:
    """Address, and the profile to ask with; None: nobody has said what it is. Raises RefusedError."""
    try:
        target = target_of(device)
        profile = load_device(target.profile) if target.profile and not family else None
    except ProfileErrors as errors:
        said = "\nchairctl: ".join(problem.say(texts) for problem in errors.problems)
        raise RefusedError(said, ExitCode.USAGE) from None
    if family:
        profile = of_family(family, texts)[0]
    if profile is None and target.address.startswith("ble:"):
        raise RefusedError(texts.say("capture.needs_family"), ExitCode.USAGE)
    return target.address, profile


async def _until_told(address: str, profile: DeviceProfile | None, seconds: float, wire: Wire) -> None:
    """Capture until the time is over or somebody has enough; what came by then is kept."""
    capturing = asyncio.ensure_future(capture(address, profile, seconds, wire))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, capturing.cancel)
    await asyncio.wait({capturing})
    if not capturing.cancelled():
        capturing.result()


def _refuse(said: str, code: ExitCode) -> int:
    print(f"chairctl: {said}", file=sys.stderr)
    return code

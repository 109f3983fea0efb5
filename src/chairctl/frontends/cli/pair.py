"""`chairctl pair` and `chairctl unpair`: devices get a name, or lose it."""

import json
import sys
from pathlib import Path

from chairctl.control.assembly import UnsafeStationError
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.identify import RefusedError, ask, said
from chairctl.frontends.cli.refusal import Refusal
from chairctl.profiles.loader import find_paired, load_device, paired_names
from chairctl.profiles.paired import Paired
from chairctl.profiles.problems import ProfileErrors, shown
from chairctl.profiles.values import is_name
from chairctl.runtime import pairing
from chairctl.runtime.listening import LineError, check_address
from chairctl.runtime.pairing import PairingError
from chairctl.texts import Texts


def pair(texts: Texts, name: str, address: str, profile: str | None, seconds: float, *, as_json: bool) -> int:
    """Give the device at an address a name; an exit code. Without a profile the device is asked."""
    if not is_name(name):  # before anybody waits for the device
        raise Refusal(texts.say("profile.not_a_name", value=f'"{shown(name)}"'))
    try:
        if name in paired_names():
            raise _refusal(PairingError("exists", find_paired(name)), name, texts)
        chosen = profile or _profile(texts, name, address, seconds, quiet=as_json)
        if chosen is None:
            return ExitCode.REFUSED
        device, path = keep_name(texts, name, address, chosen)
    except RefusedError as refused:
        print(f"chairctl: {refused}", file=sys.stderr)
        return refused.code
    if as_json:
        document = {"name": name, "address": address, "profile": device.profile, "path": str(path)}
        print(json.dumps(document, ensure_ascii=False))
    else:
        params = {"name": name, "address": shown(address, 200), "profile": device.profile, "path": path}
        print(texts.say("pair.paired", **params))
    return ExitCode.FINISHED


def unpair(texts: Texts, name: str) -> int:
    """Take a name away; an exit code."""
    try:
        path = take_name(texts, name)
    except RefusedError as refused:
        print(f"chairctl: {refused}", file=sys.stderr)
        return refused.code
    print(texts.say("pair.unpaired", name=shown(name), path=path))
    return ExitCode.FINISHED


def keep_name(texts: Texts, name: str, address: str, profile: str) -> tuple[Paired, Path]:
    """Give the device at an address a name; what was written, and where. Raises RefusedError."""
    try:
        device = Paired(name, address, _named(profile))
        check_address(load_device(device.profile), address)
        return device, pairing.pair(device)
    except ProfileErrors as errors:
        told = "\nchairctl: ".join(problem.say(texts) for problem in errors.problems)
    except LineError as problem:
        told = f"{shown(address, 200)}: {texts.say(f'line.{problem.code}')}"
    except UnsafeStationError as error:
        told = texts.say(f"unsafe.{error.code}", detail=error.detail)
    except PairingError as error:
        raise _refusal(error, name, texts) from error
    raise RefusedError(told, ExitCode.USAGE)


def take_name(texts: Texts, name: str) -> Path:
    """Take a name away; the file that is deleted. Raises RefusedError."""
    try:
        return pairing.unpair(name)
    except PairingError as error:
        raise _refusal(error, name, texts) from error


def _profile(texts: Texts, name: str, address: str, seconds: float, *, quiet: bool) -> str | None:
    """The only profile that fits what the device says of itself; None: none or several do, and it is said.

    Raises RefusedError.
    """
    answer = ask(texts, address, None, None, seconds, quiet=quiet)
    if len(answer.fitting) == 1:
        return answer.fitting[0].profile.name
    for line in said(answer, texts):
        print(line, file=sys.stderr)
    print(f"chairctl: {texts.say('pair.undecided', name=name, address=shown(address, 200))}", file=sys.stderr)
    return None


def _named(profile: str) -> str:
    """A profile as it is written down: a path must hold wherever chairctl is called from."""
    path = Path(profile)
    return str(path.resolve()) if path.name != profile or path.suffix == ".yaml" else profile


def _refusal(error: PairingError, name: str, texts: Texts) -> RefusedError:
    known = ", ".join(paired_names()) or texts.say("devices.none")
    params = {"name": shown(name), "path": error.path, "detail": error.detail, "known": known}
    code = ExitCode.USAGE if error.code == "unknown" else ExitCode.REFUSED
    return RefusedError(texts.say(f"pair.{error.code}", **params), code)

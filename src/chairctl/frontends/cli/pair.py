"""`chairctl pair` and `chairctl unpair`: devices get a name, or lose it."""

import json
import sys
from pathlib import Path

from chairctl.control.assembly import UnsafeStationError
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.identify import RefusedError, ask, said
from chairctl.profiles.loader import find_paired, load_device, paired_names
from chairctl.profiles.paired import Paired
from chairctl.profiles.problems import ProfileErrors, shown
from chairctl.runtime import pairing
from chairctl.runtime.listening import LineError, check_address
from chairctl.runtime.pairing import PairingError
from chairctl.texts import Texts


def pair(texts: Texts, name: str, address: str, profile: str | None, seconds: float, *, as_json: bool) -> int:
    """Give the device at an address a name; an exit code. Without a profile the device is asked."""
    if name in paired_names():
        return _refuse(PairingError("exists", find_paired(name)), name, texts)
    try:
        chosen = (
            _profile(texts, name, address, seconds, quiet=as_json) if profile is None else _named(profile)
        )
        if chosen is None:
            return ExitCode.REFUSED
        check_address(load_device(chosen), address)
        path = pairing.pair(Paired(name, address, chosen))
    except ProfileErrors as errors:
        for problem in errors.problems:
            print(f"chairctl: {problem.say(texts)}", file=sys.stderr)
        return ExitCode.USAGE
    except LineError as problem:
        print(f"chairctl: {shown(address, 200)}: {texts.say(f'line.{problem.code}')}", file=sys.stderr)
        return ExitCode.USAGE
    except UnsafeStationError as error:
        print(f"chairctl: {texts.say(f'unsafe.{error.code}', detail=error.detail)}", file=sys.stderr)
        return ExitCode.USAGE
    except RefusedError as refused:
        print(f"chairctl: {refused}", file=sys.stderr)
        return refused.code
    except PairingError as error:
        return _refuse(error, name, texts)
    if as_json:
        document = {"name": name, "address": address, "profile": chosen, "path": str(path)}
        print(json.dumps(document, ensure_ascii=False))
    else:
        print(texts.say("pair.paired", name=name, address=shown(address, 200), profile=chosen, path=path))
    return ExitCode.FINISHED


def unpair(texts: Texts, name: str) -> int:
    """Take a name away; an exit code."""
    try:
        path = pairing.unpair(name)
    except PairingError as error:
        return _refuse(error, name, texts)
    print(texts.say("pair.unpaired", name=shown(name), path=path))
    return ExitCode.FINISHED


def _profile(texts: Texts, name: str, address: str, seconds: float, *, quiet: bool) -> str | None:
    """The only profile that fits what the device says of itself; None: none or several do, and it is said."""
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


def _refuse(error: PairingError, name: str, texts: Texts) -> int:
    known = ", ".join(paired_names()) or texts.say("devices.none")
    said = texts.say(
        f"pair.{error.code}", name=shown(name), path=error.path, detail=error.detail, known=known
    )
    print(f"chairctl: {said}", file=sys.stderr)
    return ExitCode.USAGE if error.code == "unknown" else ExitCode.REFUSED

"""`chairctl doctor`: what on this computer keeps a session from running, and how to mend it."""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from platformdirs import user_config_path, user_state_path

from chairctl.control.assembly import UnsafeStationError
from chairctl.domain.time import MINUTE
from chairctl.frontends.attach.folder import attach_folder, is_safe, sockets
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.profiles.check import check
from chairctl.profiles.loader import (
    device_names,
    find_device,
    find_paired,
    find_programme,
    load_device,
    load_paired,
    paired_names,
    programme_names,
)
from chairctl.profiles.problems import ProfileErrors, shown
from chairctl.runtime.doctor.bluetooth import check_bluetooth
from chairctl.runtime.doctor.computer import check_clock, check_disk, check_priority
from chairctl.runtime.doctor.finding import Finding, Level, note, ok, problem
from chairctl.runtime.doctor.ledger import check_ledger
from chairctl.runtime.doctor.ports import check_ports
from chairctl.runtime.ledger_files import default_paths
from chairctl.runtime.listening import LineError, check_address, device_of
from chairctl.safety.account import REST
from chairctl.texts import Texts


def doctor(texts: Texts, *, as_json: bool) -> int:
    """Look at everything; an exit code."""
    worst_is_problem = False
    for finding in findings(texts):
        worst_is_problem = worst_is_problem or finding.level is Level.PROBLEM
        if as_json:
            document = {
                "area": finding.area,
                "level": finding.level.value,
                "code": finding.code,
                "params": finding.params,
                "text": say(finding, texts),
            }
            print(json.dumps(document, ensure_ascii=False), flush=True)
        else:
            level = texts.say(f"doctor.level.{finding.level}")
            print(f"{level:9}{texts.say(f'doctor.area.{finding.area}')}: {say(finding, texts)}", flush=True)
    if not as_json:
        print(texts.say("doctor.problems" if worst_is_problem else "doctor.healthy"))
    return ExitCode.PROBLEM if worst_is_problem else ExitCode.FINISHED


def findings(texts: Texts) -> Iterator[Finding]:
    """Everything that is looked at, in the order in which people need it."""
    paths = default_paths()
    folders = {
        "config": user_config_path("chairctl"),
        "state": user_state_path("chairctl"),
        "data": paths.witness.parent,
        "runtime": attach_folder(os.environ),
    }
    yield from check_ports()
    yield from check_bluetooth()
    yield from check_clock()
    yield from check_disk(folders)
    yield from check_ledger(paths)
    yield from check_priority()
    yield from check_sessions(folders["runtime"])
    yield from check_files(texts)


def say(finding: Finding, texts: Texts) -> str:
    """A finding with its remedy, in one line."""
    params: dict[str, str] = {key: shown(value, 300) for key, value in finding.params.items()}
    if finding.area == "disk":
        params["use"] = texts.say(f"doctor.use.{params['use']}")
    if (cause := params.get("cause")) is not None:
        params["cause"] = texts.say(f"reason.ledger_{cause}", limit_min=str(REST // MINUTE))
    if finding.code == "unusable":
        params["why"] = texts.say(
            f"reason.{params['trouble']}", detail=params["detail"], limit_min=str(REST // MINUTE)
        )
    return texts.say(f"doctor.{finding.area}.{finding.code}", **params)


def check_sessions(folder: Path) -> Iterator[Finding]:
    """Sessions that run, and whether others could get at them."""
    if folder.exists() and not is_safe(folder):
        yield problem("sessions", "unsafe", path=str(folder))
    names = [path.stem for path in sockets(folder)]
    yield note("sessions", "running", names=", ".join(names)) if names else ok("sessions", "none")


def check_files(texts: Texts) -> Iterator[Finding]:
    """Every file that a session might need: profiles, programmes, named devices."""
    paths = [find_device(name) for name in device_names()]
    paths += [find_programme(name) for name in programme_names()]
    paths += [find_paired(name) for name in paired_names()]
    said = [one.say(texts) for path in paths for one in check(path)]
    said += [*_broken_profiles(texts), *_broken_names(texts)]
    for one in dict.fromkeys(said):
        yield problem("files", "wrong", said=one)
    if not said:
        yield ok("files", "fine", count=str(len(paths)))


def _broken_profiles(texts: Texts) -> Iterable[str]:
    """Profiles that are sound files and yet no device can be made from."""
    for name in device_names():
        try:
            device_of(load_device(name))
        except ProfileErrors:
            continue  # said already
        except UnsafeStationError as error:
            yield f"{find_device(name)}: {texts.say(f'unsafe.{error.code}', detail=error.detail)}"


def _broken_names(texts: Texts) -> Iterable[str]:
    """Named devices whose profile or address can't be used."""
    for name in paired_names():
        try:
            paired = load_paired(name)
        except ProfileErrors:
            continue  # said already
        try:
            check_address(load_device(paired.profile), paired.address)
        except ProfileErrors as errors:
            yield from (f"{find_paired(name)}: profile: {one.say(texts)}" for one in errors.problems)
        except LineError as error:
            yield f"{find_paired(name)}: address: {texts.say(f'line.{error.code}')}"
        except UnsafeStationError:
            continue  # said with the profile

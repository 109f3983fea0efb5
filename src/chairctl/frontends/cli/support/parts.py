"""Versions, doctor, configuration, profiles, stores and sessions in a bundle."""

import hashlib
import json
import os
import platform
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from platformdirs import user_config_path

from chairctl import __version__
from chairctl.control.redaction import masked_address
from chairctl.frontends.cli.doctor import findings, say
from chairctl.frontends.cli.status import stations
from chairctl.frontends.cli.support.copies import ask
from chairctl.frontends.cli.support.redactor import Redactor, packages, shipped_names
from chairctl.frontends.daemon.config_file import VARIABLE, default_path
from chairctl.frontends.tui.settings import settings_path
from chairctl.profiles.check import check
from chairctl.profiles.loader import device_names, find_device, find_paired, load_paired, paired_names
from chairctl.profiles.problems import ProfileErrors
from chairctl.profiles.yaml_source import parse, read_text
from chairctl.runtime import care_files, ledger_files
from chairctl.runtime.doctor.ledger import check_ledger
from chairctl.runtime.ledger_files import LedgerError
from chairctl.texts import Texts

SHOWN = frozenset(
    {
        "schema",
        "remote",
        "presence_window_min",
        "ceilings_percent",
        "port",
        "version",
        "language",
        "wind_down_after_s",
        "theme",
        "large",
        "bell",
        "blank_minutes",
    }
)
"""Keys of the daemon's and the screen's file whose values are shown; of all others only that they are set."""
_SCHEMA = "PRAGMA user_version"
_OPEN = "SELECT count(*) FROM run WHERE closed = 0"


def versions(texts: Texts) -> dict[str, Any]:
    """What runs here, on what."""
    os_release = platform.freedesktop_os_release() if Path("/etc/os-release").exists() else {}
    return {
        "chairctl": __version__,
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "in_environment": sys.prefix != sys.base_prefix,
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "distribution": os_release.get("PRETTY_NAME", ""),
        "libc": " ".join(platform.libc_ver()),
        "sqlite": sqlite3.sqlite_version,
        "language": texts.language,
        "packages": {name: version for name, version in sorted(packages()) if name != "chairctl"},
    }


def doctor(redactor: Redactor) -> Iterator[dict[str, Any]]:
    """What the doctor finds, in English; of the texts only what is ours."""
    texts = Texts("en")
    for finding in findings(texts):
        yield {
            "area": finding.area,
            "level": finding.level.value,
            "code": finding.code,
            "text": redactor.text(say(finding, texts)),
        }


def configuration(redactor: Redactor) -> dict[str, Any]:
    """The files of the config folder: which, what is wrong with them, and settings that tell nothing."""
    variables = [name for name in sorted(os.environ) if name.startswith(VARIABLE)]
    found: dict[str, Any] = {"variables": redactor.value(variables)}
    found["daemon"] = _daemon(default_path(), redactor)
    found["screen"] = _settings(redactor)
    found["devices"] = [_paired(name, redactor) for name in paired_names()]
    own = sorted((user_config_path("chairctl") / "profiles").glob("*/*.yaml"))
    found["own_files"] = [
        {
            "kind": path.parent.name,
            "name": redactor.text(path.stem),
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "problems": _problems(path, redactor),
        }
        for path in own
    ]
    return found


def _daemon(path: Path, redactor: Redactor) -> Any:
    if not path.exists():
        return None
    try:
        return _shown(parse(read_text(path), path.name).data, "", redactor)
    except ProfileErrors as errors:
        return [{"line": one.line, "column": one.column, "code": one.code} for one in errors.problems]


def _settings(redactor: Redactor) -> Any:
    try:
        return _shown(json.loads(settings_path().read_text(encoding="utf-8")), "", redactor)
    except (OSError, ValueError):
        return None


def _shown(tree: Any, key: str, redactor: Redactor) -> Any:
    match tree:
        case dict() if key in SHOWN:
            return redactor.value(tree)
        case dict():
            return {
                redactor.text(str(name)): _shown(value, str(name), redactor) for name, value in tree.items()
            }
        case list():
            return [_shown(value, key, redactor) for value in tree]
    if key in SHOWN:
        return redactor.value(tree)
    return tree if key == "profile" and tree in shipped_names() else redactor.mask(str(tree))


def _paired(name: str, redactor: Redactor) -> dict[str, Any]:
    found: dict[str, Any] = {"name": redactor.mask(name), "problems": _problems(find_paired(name), redactor)}
    try:
        paired = load_paired(name)
    except ProfileErrors:
        return found
    return found | {"line": masked_address(paired.address)[0], "profile": redactor.text(paired.profile)}


def _problems(path: Path, redactor: Redactor) -> list[dict[str, Any]]:
    return [
        {"line": one.line, "column": one.column, "key": redactor.text(one.key), "code": one.code}
        for one in check(path)
    ]


def profiles(redactor: Redactor) -> dict[str, Any]:
    """The device profiles that named devices use, and those of this user: every value that is ours."""
    own = user_config_path("chairctl") / "profiles"
    used = {load for name in paired_names() if (load := _profile_of(name))}
    used |= {name for name in device_names() if find_device(name).is_relative_to(own)}
    found = {}
    for name in sorted(used):
        try:
            path = find_device(name)
            tree = parse(read_text(path), path.name).data
        except ProfileErrors:
            continue  # named with its problems in the configuration
        found[redactor.text(name)] = {"own": path.is_relative_to(own), "profile": redactor.value(tree)}
    return found


def _profile_of(name: str) -> str | None:
    try:
        return load_paired(name).profile
    except ProfileErrors:
        return None


def stores() -> dict[str, Any]:
    """Ledger and store of people: schema, size, what was set aside. Of what is in them, only counts."""
    paths = ledger_files.default_paths()
    (looked,) = check_ledger(paths)
    return {
        "ledger": _file(paths.ledger, schema=_SCHEMA, runs="SELECT count(*) FROM run", open=_OPEN),
        "ledger_is": looked.code,
        "rest_due_because": looked.params.get("cause", ""),
        "witness": paths.witness.exists(),
        "people": _file(care_files.default_path(), schema=_SCHEMA),
    }


def _file(path: Path, **questions: str) -> dict[str, Any]:
    if not path.exists():
        return {"exists": False}
    asides = len(list(path.parent.glob(f"{path.name}.aside-*")))
    found: dict[str, Any] = {"exists": True, "bytes": path.stat().st_size, "aside": asides}
    try:
        return found | {name: ask(path, question)[0] for name, question in questions.items()}
    except (LedgerError, OSError, sqlite3.Error) as error:
        return found | {"unreadable": type(error).__name__}


def sessions(redactor: Redactor) -> list[Any]:
    """How everything stands that runs now."""
    return [redactor.value(answer) for _, answer in stations()]

"""What people here have named: people, chairs, hosts, this computer. A bundle holds none of it."""

import json
import os
import pwd
import re
import socket
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from chairctl.frontends.cli.support.copies import ask, copy_of
from chairctl.frontends.cli.support.redactor import shipped_names
from chairctl.frontends.daemon.config_file import VARIABLE, default_path
from chairctl.frontends.tui.settings import settings_path
from chairctl.profiles.loader import find_paired, paired_names
from chairctl.profiles.problems import ProfileErrors
from chairctl.profiles.yaml_source import parse, read_text
from chairctl.runtime import care_files, ledger_files
from chairctl.runtime.care_store import CareStore
from chairctl.runtime.ledger_files import LedgerError

USUAL = frozenset(("chairctl", "homeassistant", "home", "root", "localhost", "guest"))
"""Names that say nothing of anybody; so do those of shipped profiles."""
TELLING = frozenset(
    {
        "name",
        "site",
        "device",
        "person",
        "address",
        "host",
        "user",
        "prefix",
        "password_file",
        "password_credential",
        "ca",
        "certificate",
        "key",
        "profile",
    }
)
"""Keys of our files whose values are somebody's own words."""


class NamesError(Exception):
    """The names of people here can't be read, so no free text may be shown."""


def names(env: Mapping[str, str]) -> set[str]:
    """All of them. Raises NamesError."""
    found = {*_computer(), *_people(), *_files()}
    found |= {value for name, value in env.items() if name.startswith(VARIABLE)}
    for name in tuple(found):
        if "://" in name:
            found.add(name.partition("://")[2].rpartition("@")[2].partition("/")[0].partition(":")[0])
        elif name.startswith("ble:"):
            found.add(name.removeprefix("ble:"))
    return {name for name in found if name.lower() not in USUAL | shipped_names()}


def _computer() -> Iterator[str]:
    host = socket.gethostname()
    yield from (host, host.partition(".")[0])
    with suppress(KeyError):
        user = pwd.getpwuid(os.getuid())
        yield from (user.pw_name, Path(user.pw_dir).name, *user.pw_gecos.replace(",", " ").split())
    yield Path.home().name


def _people() -> set[str]:
    """Everybody whom the store or the ledger knows, and the serial numbers of devices that were used."""
    found: set[str] = set()
    serials: set[str] = set()
    people, ledger = care_files.default_path(), ledger_files.default_paths().ledger
    try:
        if people.exists():
            with copy_of(people) as copy, CareStore(copy) as store:
                if store.aside:
                    raise NamesError
                found |= {person.name for person in store.people()}
        if ledger.exists():
            found |= set(ask(ledger, "SELECT DISTINCT person FROM run"))
            serials |= {device.partition(" ")[2] for device in ask(ledger, "SELECT DISTINCT device FROM run")}
    except (care_files.CareError, LedgerError, OSError, sqlite3.Error, ValueError) as error:
        raise NamesError from error
    return found | serials | {part for name in found for part in re.split(r"[\s-]+", name) if len(part) > 2}


def _files() -> Iterator[str]:
    for path in (default_path(), *map(find_paired, paired_names())):
        with suppress(ProfileErrors):
            yield from told(parse(read_text(path), path.name).data)
    yield from paired_names()
    with suppress(OSError, ValueError):
        yield from told(json.loads(settings_path().read_text(encoding="utf-8")))


def told(tree: Any, key: str = "") -> Iterator[str]:
    """The values of keys that hold somebody's own words."""
    match tree:
        case dict():
            for name, value in tree.items():
                yield from told(value, str(name))
        case list():
            for value in tree:
                yield from told(value, key)
        case str() if key in TELLING:
            yield tree

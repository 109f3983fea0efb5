"""`chairctl devices`: named devices, serial ports, simulated chairs, running sessions, kinds that we know."""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from serial.tools.list_ports import comports

from chairctl.frontends.attach.client import HostClient
from chairctl.frontends.attach.folder import attach_folder, sockets
from chairctl.frontends.cli import words
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.simulators import running_chairs
from chairctl.frontends.cli.table import columns
from chairctl.profiles.loader import device_names, load_device, load_paired, paired_names
from chairctl.profiles.problems import ProfileErrors, shown
from chairctl.safety.classes import RESIDUALS, at_best
from chairctl.texts import Texts


def devices(texts: Texts, *, as_json: bool) -> int:
    """List what could be run on; an exit code."""
    found = {
        "paired": _paired(texts),
        "ports": [
            {
                "address": port.device,
                "description": "" if port.description in (None, "n/a") else port.description,
                "serial": port.serial_number or "",
            }
            for port in comports()
        ],
        "simulators": [chair._asdict() for chair in running_chairs()],
        "sessions": _sessions(),
        "profiles": _profiles(texts),
    }
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
        return ExitCode.FINISHED
    for part, rows in (
        ("paired", [[row["name"], shown(row["address"], 200), row["profile"]] for row in found["paired"]]),
        ("ports", [[row["address"], shown(row["description"])] for row in found["ports"]]),
        ("simulators", [[row["url"], row["serial_number"], row["profile"]] for row in found["simulators"]]),
        ("sessions", [_session_row(row, texts) for row in found["sessions"]]),
        ("profiles", [[row["name"], row["title"], row["failsafe"]] for row in found["profiles"]]),
    ):
        print(texts.say(f"devices.{part}"))
        for line in columns(rows) if rows else [texts.say("devices.none")]:
            print(f"  {line}")
    for row in found["sessions"]:
        for link in row["snapshot"].get("links", []):
            _say_class(link["device"], link.get("device_class"), link.get("residuals", ()), texts)
    for row in found["profiles"]:
        _say_class(texts.say("class.at_best", name=row["name"]), row["device_class"], row["residuals"], texts)
    return ExitCode.FINISHED


def _paired(texts: Texts) -> list[dict[str, str]]:
    """Named devices; what is wrong with the file of one is said on standard error."""
    found = []
    for name in paired_names():
        try:
            found.append(asdict(load_paired(name)))
        except ProfileErrors as errors:
            for problem in errors.problems:
                print(f"chairctl: {problem.say(texts)}", file=sys.stderr)
    return found


def _say_class(name: str, device_class: str | None, residuals: Sequence[str], texts: Texts) -> None:
    """A class in words, and below it what no software catches."""
    if device_class is None:
        return
    print(f"{shown(name)}: {texts.say(f'class.{device_class}')}")
    print(f"  {texts.say('class.residuals')}")
    for code in residuals:
        print(f"  - {texts.say(f'class.residual.{code}')} ({', '.join(RESIDUALS[code])})")


def _sessions() -> list[dict[str, Any]]:
    found = []
    for path in sockets(attach_folder(os.environ)):
        try:
            with HostClient(path) as client:
                snapshot = client.ask({"snapshot": True})["snapshot"]
        except (OSError, KeyError):
            continue
        found.append({"socket": str(path), "snapshot": snapshot})
    return found


def _session_row(session: dict[str, Any], texts: Texts) -> list[str]:
    snapshot = session["snapshot"]
    running = snapshot["session"]["programme"] if snapshot["session"] else ""
    pid = session["socket"].removesuffix(".sock").rpartition("-")[2]
    return [f"{snapshot['station']} ({pid})", texts.say(f"state.{snapshot['state']}"), running]


def _profiles(texts: Texts) -> list[dict[str, Any]]:
    found = []
    for name in device_names():
        try:
            profile = load_device(name)
        except ProfileErrors as errors:
            for problem in errors.problems:
                print(f"chairctl: {problem.say(texts)}", file=sys.stderr)
            continue
        says = words.failsafe(profile.failsafe, texts)
        best = at_best(profile)
        found.append(
            {
                "name": name,
                "title": getattr(profile.title, texts.language),
                "failsafe": says,
                "device_class": best.device_class.value,
                "residuals": best.residuals,
            }
        )
    return found

"""`chairctl devices`: serial ports, simulated chairs, running sessions, and the kinds of device we know."""

import json
import os
import sys
from typing import Any

from serial.tools.list_ports import comports

from chairctl.frontends.attach.client import HostClient
from chairctl.frontends.attach.folder import attach_folder, sockets
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.simulators import running_chairs
from chairctl.frontends.cli.table import columns
from chairctl.profiles.loader import device_names, load_device
from chairctl.profiles.problems import ProfileErrors, shown
from chairctl.texts import Texts


def devices(texts: Texts, *, as_json: bool) -> int:
    """List what could be run on; an exit code."""
    found = {
        "ports": [
            {
                "address": port.device,
                "description": port.description or "",
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
        ("ports", [[row["address"], shown(row["description"])] for row in found["ports"]]),
        ("simulators", [[row["url"], row["serial_number"]] for row in found["simulators"]]),
        ("sessions", [_session_row(row, texts) for row in found["sessions"]]),
        ("profiles", [[row["name"], row["title"], row["failsafe"]] for row in found["profiles"]]),
    ):
        print(texts.say(f"devices.{part}"))
        for line in columns(rows) if rows else [texts.say("devices.none")]:
            print(f"  {line}")
    return ExitCode.FINISHED


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


def _profiles(texts: Texts) -> list[dict[str, str]]:
    found = []
    for name in device_names():
        try:
            profile = load_device(name)
        except ProfileErrors as errors:
            for problem in errors.problems:
                print(f"chairctl: {problem.say(texts)}", file=sys.stderr)
            continue
        failsafe = profile.failsafe
        says = texts.say(
            f"failsafe.{failsafe.on_host_loss}", ms=failsafe.within_ms, evidence=shown(failsafe.evidence)
        )
        found.append({"name": name, "title": getattr(profile.title, texts.language), "failsafe": says})
    return found

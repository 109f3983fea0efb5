"""`chairctl status`: how every session and every station of a daemon of this user stands."""

import json
import os
from typing import Any

from chairctl.frontends.attach.client import HostClient
from chairctl.frontends.attach.folder import attach_folder, sockets
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.table import columns
from chairctl.profiles.problems import shown
from chairctl.texts import Texts


def stations() -> list[tuple[str, dict[str, Any]]]:
    """Socket and answer of everything that runs."""
    found = []
    for path in sockets(attach_folder(os.environ)):
        try:
            with HostClient(path) as client:
                answer = client.ask({"snapshot": True})
        except OSError:
            continue
        if "snapshot" in answer:
            found.append((str(path), answer))
    return found


def status(texts: Texts, *, as_json: bool) -> int:
    """Say it; an exit code."""
    found = stations()
    if as_json:
        print(json.dumps([{"socket": path, **answer} for path, answer in found], ensure_ascii=False))
    elif not found:
        print(texts.say("status.nothing"))
    else:
        for line in columns([_row(answer, texts) for _, answer in found]):
            print(line)
    if not found:
        return ExitCode.NO_DEVICE
    tripped = any(answer["snapshot"]["trips"] for _, answer in found)
    return ExitCode.TRIPPED if tripped else ExitCode.FINISHED


def _row(answer: dict[str, Any], texts: Texts) -> list[str]:
    snapshot = answer["snapshot"]
    session = snapshot["session"]
    links = [
        texts.say(f"status.{'up' if link['connected'] else 'down'}", device=shown(link["device"]))
        for link in snapshot["links"]
    ]
    zero = {True: "zero", False: "not_zero", None: "unheard"}[answer.get("at_rest")]
    asks = texts.say("status.asks", what=shown(answer["asks"])) if answer.get("asks") else ""
    return [
        shown(snapshot["station"]),
        texts.say(f"state.{snapshot['state']}"),
        session["title"][texts.language] if session else "",
        texts.say(f"status.{zero}"),
        ", ".join(links),
        asks,
    ]

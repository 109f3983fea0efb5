"""The written API, made from the same types (`make mqtt-api`).

An AsyncAPI document, and a JSON schema of every payload.
"""

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from chairctl import __version__
from chairctl.frontends.mqtt.orders import ORDER
from chairctl.frontends.mqtt.payloads import Answer, ChairState, Happening
from chairctl.frontends.mqtt.topics import OFFLINE, ONLINE, Topics

PAYLOADS: dict[str, TypeAdapter[Any]] = {
    "command": ORDER,
    "answer": TypeAdapter(Answer),
    "state": TypeAdapter(ChairState),
    "event": TypeAdapter(Happening),
}
ASYNCAPI = "asyncapi.json"
_SCHEMA = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON schema of every payload, by its name."""
    return {
        name: {"$schema": _SCHEMA, "title": name, **adapter.json_schema(mode="validation")}
        for name, adapter in PAYLOADS.items()
    }


def asyncapi() -> dict[str, Any]:
    """The AsyncAPI document."""
    topics = Topics("{prefix}", "{site}", "{daemon}")
    availability = {"type": "string", "enum": [ONLINE, OFFLINE]}
    anything = {"description": "Anything at all, also nothing: it stops."}
    # name, address, payload, retained, whether the daemon listens there, what it is
    rows: list[tuple[str, str, dict[str, Any], bool, bool, str]] = [
        ("daemonAvailability", topics.availability, availability, True, False, "Is the daemon there?"),
        ("state", topics.state("{chair}"), _schema("state"), True, False, "How the chair stands."),
        ("link", topics.link("{chair}", "{device}"), availability, True, False, "The line to a device."),
        ("channel", topics.channel("{chair}", "{channel}"), availability, True, False, "Can it be used?"),
        ("event", topics.chair("{chair}", "event"), _schema("event"), False, False, "What has happened."),
        ("answer", topics.chair("{chair}", "answer"), _schema("answer"), False, False, "What became of it."),
        (
            "command",
            topics.chair("{chair}", "command"),
            _schema("command"),
            False,
            True,
            "What to do.",
        ),
        ("admin", topics.chair("{chair}", "admin"), _schema("command"), False, True, "The same, and more."),
        ("stop", topics.chair("{chair}", "stop"), anything, False, True, "Stops the chair."),
        ("stopSite", "{prefix}/{site}/stop", anything, False, True, "Stops every chair of a site."),
        ("stopAll", "{prefix}/stop", anything, False, True, "Stops everything."),
    ]
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    for name, address, payload, retained, listens, summary in rows:
        channels[name] = {
            "address": address,
            "description": summary,
            "parameters": {part: {} for part in _parameters(address)},
            "messages": {name: {"payload": payload}},
        }
        operations[name] = {
            "action": "receive" if listens else "send",
            "channel": {"$ref": f"#/channels/{name}"},
            "bindings": {"mqtt": {"qos": 1, "retain": retained, "bindingVersion": "0.2.0"}},
        }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "chairctl over MQTT",
            "version": __version__,
            "description": "What `chairctl daemon` says and hears on a broker; docs/mqtt.md tells the rules.",
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
    }


def written() -> dict[str, str]:
    """Every file of the written API, by its path in the folder."""
    files = {ASYNCAPI: asyncapi(), **{f"schemas/{name}.json": one for name, one in schemas().items()}}
    return {path: json.dumps(document, indent=1) + "\n" for path, document in files.items()}


def main() -> None:
    """Write it."""
    folder = Path(sys.argv[1])
    for path, text in written().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def _schema(name: str) -> dict[str, str]:
    return {"$ref": f"./schemas/{name}.json"}


def _parameters(address: str) -> list[str]:
    return [part[1:-1] for part in address.split("/") if part.startswith("{")]


if __name__ == "__main__":
    main()

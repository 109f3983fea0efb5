"""What Home Assistant is told that a chair is, and what is left of chairs that are gone; pure."""

import json
from collections.abc import Collection, Iterator
from typing import Any

from chairctl import __version__
from chairctl.frontends.mqtt.controls import controls
from chairctl.frontends.mqtt.entity import Parts, Shown
from chairctl.frontends.mqtt.sensors import sensors
from chairctl.frontends.mqtt.topics import Topics
from chairctl.texts import Texts

ORIGIN = "chairctl"


def config_of(topics: Topics, shown: Shown, texts: Texts) -> dict[str, Any]:
    """The retained payload of device-based discovery; Home Assistant knows it since 2024.11."""
    parts = Parts(topics, shown, texts)
    language = texts.language
    titles = [getattr(profile.title, language) for profile in shown.profiles]
    return {
        "device": {
            "identifiers": [topics.object_id(shown.chair)],
            "name": shown.chair.replace("_", " ").replace("-", " ").title(),
            "model": ", ".join(titles),
            "sw_version": __version__,
        },
        "origin": {"name": ORIGIN, "sw_version": __version__},
        "components": dict((*controls(parts), *sensors(parts))),
    }


def leftovers(
    topic: str, payload: bytes, topics: Topics, chairs: Collection[str], configs: Collection[str]
) -> Iterator[str]:
    """Retained topics to be cleared: what this daemon once said of a chair that it does not have any more.

    `configs` are the topics at which it tells Home Assistant of chairs now.
    """
    try:
        document: Any = json.loads(payload)
    except (ValueError, RecursionError):
        return
    if not isinstance(document, dict):
        return
    if topic.startswith(f"{topics.discovery}/device/"):
        if _is_ours(document, topics) and topic not in configs:
            yield topic
        return
    chair = document.get("chair")
    if not isinstance(chair, str) or topic != topics.state(chair) or chair in chairs:
        return
    if document.get("daemon") != topics.daemon:
        return
    yield topic
    for key, place in (("links", topics.link), ("channels", topics.channel)):
        names = document.get(key)
        for name in names if isinstance(names, dict) else ():
            if isinstance(name, str) and name and not set(name) & set("+#/"):
                yield place(chair, name)


def _is_ours(document: dict[Any, Any], topics: Topics) -> bool:
    """Whether this daemon has said it: only its own availability is that of the stop."""
    origin, components = document.get("origin"), document.get("components")
    if not isinstance(origin, dict) or origin.get("name") != ORIGIN or not isinstance(components, dict):
        return False
    stop = components.get("stop")
    return isinstance(stop, dict) and stop.get("availability") == [{"topic": topics.availability}]

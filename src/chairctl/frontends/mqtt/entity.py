"""The parts of which Home Assistant's components of a chair are made; pure.

A command template dates and names every command, because Home Assistant has no other way to say when it
was sent.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

from chairctl.frontends.cli import words
from chairctl.frontends.mqtt.policy import Policy
from chairctl.frontends.mqtt.topics import Topics
from chairctl.profiles.device import ChannelProfile, DeviceProfile
from chairctl.texts import Texts

Component: TypeAlias = dict[str, Any]

_NOW = "{{ utcnow().timestamp() }}"


class Shown(NamedTuple):
    """What a chair has, as far as Home Assistant is concerned."""

    chair: str
    profiles: tuple[DeviceProfile, ...]
    policy: Policy
    programmes: Mapping[str, str]
    """Titles by name, of those that the chair can do."""
    settable: frozenset[str]
    """Channels that a remote may set."""


class Parts:
    """Makes components of one chair, in one language."""

    def __init__(self, topics: Topics, shown: Shown, texts: Texts) -> None:
        self.topics = topics
        self.shown = shown
        self.texts = texts
        self._kinds = {channel.channel.name: channel.channel.kind for channel, _ in self.channels()}

    @property
    def state(self) -> str:
        """Where the chair's document is."""
        return self.topics.state(self.shown.chair)

    def channels(self) -> list[tuple[ChannelProfile, DeviceProfile]]:
        """Every channel, and its device."""
        return [(channel, profile) for profile in self.shown.profiles for channel in profile.channels]

    def door(self, door: str) -> str:
        """A topic for commands."""
        return self.topics.chair(self.shown.chair, door)

    def id(self, key: str) -> str:
        """A key among all of Home Assistant."""
        return f"{self.topics.object_id(self.shown.chair)}_{key}"

    def named(self, platform: str, key: str, icon: str, available: Iterable[str] = ()) -> Component:
        """What every component has; without `available`, it is while the daemon and all devices are there."""
        everything = (
            self.topics.availability,
            *(self.topics.link(self.shown.chair, profile.name) for profile in self.shown.profiles),
        )
        return {
            "platform": platform,
            "unique_id": self.id(key),
            "object_id": self.id(key),
            "name": self.texts.say(f"entity.{key}", channel="", device=""),
            "icon": icon,
            "availability": [{"topic": topic} for topic in available or everything],
            "availability_mode": "all",
        }

    def of_channel(self, platform: str, name: str, what: str, icon: str) -> Component:
        """The same for something of one channel."""
        available = (self.topics.availability, self.topics.channel(self.shown.chair, name))
        channel = words.channel(name, self._kinds, self.texts)
        title = self.texts.say(f"entity.{what}", channel=channel[:1].upper() + channel[1:])
        key = self.id(f"{name}_{what}")
        return {
            **self.named(platform, what, icon, available),
            "name": title,
            "unique_id": key,
            "object_id": key,
        }

    def valued(self, template: str) -> Component:
        """A value from the chair's document."""
        return {"state_topic": self.state, "value_template": template, "qos": 1}

    def sensor(self, key: str, icon: str, template: str, **more: Any) -> Component:
        """A value that is shown."""
        return {**self.named("sensor", key, icon), **self.valued(template), **more}

    def flag(self, key: str, condition: str, icon: str, *, daemon_only: bool = False) -> Component:
        """Yes or no."""
        available = [self.topics.availability] if daemon_only else []
        template = f"{{{{ 'ON' if {condition} else 'OFF' }}}}"
        return {**self.named("binary_sensor", key, icon, available), **self.valued(template)}

    def chosen_from(self, titles: Mapping[str, str], path: str) -> Component:
        """One of several titles."""
        template = looked_up(titles, path)
        return {"options": list(titles.values()), **self.valued(template)}

    def button(self, action: str, icon: str, door: str = "command") -> Component:
        """A command without a value."""
        return {**self.named("button", action, icon), **self.command(action, action, door)}

    def command(self, key: str, action: str, door: str = "command", **fields: str) -> Component:
        """Where a component's commands go, and what they say."""
        template = self.template(key, action, **fields)
        return {"command_topic": self.door(door), "command_template": template, "qos": 1}

    def template(self, key: str, action: str, **fields: str) -> str:
        """A command as Home Assistant fills it in: dated now, with an id that is never used again."""
        parts = [f'"id":"ha-{key}-{_NOW}"', f'"at":{_NOW}', f'"action":"{action}"']
        parts += [f'"{name}":{value}' for name, value in fields.items()]
        return "{" + ",".join(parts) + "}"


def looked_up(titles: Mapping[str, str], path: str | None = None) -> str:
    """A template: from the code at `path` to its title; without a path, from the title chosen to its code."""
    table = titles if path else {title: code for code, title in titles.items()}
    written = json.dumps(dict(table), ensure_ascii=False)
    if path:
        return f"{{{{ {written}.get({path}, none) }}}}"
    return f"{{{{ {written}.get(value, '') | tojson }}}}"

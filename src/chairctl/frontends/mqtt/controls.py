"""What Home Assistant can do with a chair: only what the policy lets a remote do is offered; pure."""

from collections.abc import Iterator, Mapping

from chairctl.domain.channels import ChannelKind, Technique
from chairctl.frontends.mqtt.entity import Component, Parts, looked_up
from chairctl.frontends.mqtt.policy import Policy
from chairctl.profiles.device import ChannelProfile
from chairctl.safety.limiter import lets_up

_LEAST_HEAT_C = 30
_HEAT_WHEN_SWITCHED_ON_C = 38


def controls(parts: Parts) -> Iterator[tuple[str, Component]]:
    """Every control by its key; the stop comes first."""
    yield "stop", _stop(parts)
    yield from _session(parts)
    yield from _controls(parts)


def _stop(parts: Parts) -> Component:
    """Available for as long as the daemon is: an entity that is unavailable sends nothing, silently."""
    return {
        **parts.named("button", "stop", "mdi:stop-circle", [parts.topics.availability]),
        "command_topic": parts.topics.chair(parts.shown.chair, "stop"),
        "payload_press": "STOP",
        "qos": 1,
    }


def _session(parts: Parts) -> Iterator[tuple[str, Component]]:
    policy = parts.shown.policy
    if policy is Policy.FULL:
        titles = parts.shown.programmes
        yield (
            "programme",
            {
                **parts.named("select", "programme", "mdi:playlist-play"),
                **parts.chosen_from(titles, "value_json.chosen"),
                **parts.command("programme", "choose", programme=looked_up(titles)),
            },
        )
        yield "run", parts.button("run", "mdi:play")
    if policy is not Policy.STOP_ONLY:
        for action, icon in (
            ("pause", "mdi:pause"),
            ("resume", "mdi:play-pause"),
            ("skip", "mdi:skip-next"),
            ("follow", "mdi:undo"),
        ):
            yield action, parts.button(action, icon)
        for action, icon in (("release", "mdi:link-off"), ("take", "mdi:link")):
            yield action, {**parts.button(action, icon, "admin"), "entity_category": "config"}
    if policy is Policy.FULL and any(lets_up(channel) for channel, _ in parts.channels()):
        yield "let_me_up", parts.button("let_me_up", "mdi:seat-recline-normal")


def _controls(parts: Parts) -> Iterator[tuple[str, Component]]:
    if parts.shown.policy is Policy.STOP_ONLY:
        return
    for channel, profile in parts.channels():
        name, kind, _ = channel.channel
        if name not in parts.shown.settable or kind is ChannelKind.POSTURE:
            continue
        if kind is ChannelKind.HEAT:
            yield f"{name}_heat", _heat(parts, channel)
            continue
        yield f"{name}_intensity", _intensity(parts, name)
        if kind is ChannelKind.ROLLER:
            titles = {one.value: parts.texts.say(f"technique.{one}") for one in Technique}
            yield f"{name}_technique", _mode(parts, name, "technique", titles)
            zones = {zone.name: zone.name for zone in profile.zones}
            if zones:
                yield f"{name}_zone", _mode(parts, name, "zone", zones)


def _intensity(parts: Parts, name: str) -> Component:
    return {
        **parts.of_channel("number", name, "intensity", "mdi:sine-wave"),
        **parts.command(f"{name}_intensity", "set", channel=f'"{name}"', percent="{{ value }}"),
        "state_topic": parts.state,
        "value_template": f"{{{{ value_json.channels['{name}'].wanted }}}}",
        "min": 0,
        "max": 100,
        "step": 1,
        "unit_of_measurement": "%",
    }


def _mode(parts: Parts, name: str, what: str, titles: Mapping[str, str]) -> Component:
    order = {"channel": f'"{name}"', what: looked_up(titles)}
    return {
        **parts.of_channel("select", name, what, "mdi:hand-back-right"),
        **parts.chosen_from(titles, f"value_json.channels['{name}'].{what}"),
        **parts.command(f"{name}_{what}", "set", **order),
    }


def _heat(parts: Parts, channel: ChannelProfile) -> Component:
    name = channel.channel.name
    path = f"value_json.channels['{name}']"
    degrees = parts.template(f"{name}_heat", "set", channel=f'"{name}"', temperature_c="{{ value }}")
    switched = f"{{{{ {_HEAT_WHEN_SWITCHED_ON_C} if value == 'heat' else 0 }}}}"
    mode = parts.template(f"{name}_mode", "set", channel=f'"{name}"', temperature_c=switched)
    return {
        **parts.of_channel("climate", name, "intensity", "mdi:heat-wave"),
        "modes": ["off", "heat"],
        "mode_state_topic": parts.state,
        "mode_state_template": f"{{{{ 'heat' if {path}.wanted > 0 else 'off' }}}}",
        "mode_command_topic": parts.door("command"),
        "mode_command_template": mode,
        "temperature_state_topic": parts.state,
        "temperature_state_template": f"{{{{ {path}.wanted if {path}.wanted > 0 else none }}}}",
        "temperature_command_topic": parts.door("command"),
        "temperature_command_template": degrees,
        "current_temperature_topic": parts.state,
        "current_temperature_template": f"{{{{ {path}.temperature }}}}",
        "min_temp": _LEAST_HEAT_C,
        "max_temp": channel.max_level / 10,
        "temp_step": 0.5,
        "temperature_unit": "C",
        "precision": 0.1,
        "qos": 1,
    }

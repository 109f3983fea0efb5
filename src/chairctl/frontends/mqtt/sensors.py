"""What Home Assistant shows of a chair; pure."""

from collections.abc import Iterable, Iterator

from chairctl.domain.channels import ChannelKind
from chairctl.domain.safety import SafetyState
from chairctl.domain.snapshot import DeviceClass
from chairctl.frontends.mqtt.entity import Component, Parts, looked_up
from chairctl.frontends.mqtt.topics import OFFLINE, ONLINE

_CELSIUS = {"device_class": "temperature", "unit_of_measurement": "°C", "state_class": "measurement"}


def sensors(parts: Parts) -> Iterator[tuple[str, Component]]:
    """Every sensor by its key."""
    states = {one.value: parts.texts.say(f"entity_state.{one}") for one in SafetyState}
    state = looked_up(states, "value_json.state")
    yield "state", parts.sensor("state", "mdi:shield-check", state, **_enum(states.values()))
    none = parts.texts.say("entity_state.none")
    running = f"{{{{ value_json.session.title if value_json.session else '{none}' }}}}"
    yield "running", parts.sensor("running", "mdi:spa", running)
    remaining = "{{ value_json.session.remaining_s if value_json.session else 0 }}"
    seconds = {"device_class": "duration", "unit_of_measurement": "s"}
    yield "remaining", parts.sensor("remaining", "mdi:timer-sand", remaining, **seconds)
    yield "energised", parts.sensor("energised", "mdi:timer", "{{ value_json.energised_s }}", **seconds)
    dose = {"unit_of_measurement": "CEM43", "state_class": "measurement"}
    yield "dose", parts.sensor("dose", "mdi:thermometer-alert", "{{ value_json.heat_dose }}", **dose)
    classes = {one.value: one.value.upper() for one in DeviceClass}
    device_class = looked_up({**classes, "": none}, "value_json.device_class or ''")
    yield (
        "device_class",
        parts.sensor(
            "device_class",
            "mdi:security",
            device_class,
            **_enum((*classes.values(), none)),
            entity_category="diagnostic",
        ),
    )
    ended = f"{{{{ (value_json.ended.text if value_json.ended else '{none}')[:250] }}}}"
    yield "ended", parts.sensor("ended", "mdi:flag-checkered", ended)
    yield "asks", parts.sensor("asks", "mdi:account-question", f"{{{{ value_json.asks or '{none}' }}}}")
    for channel, _ in parts.channels():
        name, kind, _device = channel.channel
        if kind is ChannelKind.HEAT:
            pad = parts.of_channel("sensor", name, "pad", "mdi:thermometer")
            value = f"{{{{ value_json.channels['{name}'].temperature }}}}"
            yield f"{name}_pad", {**pad, **parts.valued(value), **_CELSIUS}
    yield "alarm", _alarm(parts)
    yield "presence", parts.flag("presence", "value_json.answer_within_s is not none", "mdi:bell-ring")
    for profile in parts.shown.profiles:
        yield f"{profile.name}_link", _link(parts, profile.name)
    yield (
        "happening",
        {
            **parts.named("event", "happening", "mdi:alert", [parts.topics.availability]),
            "state_topic": parts.topics.chair(parts.shown.chair, "event"),
            "event_types": ["alarm", "ended", "asks"],
            "qos": 1,
        },
    )


def _alarm(parts: Parts) -> Component:
    return {
        **parts.flag("alarm", "value_json.alarms | length > 0", "mdi:alarm-light", daemon_only=True),
        "device_class": "problem",
        "json_attributes_topic": parts.state,
        "json_attributes_template": "{{ {'alarms': value_json.alarms} | tojson }}",
    }


def _link(parts: Parts, device: str) -> Component:
    named = parts.named("binary_sensor", "link", "mdi:connection", [parts.topics.availability])
    return {
        **named,
        "name": parts.texts.say("entity.link", device=device),
        "unique_id": parts.id(f"{device}_link"),
        "object_id": parts.id(f"{device}_link"),
        "device_class": "connectivity",
        "entity_category": "diagnostic",
        "state_topic": parts.topics.link(parts.shown.chair, device),
        "payload_on": ONLINE,
        "payload_off": OFFLINE,
    }


def _enum(options: Iterable[str]) -> Component:
    return {"device_class": "enum", "options": list(options)}

"""What Home Assistant is told: stop first, only what may be done, in both languages; and what is cleared."""

import json
import re
from typing import Any

import pytest

from chairctl.frontends.mqtt.discovery import config_of, leftovers
from chairctl.frontends.mqtt.entity import Shown
from chairctl.frontends.mqtt.orders import read_order
from chairctl.frontends.mqtt.policy import Policy
from chairctl.frontends.mqtt.topics import Topics
from chairctl.profiles.loader import device_names, load_device
from chairctl.texts import Texts

TOPICS = Topics("chairctl", "home", "pi")
TITLES = {"relax": "Relax", "kneading": "Kneading"}


def config(
    policy: Policy = Policy.FULL, device: str = "chairlink-reference", language: str = "en"
) -> dict[str, Any]:
    profile = load_device(device)
    channels = frozenset(channel.channel.name for channel in profile.channels)
    shown = Shown("lounge", (profile,), policy, TITLES, channels)
    return config_of(TOPICS, shown, Texts(language))


def test_the_stop_comes_first_and_is_available_whenever_the_daemon_is() -> None:
    for policy in Policy:
        components = config(policy)["components"]
        assert next(iter(components)) == "stop"
        assert components["stop"]["availability"] == [{"topic": TOPICS.availability}]
        assert components["stop"]["command_topic"] == "chairctl/home/lounge/stop"


def test_only_what_the_policy_permits_is_offered() -> None:
    def commands(policy: Policy) -> set[str]:
        return {
            key
            for key, component in config(policy)["components"].items()
            if any("command_topic" in name for name in component)
        }

    assert commands(Policy.STOP_ONLY) == {"stop"}
    assert {"air_intensity", "seat_heat_heat", "roller_technique", "roller_zone", "pause"} <= commands(
        Policy.ADJUST
    )
    assert commands(Policy.FULL) - commands(Policy.ADJUST) == {"programme", "run"}


@pytest.mark.parametrize("device", device_names())
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_device_has_entities_whose_ids_differ_and_whose_names_say_something(
    device: str, language: str
) -> None:
    components = config(device=device, language=language)["components"]
    ids = [component["unique_id"] for component in components.values()]
    assert len(set(ids)) == len(ids)
    assert all(component["name"].strip() for component in components.values())
    json.dumps(components, allow_nan=False)


def test_names_are_told_in_the_language_of_the_household() -> None:
    english, german = config()["components"], config(language="de")["components"]
    assert (english["stop"]["name"], german["stop"]["name"]) == ("Stop", "Stopp")
    assert english.keys() == german.keys()


@pytest.mark.parametrize("device", ["chairlink-reference", "ergomotion-bed"])
def test_every_command_template_makes_a_command_that_can_be_read(device: str) -> None:
    made = 0
    for component in config(device=device)["components"].values():
        for name, template in component.items():
            if not name.endswith("command_template"):
                continue
            text = template.replace("{{ utcnow().timestamp() }}", "1790000000.25").replace(
                "{{ value }}", "30"
            )
            text = re.sub(r"\{\{ 38 if .*? \}\}", "38", text)
            text = re.sub(r"\{\{ \{.*?\}\.get\(value, ''\) \| tojson \}\}", '"rolling"', text)
            order = read_order(text.encode())
            assert order.at == 1790000000.25
            made += 1
    assert made > 8


def test_what_is_left_of_a_chair_that_is_gone_is_cleared_and_nothing_of_others() -> None:
    ours = json.dumps(config()).encode()
    topic = TOPICS.config("lounge")
    assert list(leftovers(topic, ours, TOPICS, ["lounge"], [topic])) == []
    assert list(leftovers(topic, ours, TOPICS, ["lounge"], [])) == [topic]
    assert list(leftovers(topic, ours, Topics("chairctl", "home", "other"), [], [])) == []
    assert (
        list(leftovers("homeassistant/device/lamp/config", b'{"origin": {"name": "zigbee"}}', TOPICS, [], []))
        == []
    )
    state = json.dumps({"chair": "old", "daemon": "pi", "links": {"x": {}}, "channels": {"air": {}, "#": {}}})
    assert list(leftovers(TOPICS.state("old"), state.encode(), TOPICS, ["lounge"], [])) == [
        "chairctl/home/old/state",
        "chairctl/home/old/link/x/availability",
        "chairctl/home/old/channel/air/availability",
    ]
    assert list(leftovers(TOPICS.state("old"), state.encode(), TOPICS, ["old"], [])) == []
    foreign = state.replace('"pi"', '"loft"').encode()
    assert list(leftovers(TOPICS.state("old"), foreign, TOPICS, ["lounge"], [])) == []
    for garbage in (b"", b"[]", b"{", b"\xff", b'{"chair": 5}', b"[" * 5_000):
        assert list(leftovers(TOPICS.state("old"), garbage, TOPICS, [], [])) == []

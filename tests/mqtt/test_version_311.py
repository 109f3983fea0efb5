"""MQTT 3.1.1: everything needs a date, and what was wrongly retained is known at the next connection."""

import time
from pathlib import Path

import pytest

from chairctl_proof.broker.mosquitto import MISSING, MOSQUITTO
from chairctl_proof.broker.remote import CHAIR, DAEMON, Remote
from chairctl_proof.broker.scene import scene

pytestmark = pytest.mark.skipif(MOSQUITTO is None, reason=MISSING)


def test_over_311_dated_commands_and_stops_work_and_nothing_that_was_kept_does(tmp_path: Path) -> None:
    with scene(tmp_path, "  version: 3.1.1\n") as stage, Remote(stage.broker.port) as remote:
        remote.wait_for(f"{DAEMON}/availability", "online")
        stage.sit()
        assert remote.ask(action="set", channel="air", percent=10)["outcome"] == "accepted"
        undated = {"id": "u", "action": "set", "channel": "air", "percent": 10}
        remote.say(f"{CHAIR}/command", undated, MessageExpiryInterval=1)
        assert remote.answer("u")["reasons"][0]["code"] == "undated"
        remote.say(f"{CHAIR}/stop", "")
        remote.rests()
        kept = {**undated, "id": "kept", "at": time.time()}
        remote.say(f"{CHAIR}/command", kept, retain=True)
        assert remote.answer("kept")["reasons"][0]["code"] == "not_armed"
        since = len(remote.heard)
        stage.end()
        stage.start()
        remote.wait_for(f"{DAEMON}/availability", "online", since=since)
        again = remote.answer("kept", since=since)
        assert again["reasons"][0]["code"] == "retained"

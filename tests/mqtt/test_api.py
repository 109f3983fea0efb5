"""The written API is that of the code."""

import json
from pathlib import Path

from pydantic import TypeAdapter
from tests.support.scripted import Stage

from chairctl.frontends.mqtt.api import written
from chairctl.frontends.mqtt.outbox import written as as_sent
from chairctl.frontends.mqtt.payloads import ChairState
from chairctl.frontends.mqtt.policy import Policy
from chairctl.frontends.mqtt.state import Around, Teller
from chairctl.frontends.mqtt.topics import Topics
from chairctl.texts import Texts

FOLDER = Path(__file__).parents[2] / "docs/mqtt"


def test_the_written_api_is_current() -> None:
    """`make mqtt-api` writes it."""
    assert {path: (FOLDER / path).read_text(encoding="utf-8") for path in written()} == written()


def test_every_reference_of_the_written_api_leads_somewhere() -> None:
    document = json.loads(written()["asyncapi.json"])
    for channel in document["channels"].values():
        for message in channel["messages"].values():
            reference = message["payload"].get("$ref")
            assert reference is None or reference.removeprefix("./") in written()
    for operation in document["operations"].values():
        assert operation["channel"]["$ref"].removeprefix("#/channels/") in document["channels"]


def test_what_is_told_of_a_chair_fits_its_schema() -> None:
    stage = Stage().arm()
    teller = Teller("lounge", stage.profiles, Texts("de"))
    around = Around(Topics("chairctl", "home", "pi"), Policy.FULL, "a-1", None, None)
    state = teller.state(stage.station.snapshot(stage.now), around)
    assert TypeAdapter(ChairState).validate_json(as_sent(state)) == state

"""All chairs of a broker, from messages that may be anybody's."""

import json

import pytest

from chairctl.frontends.mqtt.fleet import Fleet

STATE = {
    "daemon": "pi",
    "state": "energised",
    "session": {"title": "Relax", "remaining_s": 90},
    "alarms": [{"code": "pad_hot"}],
    "links": {"chair": {"connected": True}, "unit": {"connected": False}},
}


def fleet() -> Fleet:
    found = Fleet("chairctl")
    found.hear("chairctl/home/lounge/state", json.dumps(STATE).encode())
    found.hear("chairctl/home/_daemon/pi/availability", b"online")
    return found


def test_a_chair_is_a_row() -> None:
    (row,) = fleet().rows()
    assert row.name == "home/lounge"
    assert (row.online, row.state, row.session, row.remaining_s) == (True, "energised", "Relax", 90)
    assert (row.alarms, row.links) == ("pad_hot", "unit")


def test_a_chair_whose_daemon_has_gone_is_shown_as_such() -> None:
    found = fleet()
    found.hear("chairctl/home/_daemon/pi/availability", b"offline")
    assert [row.online for row in found.rows()] == [False]
    found.hear("chairctl/home/lounge/state", b"")
    assert found.rows() == []


def test_rows_are_chosen_by_parts_of_their_values() -> None:
    assert len(fleet().rows({"state": "ENERG", "online": "true"})) == 1
    assert fleet().rows({"site": "office"}) == []


@pytest.mark.parametrize(
    "payload",
    [
        b"{",
        b"[]",
        b"7",
        b"\xff",
        b"[" * 9_000,
        b'{"session": 7, "alarms": {"a": 1}, "links": [1], "state": ["x"], "daemon": {}}',
        b'{"session": {"title": "\\u001b[2J", "remaining_s": "9"}, "alarms": ["x", {}], "links": {"a": 1}}',
    ],
)
def test_whatever_somebody_publishes_breaks_nothing_and_controls_no_terminal(payload: bytes) -> None:
    found = fleet()
    found.hear("chairctl/home/odd/state", payload)
    found.hear("chairctl/home/odd/deeper/state", payload)
    for row in found.rows():
        assert all(str(value).isprintable() for value in row)

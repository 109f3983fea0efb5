"""The decision about a message: stop first, and nothing else that is not meant for now."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairctl.domain.safety import Outcome
from chairctl.domain.time import MILLISECOND, MINUTE, SECOND
from chairctl.frontends.mqtt.decide import (
    MOST_SEEN,
    Confirm,
    Granted,
    Message,
    Refused,
    Seen,
    Standing,
    StopNow,
    decide,
)
from chairctl.frontends.mqtt.orders import LONGEST_PAYLOAD, Set
from chairctl.frontends.mqtt.payloads import Answer
from chairctl.frontends.mqtt.policy import Policy
from chairctl.frontends.mqtt.topics import Door

WALL = 1_790_000_000 * SECOND
SITTING = Standing(
    policy=Policy.FULL,
    wall_ns=WALL,
    line_proven=SECOND // 10,
    armed=True,
    arming="a-1",
    at_chair=MINUTE,
    presence_window=10 * MINUTE,
)
SET: dict[str, Any] = {"action": "set", "channel": "air", "percent": 20}


def order(**fields: object) -> bytes:
    document = {"id": "1", "at": WALL / SECOND, **SET, **fields}
    return json.dumps({key: value for key, value in document.items() if value is not None}).encode()


def verdict(payload: bytes, standing: Standing = SITTING, door: Door = Door.COMMAND, **facts: Any) -> object:
    return decide(Message(door, payload, **facts), standing, Seen())


def code(payload: bytes, standing: Standing = SITTING, door: Door = Door.COMMAND, **facts: Any) -> str:
    found = verdict(payload, standing, door, **facts)
    return found.code if isinstance(found, Refused) else type(found).__name__


def test_a_fresh_command_of_somebody_with_a_person_at_the_chair_is_granted() -> None:
    found = verdict(order())
    assert isinstance(found, Granted)
    assert isinstance(found.order, Set)
    assert found.order.percent == 20


@pytest.mark.parametrize(
    "payload",
    [
        b"stop",
        b"STOP",
        b'"Stop"',
        b'{"action": "stop"}',
        b'{"action": ["STOP"]',
        b"action=stop;id=1",
        "stop".encode("utf-16"),
        b"\xff\xfestop\x00",
        b'{"action":"set","note":"please stop"}',
    ],
)
@pytest.mark.parametrize("retained", [False, True])
def test_a_stop_is_a_stop_in_any_form_and_under_any_policy(payload: bytes, retained: bool) -> None:
    nobody = SITTING._replace(policy=Policy.STOP_ONLY, line_proven=None, armed=False, at_chair=None)
    assert verdict(payload, nobody, retained=retained, expires_in_s=9_999) == StopNow()


@given(st.binary(max_size=200))
def test_anything_on_a_stop_topic_stops(payload: bytes) -> None:
    assert verdict(payload, door=Door.STOP) == StopNow()


@pytest.mark.parametrize("payload", [b"nonstopping", b"unstoppable", b'{"action":"backstops"}'])
def test_a_word_that_only_contains_stop_is_none(payload: bytes) -> None:
    assert verdict(payload) != StopNow()


def test_what_was_retained_is_never_a_command() -> None:
    assert code(order(), retained=True) == "retained"
    assert code(b"garbage", retained=True) == "retained"


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (0, "Granted"),
        (2 * SECOND, "Granted"),
        (2 * SECOND + MILLISECOND, "stale"),
        (-2 * SECOND, "Granted"),
        (-2 * SECOND - MILLISECOND, "from_the_future"),
        (86_400 * SECOND, "stale"),
    ],
)
def test_a_command_counts_for_two_seconds(age: int, expected: str) -> None:
    at = (WALL - age) / SECOND
    assert code(order(at=at)) == expected


def test_a_command_is_dated_or_expires_within_two_seconds() -> None:
    assert code(order(at=None)) == "undated"
    assert code(order(at=None), expires_in_s=2) == "Granted"
    assert code(order(at=None), expires_in_s=3) == "expires_late"
    assert code(order(at=(WALL - 3 * SECOND) / SECOND), expires_in_s=1) == "stale"
    assert code(order(at="2026-09-21T15:33:20+02:00")) != "not_a_command"
    assert code(order(at="2026-09-21T13:33:20")) == "not_a_command"


def test_a_line_that_is_not_proven_alive_carries_no_command() -> None:
    assert code(order(), SITTING._replace(line_proven=None)) == "line_unproven"
    assert code(order(), SITTING._replace(line_proven=2 * SECOND + 1)) == "line_unproven"
    assert code(order(at=None), SITTING._replace(line_proven=2 * SECOND), expires_in_s=1) == "Granted"


def test_an_id_counts_once_and_the_ids_are_bounded() -> None:
    seen = Seen()
    seen.note("1", Answer("1", Outcome.ACCEPTED))
    assert decide(Message(Door.COMMAND, order()), SITTING, seen) == Refused("duplicate", id="1")
    for number in range(MOST_SEEN + 10):
        seen.note(f"n{number}", Answer(None, Outcome.ACCEPTED))
    assert seen.answer_to("1") is None
    assert seen.answer_to(f"n{MOST_SEEN + 9}") is not None


@pytest.mark.parametrize(
    ("policy", "armed", "fields", "expected"),
    [
        (Policy.STOP_ONLY, True, {}, "stop_only"),
        (Policy.ADJUST, True, {}, "Granted"),
        (Policy.ADJUST, False, {}, "not_armed"),
        (Policy.ADJUST, True, {"action": "run", "channel": None, "percent": None}, "adjust_only"),
        (Policy.FULL, True, {"action": "run", "channel": None, "percent": None}, "Granted"),
        (Policy.FULL, False, {"action": "run", "channel": None, "percent": None}, "Confirm"),
        (Policy.FULL, False, {"action": "let_me_up", "channel": None, "percent": None}, "Confirm"),
        (Policy.ADJUST, True, {"action": "let_me_up", "channel": None, "percent": None}, "adjust_only"),
        (Policy.FULL, False, {"action": "pause", "channel": None, "percent": None}, "not_armed"),
        (Policy.FULL, True, {"arming": "a-1"}, "Granted"),
        (Policy.FULL, True, {"arming": "a-0"}, "other_arming"),
    ],
)
def test_the_policy_says_what_a_remote_may(
    policy: Policy, armed: bool, fields: dict[str, object], expected: str
) -> None:
    assert code(order(**fields), SITTING._replace(policy=policy, armed=armed)) == expected


def test_a_confirmed_wish_carries_its_order() -> None:
    found = verdict(
        order(action="run", channel=None, percent=None, programme="relax"), SITTING._replace(armed=False)
    )
    assert isinstance(found, Confirm)


@pytest.mark.parametrize("at_chair", [None, 10 * MINUTE + 1])
def test_without_a_recent_sign_of_a_person_nothing_changes(at_chair: int | None) -> None:
    assert code(order(), SITTING._replace(at_chair=at_chair)) == "nobody_there"


def test_release_is_for_the_topic_admin() -> None:
    release = order(action="release", channel=None, percent=None)
    assert code(release) == "admin_only"
    assert code(release, door=Door.ADMIN) == "Granted"


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"null",
        b"[]",
        b"7",
        b'"set"',
        b"{}",
        b"\xff",
        b"{" * 3_000,
        b'{"action":"set"',
        order(id=None),
        order(id=""),
        order(id="x" * 65),
        order(id=7),
        order(id="ä"),
        order(percent="20"),
        order(percent="+5"),
        order(percent=101),
        order(percent=-1),
        order(percent=True),
        order(percent=[20]),
        b'{"id":"1","at":1790000000,"action":"set","channel":"air","percent":NaN}',
        b'{"id":"1","at":1790000000,"action":"set","channel":"air","percent":Infinity}',
        b'{"id":"1","at":1790000000,"action":"set","channel":"air","percent":1e999}',
        b'{"id":"1","at":1790000000,"action":"set","channel":"air","percent":' + b"9" * 4_000 + b"}",
        order(delta=5),
        order(percent=None),
        order(channel="../x"),
        order(channel=7),
        order(technique="dancing"),
        order(action="arm", channel=None, percent=None),
        order(action="acknowledge", channel=None, percent=None),
        order(action="present", channel=None, percent=None),
        order(action=["set"]),
        order(at="yesterday"),
        order(at=-1),
        order(at=[1]),
        order(at=1e30),
        order(note="x" * LONGEST_PAYLOAD),
    ],
)
def test_what_is_no_command_is_refused_with_a_reason(payload: bytes) -> None:
    assert code(payload) in {"no_json", "no_object", "not_a_command", "too_long"}


@given(
    st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_no_payload_raises(payload: bytes) -> None:
    assert isinstance(verdict(payload), Refused | StopNow)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda part: st.lists(part) | st.dictionaries(st.text(), part),
        max_leaves=10,
    ),
    st.sampled_from(["id", "at", "action", "channel", "percent", "arming"]),
)
def test_no_value_of_any_key_raises(value: object, key: str) -> None:
    assert isinstance(
        verdict(json.dumps({"id": "1", "at": 1, **SET, key: value}).encode()), Refused | StopNow
    )

"""Hazards H65 to H68, each with its layer and, as a red twin, without it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from chairctl.domain.safety import Outcome
from chairctl.domain.time import MINUTE, SECOND
from chairctl.frontends.mqtt import decide as deciding
from chairctl.frontends.mqtt.decide import Granted, Message, Refused, Seen, Standing, decide
from chairctl.frontends.mqtt.payloads import Answer
from chairctl.frontends.mqtt.policy import Policy
from chairctl.frontends.mqtt.topics import Door

WALL = 1_790_000_000 * SECOND
SITTING = Standing(Policy.ADJUST, WALL, SECOND // 10, True, "a-1", MINUTE, 10 * MINUTE)  # noqa: FBT003


def message(age_s: float = 0, **facts: Any) -> Message:
    order = {"id": "1", "at": WALL / SECOND - age_s, "action": "set", "channel": "air", "percent": 20}
    return Message(Door.COMMAND, json.dumps(order).encode(), **facts)


def code(verdict: object) -> str:
    return verdict.code if isinstance(verdict, Refused) else ""


Without = Callable[[pytest.MonkeyPatch], object]


def test_h65_a_command_that_a_broker_kept_is_refused_and_without_the_check_it_would_be_obeyed() -> None:
    kept = message(retained=True)
    assert code(decide(kept, SITTING, Seen())) == "retained"
    assert isinstance(
        decide(kept._replace(retained=False), SITTING, Seen()), Granted
    )  # a broker that hides it


@pytest.mark.parametrize("age_s", [2.1, 60, 3_600])
def test_h66_a_command_that_comes_late_is_refused_and_without_the_check_it_would_be_obeyed(
    age_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert code(decide(message(age_s), SITTING, Seen())) == "stale"
    monkeypatch.setattr(deciding, "_not_fresh", lambda *_: "")
    assert isinstance(decide(message(age_s), SITTING, Seen()), Granted)


def test_h66_what_waited_in_the_line_is_refused_though_its_expiry_looks_fresh() -> None:
    order = {"id": "1", "action": "set", "channel": "air", "percent": 20}
    waited = Message(Door.COMMAND, json.dumps(order).encode(), expires_in_s=2)
    assert code(decide(waited, SITTING._replace(line_proven=3 * SECOND), Seen())) == "line_unproven"
    assert isinstance(decide(waited, SITTING, Seen()), Granted)


@pytest.mark.parametrize(
    "standing",
    [
        SITTING._replace(policy=Policy.STOP_ONLY),
        SITTING._replace(armed=False),
        SITTING._replace(at_chair=None),
        SITTING._replace(at_chair=11 * MINUTE),
    ],
)
def test_h67_who_may_publish_moves_nothing_without_policy_and_person_and_without_the_check_would(
    standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(decide(message(), standing, Seen()), Refused)
    monkeypatch.setattr(deciding, "_forbidden", lambda *_: "")
    assert isinstance(decide(message(), standing, Seen()), Granted)


def test_h68_a_command_that_comes_twice_counts_once_and_without_the_memory_it_would_count_twice() -> None:
    seen = Seen()
    assert isinstance(decide(message(), SITTING, seen), Granted)
    assert isinstance(decide(message(), SITTING, seen), Granted)  # not noted yet
    seen.note("1", Answer("1", Outcome.ACCEPTED))
    assert code(decide(message(), SITTING, seen)) == "duplicate"

"""The desk of a chair that is not there: what waits, what is refused, what is answered."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from chairctl.control.assembly import assemble
from chairctl.domain.channels import ChannelKind
from chairctl.domain.commands import Origin
from chairctl.domain.safety import Outcome
from chairctl.domain.time import MINUTE, SECOND
from chairctl.frontends.mqtt.decide import Message
from chairctl.frontends.mqtt.desk import Desk
from chairctl.frontends.mqtt.orders import Run
from chairctl.frontends.mqtt.payloads import Answer
from chairctl.frontends.mqtt.policy import Policy, Rules
from chairctl.frontends.mqtt.sitting import Sitting
from chairctl.frontends.mqtt.topics import Door, Topics
from chairctl.profiles.loader import load_device, load_programme
from chairctl.runtime import clock
from chairctl.runtime.host import StationHost
from chairctl.runtime.ledger import Ledger
from chairctl.runtime.ledger_files import LedgerPaths
from chairctl.texts import Texts
from chairctl.transports.addresses import transport_for

TEXTS = Texts("en")
PROGRAMMES = {name: load_programme(name) for name in ("relax", "kneading", "tens-conventional", "breathing")}


class Case:
    """A desk, and the answers that it gave."""

    def __init__(self, host: StationHost, policy: Policy) -> None:
        rules = Rules(policy, 10 * MINUTE, {}, PROGRAMMES)
        self.desk = Desk(host, rules, Sitting(None, TEXTS), TEXTS)
        self.answers: list[Answer] = []
        self._count = 0

    def ask(self, door: Door = Door.COMMAND, **order: Any) -> str:
        """Ask; outcome and first code of the first answer."""
        self._count += 1
        whole = {"id": f"n{self._count}", "at": time.time(), **order}
        before = len(self.answers)
        self.desk.take(Message(door, json.dumps(whole).encode()), 0, self.answers.append)
        return said(self.answers[before])


def said(answer: Answer) -> str:
    return answer.reasons[0].code if answer.reasons else str(answer.outcome)


@pytest.fixture
async def case(tmp_path: Path) -> AsyncIterator[Case]:
    profile = load_device("chairlink-reference")
    station = assemble("lounge", (profile,))
    ledger = Ledger(LedgerPaths(tmp_path / "ledger" / "ledger.sqlite", tmp_path / "witness"))
    async with StationHost(station, {profile.name: transport_for("/dev/ttyNOTHING")}, ledger) as host:
        made = Case(host, Policy.FULL)
        yield made
        await made.desk.close()
    assert ledger.close()


async def test_a_wish_waits_until_it_is_confirmed_and_then_says_what_came_of_it(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not case.desk.confirm()
    assert case.ask(action="run", programme="relax") == "confirm_at_the_chair"
    assert case.desk.waiting() == "run relax"
    assert case.desk.state(Topics("c", "s", "d")).asks == "run relax"
    assert case.desk.confirm()
    assert case.desk.waiting() is None
    for _ in range(400):
        if len(case.answers) == 2:
            break
        await asyncio.sleep(0.05)
    assert case.answers[1].outcome is Outcome.REFUSED  # no chair is there
    assert said(case.answers[1]) == "not_connected"


async def test_what_a_person_agrees_to_is_what_was_asked_whatever_is_chosen_meanwhile(case: Case) -> None:
    case.ask(action="choose", programme="relax")
    assert case.ask(action="run") == "confirm_at_the_chair"
    case.ask(action="choose", programme="kneading")
    assert case.desk.waiting() == "run relax"
    waits = case.desk.asks(clock.now())
    assert isinstance(waits, Run)
    assert waits.programme == "relax"


async def test_a_wish_that_nobody_confirms_is_refused_in_the_end(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.ask(action="run", programme="relax")
    monkeypatch.setattr(clock, "now", lambda: time.clock_gettime_ns(time.CLOCK_BOOTTIME) + 31 * SECOND)
    assert case.desk.waiting() is None
    assert said(case.answers[1]) == "nobody_confirmed"
    assert not case.desk.confirm()


async def test_a_stop_and_another_wish_end_the_waiting(case: Case) -> None:
    case.ask(action="run", programme="relax")
    case.ask(action="let_me_up")
    assert [said(answer) for answer in case.answers] == [
        "confirm_at_the_chair",
        "another_wish",
        "confirm_at_the_chair",
    ]
    case.desk.stop()
    assert said(case.answers[-1]) == "stopped"
    assert case.desk.waiting() is None


async def test_what_nobody_at_the_chair_wants_is_refused_at_once(case: Case) -> None:
    assert not case.desk.decline()
    case.ask(action="run", programme="relax")
    assert case.desk.decline()
    assert said(case.answers[-1]) == "declined_at_chair"
    assert case.desk.waiting() is None
    assert not case.desk.decline()
    assert not case.desk.confirm()
    assert len(case.answers) == 2


async def test_an_answer_to_another_wish_than_the_one_that_waits_changes_nothing(case: Case) -> None:
    case.ask(action="run", programme="relax")
    first = case.desk.wish()
    case.ask(action="run", programme="kneading")
    second = case.desk.wish()
    assert first
    assert second
    assert not case.desk.confirm(first.number)
    assert not case.desk.decline(first.number)
    assert case.desk.wish() is not None
    assert case.desk.confirm(second.number)
    case.ask(action="run", programme="kneading")  # the same once more is another wish
    assert not case.desk.confirm(second.number)


@pytest.mark.parametrize("origin", [Origin.CHAIR, Origin.LOCAL])
async def test_any_stop_refuses_what_waits_though_nobody_tells_the_desk(case: Case, origin: Origin) -> None:
    case.ask(action="run", programme="relax")
    case.desk.host.stop(origin)
    assert not case.desk.confirm()
    assert said(case.answers[-1]) == "stopped"


async def test_a_stop_right_behind_a_yes_is_faster(case: Case) -> None:
    heard: list[dict[str, Any]] = []
    for order in ({"action": "run", "programme": "relax"}, {"action": "let_me_up"}):
        case.ask(Door.COMMAND, **order)
        assert case.desk.confirm(told=heard.append)
        case.desk.host.stop()
        await asyncio.sleep(0.05)
        assert said(case.answers[-1]) == "stopped"
    assert [one["agreed"]["reasons"][0]["code"] for one in heard] == ["stopped", "stopped"]


async def test_what_can_not_be_started_is_refused_before_anybody_is_asked(case: Case) -> None:
    assert case.ask(action="run") == "nothing_chosen"
    assert case.ask(action="run", programme="nonsense") == "no_such_programme"
    assert case.ask(action="run", programme="tens-conventional") == "guest_stimulation"
    assert case.ask(action="choose", programme="tens-conventional") == "guest_stimulation"
    assert case.desk.waiting() is None
    assert case.ask(action="choose", programme="relax") == "accepted"
    assert case.desk.state(Topics("c", "s", "d")).chosen == "relax"
    assert case.ask(action="run") == "confirm_at_the_chair"


async def test_devices_are_handed_over_by_the_topic_admin_only(case: Case) -> None:
    assert case.ask(action="release") == "admin_only"
    assert case.ask(Door.ADMIN, action="release", device="nothing") == "no_such_device"
    assert case.ask(Door.ADMIN, action="release") == "accepted"
    await asyncio.sleep(0.05)
    assert case.ask(Door.ADMIN, action="take", device="chairlink-reference") == "accepted"


async def test_the_arming_has_a_name_that_differs_after_a_restart(case: Case) -> None:
    other = Case(case.desk.host, Policy.FULL)
    assert case.desk.arming != other.desk.arming
    assert case.ask(action="pause", arming=other.desk.arming) == "other_arming"
    assert case.ask(action="pause", arming=case.desk.arming) == "not_armed"


async def test_home_assistant_is_offered_what_a_guest_may_ever_ask_for(case: Case) -> None:
    shown = case.desk.shown(Texts("de"))
    assert shown.programmes == {name: PROGRAMMES[name].title.de for name in ("relax", "kneading")}
    kinds = {
        channel.channel.kind
        for channel in shown.profiles[0].channels
        if channel.channel.name in shown.settable
    }
    assert kinds == {ChannelKind.ROLLER, ChannelKind.HEAT, ChannelKind.AIR}


async def test_every_refusal_has_words(case: Case) -> None:
    case.ask(action="dance")
    case.desk.too_many()
    assert all(reason.text for answer in case.answers for reason in answer.reasons)
    assert case.desk.refused == 2

"""Stop from every state, under every accident, at every phase of the status: what may never happen.

Station, gate and device are the real ones; the chair is the simulated one, in virtual time. Where the
whole has run already, CHAIRCTL_EVERY names how many there are to one that is tried.
"""

import os
from collections.abc import Callable

import pytest
from tests.support.rongtai_room import KNEAD, POWER, STOP_KEYS, Room

from chairctl.domain.telemetry import Activity
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.protocols.rongtai.stop import Outcome
from chairctl_simulators.devices.rongtai import RongTaiSetup

KEY_KNEAD, PROBE = 0x20, 0x50
STANDBY, HOMING, WAITING, RUNNING, STORING, FAULT = range(6)
PHASES = {1_500: (0, 100, 200), 9_000: (50, 150, 250)}
"""When stop comes (ms), by how long the way home is; statuses of an unchanged chair are 300 ms apart."""

State = Callable[[Room], object]
Event = Callable[[Room], object]


def our_session(room: Room) -> Room:
    return room.arm().hold("roller", KNEAD)


STATES: dict[str, State] = {
    "standby": lambda room: room.plug().run(SECOND),
    "armed in standby": lambda room: room.arm(),
    "waking": lambda room: our_session(room).run(1_600 * MILLISECOND),
    "waiting, by the remote": lambda room: room.plug().run(SECOND).remote(POWER).run(3 * SECOND),
    "waiting, by us": lambda room: our_session(room).until(WAITING).run(200 * MILLISECOND),
    "scanning": lambda room: our_session(room).until(RUNNING).run(2 * SECOND),
    "running": lambda room: our_session(room).until(RUNNING).run(12 * SECOND),
    "running, by the remote": lambda room: (
        room.plug().run(SECOND).remote(POWER).run(2 * SECOND).remote(KEY_KNEAD).run(12 * SECOND)
    ),
    "homing, by us": lambda room: our_session(room).until(RUNNING).run(12 * SECOND).stop().until(HOMING),
    "homing, by the remote": lambda room: our_session(room).until(RUNNING).run(SECOND).remote(POWER),
    "storing": lambda room: our_session(room).until(RUNNING).run(12 * SECOND).fault(storing=True),
    "fault": lambda room: our_session(room).until(RUNNING).run(12 * SECOND).fault(error_code=0x17),
}


def late(milliseconds: int, before: int) -> Event:
    """Notifications are held back so long, and have been for `before` milliseconds."""
    return lambda room: room.fault(late_ms=milliseconds).run(before * MILLISECOND).stop()


def remote_first(before: int, late_ms: int = 0) -> Event:
    """Somebody presses power on the remote so many milliseconds before we stop, seen late or at once."""

    def happens(room: Room) -> None:
        room.fault(late_ms=late_ms).run(8 * SECOND if late_ms else 0)
        room.remote(POWER).run(before * MILLISECOND).stop()

    return happens


def reconnect(pause: int, *, stop_first: bool) -> Event:
    """The link breaks and is there again; the person stops before or after."""

    def happens(room: Room) -> None:
        if stop_first:
            room.stop()
        room.unplug().run(pause * MILLISECOND).plug()
        if not stop_first:
            room.stop()

    return happens


EVENTS: dict[str, Event] = {
    "nothing else": lambda room: room.stop(),
    "status lost just before": lambda room: room.fault(mute=True).stop().run(8 * SECOND).fault(mute=False),
    "status lost for long": lambda room: room.fault(mute=True).run(3 * SECOND).stop(),
    "status back later": lambda room: (
        room.fault(mute=True).run(3 * SECOND).stop().run(4 * SECOND).fault(mute=False)
    ),
    **{f"status {ms} ms late at once": late(ms, 0) for ms in (500, 1_000, 2_000, 3_500, 5_000)},
    **{f"status {ms} ms late since {ms + 700} ms": late(ms, ms + 700) for ms in (500, 1_000, 2_000, 5_000)},
    "remote pressed power 1.5 s before": remote_first(1_500),
    "remote pressed power at once": remote_first(0),
    **{
        f"remote {before} ms before, seen {ms} ms late": remote_first(before, ms)
        for before in (500, 3_500)
        for ms in (500, 1_500, 3_000, 5_000)
    },
    "remote presses power just after": lambda room: room.stop().run(400 * MILLISECOND).remote(POWER),
    "reconnected, then stop": reconnect(1_000, stop_first=False),
    "stop, then reconnected": reconnect(2_000, stop_first=True),
    "stop, reconnected after a minute": reconnect(60_000, stop_first=True),
    "keys lost": lambda room: room.fault(deaf=True).stop().run(6 * SECOND).fault(deaf=False),
    "power lost": lambda room: room.stop().fault(keys_lost=1),
    "key executed, never seen": lambda room: room.stop().run(240 * MILLISECOND).fault(mute=True),
    "key executed, seen late": lambda room: room.stop().run(240 * MILLISECOND).fault(late_ms=4_000),
    "stop again and again": lambda room: [room.stop().run(300 * MILLISECOND) for _ in range(20)],
    "stop again and again, seen 900 ms late": lambda room: [
        room.fault(late_ms=900).run(2 * SECOND),
        *(room.stop().run(300 * MILLISECOND) for _ in range(20)),
    ],
    "plug of the chair pulled": lambda room: room.stop().reboot(),
}
EVERY = int(os.environ.get("CHAIRCTL_EVERY", "1"))
COMBINATIONS = [(state, event, homing_ms) for state in STATES for event in EVENTS for homing_ms in PHASES]
CALM = {"nothing else", "stop again and again"}


class Watch:
    """What must hold from the moment on at which somebody says stop."""

    def __init__(self, room: Room, phase: int) -> None:
        room.run(phase * MILLISECOND)
        self.room = room
        self.woken = len(room.woken)
        self.was_at_rest = False
        room.first_stop = None

    def judge(self, *, state: str, event: str) -> None:
        room = self.room
        assert room.first_stop is not None
        for _ in range(30):
            room.run(500 * MILLISECOND)
            self.look()
        keys = [key for _, key in room.pressed[room.first_stop :]]
        outcome, truth = room.device.stop.outcome, room.truth
        assert keys.count(POWER) <= 1, "power was pressed twice"
        assert len(room.woken) == self.woken, "stop has started a chair"
        assert set(keys) <= STOP_KEYS | {POWER, PROBE}
        assert truth.forbidden == 0
        if outcome is Outcome.STOPPED:
            assert self.was_at_rest, "it says that it has stopped, and it never has"
        if outcome is Outcome.FAILED:
            assert truth.state in (WAITING, RUNNING), "it says that it goes on, and it rests"
            assert room.activity is Activity.STOP_FAILED
        if outcome is Outcome.UNVERIFIED and room.connected and not room.chair.faults.mute:
            assert room.activity is Activity.STOP_UNVERIFIED
        if event in CALM and state not in ("storing", "fault"):
            assert outcome is Outcome.STOPPED
            assert truth.state == STANDBY
            assert truth.outputs_zero
            assert room.activity is Activity.STANDBY

    def look(self) -> None:
        self.was_at_rest = self.was_at_rest or self.room.truth.state in (STANDBY, HOMING)


@pytest.mark.parametrize(("state", "event", "homing_ms"), COMBINATIONS[::EVERY])
def test_stop_never_starts_a_chair_never_presses_power_twice_and_tells_the_truth(
    state: str, event: str, homing_ms: int
) -> None:
    for phase in PHASES[homing_ms]:
        room = Room(RongTaiSetup(homing_ms=homing_ms, scan_ms=5_000))
        STATES[state](room)
        watch = Watch(room, phase)
        EVENTS[event](room)
        watch.look()
        watch.judge(state=state, event=event)


@pytest.mark.parametrize("state", ["homing, by us", "homing, by the remote"])
def test_nothing_at_all_is_sent_while_the_chair_travels_home(state: str) -> None:
    room = Room(RongTaiSetup(homing_ms=9_000))
    STATES[state](room)
    room.run(400 * MILLISECOND)
    before = len(room.pressed)
    room.stop().run(20 * SECOND)
    assert room.pressed[before:] == []
    assert room.device.stop.outcome is Outcome.STOPPED


@pytest.mark.parametrize("state", ["standby", "armed in standby"])
def test_nothing_at_all_is_sent_to_a_chair_that_sleeps(state: str) -> None:
    room = Room()
    STATES[state](room)
    before = len(room.pressed)
    room.stop().run(5 * SECOND)
    assert room.pressed[before:] == []
    assert room.device.stop.outcome is Outcome.STOPPED

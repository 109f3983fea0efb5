"""The daemon on a real broker, with a simulated chair on a pty whose truth is known."""

import json
import signal
import time
from pathlib import Path

import pytest

from chairctl_proof.broker.bombard import bombard
from chairctl_proof.broker.home import wait_for
from chairctl_proof.broker.mosquitto import MISSING, MOSQUITTO
from chairctl_proof.broker.remote import CHAIR, DAEMON, Remote, codes
from chairctl_proof.broker.scene import Scene, scene
from chairctl_proof.realtime.chair import boot_clock

pytestmark = pytest.mark.skipif(MOSQUITTO is None, reason=MISSING)
SAMPLE = 500


def test_state_and_availability_are_retained_on_three_levels(stage: Scene, remote: Remote) -> None:
    remote.wait_for(f"{CHAIR}/link/chairlink-reference/availability", "online")
    remote.wait_for(f"{CHAIR}/channel/air/availability", "online")
    remote.wait(  # the very first state of a daemon is older than the first telemetry
        lambda one: (
            one[0] == f"{CHAIR}/state"
            and (json.loads(one[1])["channels"]["seat_heat"]["temperature"] or 0) > 15
        )
    )
    with Remote(stage.broker.port) as late:
        state = late.state(state="safe")
        assert state["channels"]["seat_heat"]["temperature"] > 15
        assert all(retained for topic, _, retained in late.heard if topic != f"{DAEMON}/pulse")


def test_a_wish_waits_for_the_person_at_the_chair(stage: Scene, remote: Remote) -> None:
    asked = remote.ask(action="run", programme="relax")
    assert asked["outcome"] == "waits"
    remote.state(asks="run relax")
    assert stage.ask(snapshot=True)["asks"] == "run relax"
    since = len(remote.heard)
    done = stage.place.chairctl("confirm", "--yes")
    assert (done.returncode, done.stdout) == (0, "lounge: confirmed.\n")
    assert remote.answer(asked["id"], since=since)["outcome"] == "accepted"
    running = remote.state(state="energised")
    assert running["session"]["programme"] == "relax"
    assert running["arming"]


def test_a_session_is_adjusted_within_the_ceilings_and_stopped(stage: Scene, remote: Remote) -> None:
    stage.sit()
    started = remote.ask(action="run", programme="kneading")
    assert started["outcome"] in {"accepted", "limited"}
    limited = remote.ask(action="set", channel="air", percent=60)
    assert (limited["outcome"], codes(limited)[0], limited["limited_to"]) == ("limited", "ceiling", 20.0)
    assert remote.state(state="energised")["channels"]["air"]["wanted"] == 20.0
    twice = remote.ask(id=limited["id"], action="set", channel="air", percent=60)
    assert (codes(twice), twice["first"]["outcome"]) == (["duplicate"], "limited")
    tens = remote.ask(action="set", channel="tens", percent=5)
    assert codes(tens) == ["guest_stimulation"]
    assert remote.ask(action="pause")["outcome"] == "accepted"
    assert remote.state(state="ready")["session"]["paused"] is True
    stage.ask(id="p", action="pause")  # now it is the person's pause
    assert codes(remote.ask(action="resume")) == ["paused_by_person"]
    asked_at = boot_clock()
    remote.say(f"{CHAIR}/stop", "whatever")
    assert stage.chair.zero_at(asked_at, 1) is not None


def test_what_a_person_holds_no_remote_takes(stage: Scene, remote: Remote) -> None:
    stage.sit()
    held = stage.ask(id="h", action="set_output", channel="air", output=[100, None])
    assert held["receipt"]["outcome"] == "accepted"
    assert codes(remote.ask(action="set", channel="air", percent=5)) == ["held_by_person"]
    stage.ask(id="r", action="run", programme="relax")
    assert codes(remote.ask(action="run", programme="kneading")) == ["persons_session"]


def test_an_answer_goes_where_it_was_asked_to_but_only_below_the_chairs_own_topic(remote: Remote) -> None:
    order = {"id": "c1", "at": time.time(), "action": "pause"}
    remote.say(f"{CHAIR}/command", order, ResponseTopic=f"{CHAIR}/answer/app-7", CorrelationData=b"\x07")
    _, payload, _ = remote.wait(lambda one: one[0] == f"{CHAIR}/answer/app-7")
    assert json.loads(payload)["id"] == "c1"
    stray = {**order, "id": "c2"}
    remote.say(f"{CHAIR}/command", stray, ResponseTopic=f"{CHAIR}/command")
    assert remote.answer("c2")["outcome"] == "refused"
    assert not [one for one in remote.heard if one[0] == f"{CHAIR}/command" and b"refused" in one[1]]


def test_a_retained_command_moves_nothing_not_even_after_a_restart(stage: Scene, remote: Remote) -> None:
    stage.sit()
    since = len(remote.heard)
    order = {"id": "kept", "at": time.time(), "action": "run", "programme": "relax"}
    remote.say(f"{CHAIR}/command", order, retain=True)
    assert codes(remote.answer("kept", since=since)) == ["retained"]
    remote.say(f"{CHAIR}/command", b"", retain=True)
    assert remote.state(state="ready")["session"] is None


def test_thousands_of_hostile_payloads_move_nothing_and_every_stop_among_them_stops(
    stage: Scene, remote: Remote
) -> None:
    """The sample; `make campaign-mqtt` sends 10,000."""
    outcome = bombard(stage, remote, SAMPLE, seed=7)
    assert outcome.failures == []
    assert outcome.stops == 4
    assert remote.ask(action="run", programme="relax")["outcome"] != "refused"  # it is as well as before


def test_a_stop_reaches_the_chair_within_moments(stage: Scene, remote: Remote) -> None:
    stage.sit()
    remote.ask(action="run", programme="relax")
    assert stage.chair.energised_at(8) is not None
    asked_at = boot_clock()
    remote.client.publish(f"{CHAIR}/stop", b"", 0)
    zero_at = stage.chair.zero_at(asked_at, 1)
    assert zero_at is not None
    assert zero_at - asked_at < 100_000_000


def test_a_daemon_that_is_killed_leaves_zero_its_will_and_a_true_state_when_it_is_back(
    stage: Scene, remote: Remote
) -> None:
    stage.sit()
    remote.ask(action="run", programme="relax")
    assert stage.chair.energised_at(8) is not None
    since, killed_at = len(remote.heard), boot_clock()
    stage.end(signal.SIGKILL)
    assert stage.chair.zero_at(killed_at, 1) is not None
    remote.wait_for(f"{DAEMON}/availability", "offline", since=since)
    since = len(remote.heard)
    stage.start()
    remote.wait_for(f"{DAEMON}/availability", "online", since=since)
    index = next(i for i, one in enumerate(remote.heard) if i >= since and one[0] == f"{DAEMON}/availability")
    states = [json.loads(one[1]) for one in remote.heard[since:index] if one[0] == f"{CHAIR}/state"]
    assert states
    assert states[-1]["state"] in {"safe", "tripped"}
    time.sleep(1)
    assert stage.chair.stayed_zero(killed_at + 1_000_000_000)


def test_the_broker_comes_back_and_everything_is_told_anew(stage: Scene, remote: Remote) -> None:
    stage.broker.kill()
    stage.broker.start()
    with Remote(stage.broker.port) as after:  # nothing was kept on disk
        after.wait_for(f"{DAEMON}/availability", "online", seconds=15)
        assert after.state()["state"] == "safe"
    wait_for(remote.client.is_connected)


def test_home_assistant_finds_the_chair_hears_it_again_at_its_birth_and_loses_it_with_the_chair(
    tmp_path: Path,
) -> None:
    second = "  home_assistant:\n    language: de\n"
    with scene(tmp_path, second) as stage:
        config = "homeassistant/device/chairctl_home_lounge/config"
        with Remote(stage.broker.port, "homeassistant/#", "chairctl/#") as home:
            home.wait(lambda one: one[0] == config and b'"Stopp"' in one[1])
            home.wait_for(f"{DAEMON}/availability", "online")
            since = len(home.heard)
            for _ in range(20):  # a storm of births
                home.say("homeassistant/status", "online")
            home.wait(lambda one: one[0] == config, since=since)
            home.wait_for(f"{DAEMON}/availability", "online", since=since)
            time.sleep(1)
            assert sum(one[0] == config for one in home.heard[since:]) < 10
            file = stage.file.read_text(encoding="utf-8")
            stage.file.write_text(file.replace("name: lounge", "name: attic"), encoding="utf-8")
            assert stage.daemon
            stage.daemon.send_signal(signal.SIGHUP)
            home.wait(lambda one: one[:2] == (config, b""))
            home.wait(lambda one: one[:2] == (f"{CHAIR}/state", b""))
            home.wait(lambda one: one[:2] == (f"{CHAIR}/channel/tens/availability", b""))
            home.wait(lambda one: one[0] == config.replace("lounge", "attic"))
        with Remote(stage.broker.port, "homeassistant/#", "chairctl/#") as late:
            late.wait(lambda one: one[0] == "chairctl/home/attic/state")
            assert not [one for one in late.heard if "lounge" in one[0]]


def test_the_fleet_is_listed_and_one_of_it_stopped(stage: Scene, remote: Remote) -> None:
    file = str(stage.file)
    stage.sit()
    remote.state(state="ready")
    listed = stage.place.chairctl("fleet", "list", "--json", "--config", file, "--where", "state=ready")
    (row,) = json.loads(listed.stdout)
    assert (row["site"], row["chair"], row["daemon"], row["online"]) == ("home", "lounge", "pi", True)
    stopped = stage.place.chairctl("fleet", "stop", "home/lounge", "--config", file)
    assert (stopped.returncode, stopped.stdout) == (0, "home/lounge: at rest.\n")
    remote.rests()
    unknown = stage.place.chairctl("fleet", "stop", "lounge", "--config", file)
    assert (unknown.returncode, "The chairs are: home/lounge" in unknown.stdout) == (3, True)
    nobody = stage.place.chairctl("fleet", "list", "--config", file, "--where", "state=ready")
    assert nobody.returncode == 3


def test_h75_a_trip_is_told_on_the_broker_within_a_second(stage: Scene, remote: Remote) -> None:
    stage.sit()
    remote.state(state="ready")
    since, happened_at = len(remote.heard), time.monotonic()
    stage.chair.tell(reboot=True)

    def is_alarm(heard: tuple[str, bytes, bool]) -> bool:
        return heard[0] == f"{CHAIR}/event" and json.loads(heard[1])["event_type"] == "alarm"

    alarm = json.loads(remote.wait(is_alarm, since=since)[1])
    assert time.monotonic() - happened_at < 1.5  # half a second of it until the chair is back and is heard
    state = remote.state(state="tripped")
    assert alarm["code"] in {one["code"] for one in state["alarms"]}
    assert all(one["text"] and one["remedy"] for one in state["alarms"])
    refused = remote.ask(action="run", programme="relax")
    assert refused["outcome"] in {"waits", "refused"}
    stage.sit()

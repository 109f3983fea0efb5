"""A real Home Assistant finds the chair: `python -m chairctl_proof.broker.home_assistant PATH/TO/hass`.

It runs without a screen, in folders of its own, and is spoken to as its own frontend does: onboarding,
the dialogue that adds MQTT, states, services.
"""

import json
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from itertools import permutations, product
from pathlib import Path
from typing import Any

from chairctl_proof.broker.mosquitto import free_port
from chairctl_proof.broker.scene import Scene, scene
from chairctl_proof.realtime.chair import boot_clock

CLIENT = "http://127.0.0.1/"
CONFIG = """\
homeassistant: {{}}
http: {{server_host: 127.0.0.1, server_port: {port}}}
api:
config:
onboarding:
logger: {{default: warning}}
"""
START_S, PATIENCE_S = 180.0, 30.0
STOP = "button.chairctl_home_lounge_stop"


class HomeAssistant:
    """One, with its folder."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program = program
        self._folder = folder
        self._port = free_port()
        self._token = ""
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir()
        (folder / "configuration.yaml").write_text(CONFIG.format(port=self._port), encoding="utf-8")

    def start(self) -> None:
        """Start it and wait until it answers."""
        log = (self._folder / "out.log").open("ab")
        with log:
            command = [self._program, "--config", str(self._folder), "--skip-pip"]
            self._process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603
        until = time.monotonic() + START_S
        while time.monotonic() < until:
            try:
                self.ask("/api/" if self._token else "/api/onboarding")
            except (OSError, urllib.error.URLError, ValueError):
                time.sleep(0.5)
            else:
                return
        raise RuntimeError(self.log())

    def stop(self) -> None:
        """End it."""
        if self._process:
            self._process.terminate()
            self._process.wait(60)
            self._process = None

    def log(self) -> str:
        """The end of what it said."""
        return (self._folder / "out.log").read_text(encoding="utf-8", errors="replace")[-3_000:]

    def ask(self, path: str, body: object = None, *, form: bool = False) -> Any:
        """One request, as its frontend makes it."""
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        data = None
        if body is not None:
            assert isinstance(body, dict)
            data = (urllib.parse.urlencode(body) if form else json.dumps(body)).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded" if form else "application/json"
        request = urllib.request.Request(f"http://127.0.0.1:{self._port}{path}", data, headers)
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            text = answer.read().decode()
        return json.loads(text) if text else None

    def onboard(self, broker_port: int) -> None:
        """The first person, and MQTT."""
        person = {"name": "Test", "username": "test", "password": "test-test", "language": "en"}
        made = self.ask("/api/onboarding/users", {"client_id": CLIENT, **person})
        grant = {"client_id": CLIENT, "grant_type": "authorization_code", "code": made["auth_code"]}
        self._token = self.ask("/auth/token", grant, form=True)["access_token"]
        for step in ("core_config", "analytics"):
            self.ask(f"/api/onboarding/{step}", {})
        self.ask("/api/onboarding/integration", {"client_id": CLIENT, "redirect_uri": CLIENT})
        flow = self.ask("/api/config/config_entries/flow", {"handler": "mqtt"})
        wanted = {"broker": "127.0.0.1", "port": broker_port}
        done = self.ask(f"/api/config/config_entries/flow/{flow['flow_id']}", wanted)
        if done["type"] != "create_entry":
            raise RuntimeError(str(done))

    def states(self) -> dict[str, dict[str, Any]]:
        """Everything of our chair, by entity."""
        return {
            state["entity_id"]: state for state in self.ask("/api/states") if "chairctl" in state["entity_id"]
        }

    def call(self, domain: str, service: str, **data: object) -> None:
        """A service, as a button or a voice calls it."""
        self.ask(f"/api/services/{domain}/{service}", data)


def check(program: str, folder: Path) -> list[str]:
    """Everything that is wrong; empty: nothing is."""
    extra = "  home_assistant:\n    language: en\n"
    home = HomeAssistant(program, folder / "home-assistant")
    problems: list[str] = []
    with scene(folder, extra) as stage:
        try:
            home.start()
            _say("Home Assistant answers")
            home.onboard(stage.broker.port)
            problems += _finds_everything(home)
            problems += _stops(stage, home)
            problems += _commands(stage, home)
            home.stop()
            home.start()
            _say("Home Assistant was started again")
            problems += _finds_everything(home)
            problems += _stops(stage, home)
            problems += _restarts(stage, home)
            problems += _loses_the_chair(stage, home)
        except BaseException:
            sys.stderr.write(home.log())
            raise
        finally:
            home.stop()
    return problems


def _restarts(stage: Scene, home: HomeAssistant) -> list[str]:
    """Broker, Home Assistant and daemon go down and come up in every order; nothing is lost."""
    parts: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "broker": (stage.broker.kill, stage.broker.start),
        "Home Assistant": (home.stop, home.start),
        "daemon": (stage.end, stage.start),
    }
    problems = []
    for down, up in [(("broker",), ("broker",)), *product(permutations(parts, 2), repeat=2)]:
        if set(down) != set(up):
            continue
        for name in down:
            parts[name][0]()
        for name in up:
            parts[name][1]()
        said = f"down: {', '.join(down)}; up: {', '.join(up)}"
        _say(said)
        problems += [f"{said}: {problem}" for problem in (*_finds_everything(home), *_stops(stage, home))]
    return problems


def _until(condition: Callable[[], bool], seconds: float = PATIENCE_S) -> bool:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True


def _finds_everything(home: HomeAssistant) -> list[str]:
    """Every entity is there with a state that is one."""
    unknown_is_right = ("button.", "event.", "select.", "climate.")  # nothing was pressed or chosen yet

    def missing() -> list[str]:
        return [
            name
            for name, state in home.states().items()
            if state["state"] == "unavailable"
            or (state["state"] == "unknown" and not name.startswith(unknown_is_right))
        ]

    came = _until(lambda: len(home.states()) > 25 and not missing())
    states = home.states()
    _say(
        f"{len(states)} entities: " + ", ".join(f"{name} {states[name]['state']}" for name in sorted(states))
    )
    return [] if came else [f"not found, or without a state: {missing() or len(states)}"]


def _energise(stage: Scene) -> None:
    stage.sit()
    stage.ask(id="on", action="run", programme="relax")
    if stage.chair.energised_at(10) is None:
        raise RuntimeError("the chair was not energised")
    time.sleep(2)  # until the rollers press for good


def _stops(stage: Scene, home: HomeAssistant) -> list[str]:
    _energise(stage)
    running = _until(lambda: home.states()["sensor.chairctl_home_lounge_state"]["state"] == "Energised")
    asked_at = boot_clock()
    home.call("button", "press", entity_id=STOP)
    zero_at = stage.chair.zero_at(asked_at, 2)
    if zero_at is None:
        return ["the stop button did not stop"]
    _say(f"the stop button: {(zero_at - asked_at) / 1e6:.0f} ms to no output")
    safe = _until(lambda: home.states()["sensor.chairctl_home_lounge_state"]["state"] == "Safe, at zero")
    return [] if running and safe else ["the state was not shown"]


def _commands(stage: Scene, home: HomeAssistant) -> list[str]:
    """What its templates send is carried out."""
    stage.sit()
    problems = []
    number, heat = (
        "number.chairctl_home_lounge_roller_intensity",
        "climate.chairctl_home_lounge_seat_heat_intensity",
    )
    home.call("number", "set_value", entity_id=number, value=20)
    if not _until(lambda: home.states()[number]["state"] in {"20", "20.0"}, 5):
        problems.append(f"{number} is {home.states()[number]['state']}")
    home.call("climate", "set_temperature", entity_id=heat, temperature=36)
    if not _until(lambda: home.states()[heat]["attributes"].get("temperature") == 36, 5):
        problems.append(f"{heat} is {home.states()[heat]}")
    select = "select.chairctl_home_lounge_roller_technique"
    home.call("select", "select_option", entity_id=select, option="Kneading")
    if not _until(lambda: home.states()[select]["state"] == "Kneading", 5):
        problems.append(f"{select} is {home.states()[select]['state']}")
    programme = "select.chairctl_home_lounge_programme"
    option = home.states()[programme]["attributes"]["options"][0]
    home.call("select", "select_option", entity_id=programme, option=option)
    if not _until(lambda: home.states()[programme]["state"] == option, 5):
        problems.append(f"{programme} is {home.states()[programme]['state']}")
    home.call("button", "press", entity_id=STOP)
    return problems


def _loses_the_chair(stage: Scene, home: HomeAssistant) -> list[str]:
    """A chair that is taken out of the daemon's file vanishes."""
    file = stage.file.read_text(encoding="utf-8")
    stage.file.write_text(file.replace("  home_assistant:\n    language: en\n", ""), encoding="utf-8")
    assert stage.daemon
    stage.daemon.send_signal(1)
    return [] if _until(lambda: not home.states()) else ["entities of a chair that is gone are left"]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Run it; ends with 1 if anything is wrong."""
    with tempfile.TemporaryDirectory() as name:
        problems = check(sys.argv[1], Path(name))
    _say("\n".join(problems) or "Everything is as it should be.")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()

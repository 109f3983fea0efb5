"""The daemon's file: what is wrong is said with file, line, column, key and remedy."""

from pathlib import Path

import pytest

from chairctl.domain.time import MINUTE, SECOND
from chairctl.frontends.daemon.config import DaemonConfig, Language, MqttVersion
from chairctl.frontends.daemon.config_file import load_broker, load_config, read_config
from chairctl.frontends.mqtt.policy import Policy
from chairctl.profiles.problems import ProfileErrors
from chairctl.profiles.yaml_source import parse
from chairctl.texts import Texts

LEAST = """\
schema: chairctl/daemon/1
name: pi
stations:
  - name: lounge
    device: /dev/ttyUSB0
"""
FULL = (
    LEAST
    + """\
    profile: chairlink-reference
    person: Anna
    remote: adjust
    presence_window_min: 5
    ceilings_percent: {air: 40, roller: 25.5}
site: spa-7
mqtt:
  host: broker
  version: 3.1.1
  user: pi
  password_file: secret
  tls: {ca: ca.crt, certificate: /etc/pi.crt, key: pi.key}
  wind_down_after_s: 10
  home_assistant: {language: de}
metrics: {port: 9095}
"""
)


def config(text: str, **env: str) -> DaemonConfig:
    return read_config(parse(text, "daemon.yaml"), env, Path("/etc/chairctl"))


def problems(text: str, **env: str) -> list[str]:
    with pytest.raises(ProfileErrors) as refused:
        config(text, **env)
    return [problem.say(Texts("en")) for problem in refused.value.problems]


def test_the_least_file_lets_remotes_only_stop() -> None:
    found = config(LEAST)
    assert (found.name, found.site, found.mqtt, found.metrics_port) == ("pi", "home", None, None)
    (station,) = found.stations
    assert station.remote is Policy.STOP_ONLY
    assert station.presence_window == 10 * MINUTE


def test_every_key_is_read() -> None:
    found = config(FULL)
    (station,) = found.stations
    assert (station.profile, station.person) == ("chairlink-reference", "Anna")
    assert (station.remote, station.presence_window) == (Policy.ADJUST, 5 * MINUTE)
    assert station.ceilings_permille == (("air", 400), ("roller", 255))
    mqtt = found.mqtt
    assert mqtt
    assert (mqtt.port, mqtt.version, mqtt.wind_down_after) == (8883, MqttVersion.V311, 10 * SECOND)
    assert mqtt.password_file == Path("/etc/chairctl/secret")
    assert mqtt.tls
    assert (mqtt.tls.ca, mqtt.tls.certificate) == (Path("/etc/chairctl/ca.crt"), Path("/etc/pi.crt"))
    assert mqtt.home_assistant
    assert mqtt.home_assistant.language is Language.DE
    assert found.metrics_port == 9095


def test_version_5_is_written_with_or_without_quotes() -> None:
    for written in ("5", '"5"'):
        mqtt = config(LEAST + f"mqtt: {{host: b, version: {written}}}\n").mqtt
        assert mqtt
        assert mqtt.version is MqttVersion.V5


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("mqtt: {host: b, prot: 1}", "daemon.yaml:6:17: mqtt.prot: the key is unknown; did you mean `port`?"),
        (
            "mqtt: {host: b, port: 70000}",
            "daemon.yaml:6:17: mqtt.port: 70000 is no port; write",
        ),
        ("mqtt: {host: b, version: 4}", "daemon.yaml:6:17: mqtt.version: "),
        ("mqtt: {host: b, version: [5]}", "daemon.yaml:6:17: mqtt.version: "),
        ("mqtt: {host: b, password_file: x}", "daemon.yaml:6:1: mqtt: there is a password, but no user"),
        (
            "mqtt: {host: b, user: u, password_file: x, password_credential: y}",
            "there is a `password_file` as well",
        ),
        ("mqtt: {host: b, tls: {key: k}}", "daemon.yaml:6:17: mqtt.tls: a certificate needs its key"),
        (
            "mqtt: {host: b, wind_down_after_s: 61}",
            "mqtt.wind_down_after_s: 61 s is above the ceiling of 60 s",
        ),
        ("mqtt: {host: b, prefix: a/b}", 'mqtt.prefix: "a/b" can\'t be a name'),
        ("site: _daemon", 'site: "_daemon" can\'t be a name'),
        ("metrics: {port: 0}", "metrics.port: 0 is no port"),
        ("colour: red", "daemon.yaml:6:1: colour: the key is unknown"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(more: str, expected: str) -> None:
    (said,) = problems(LEAST + more + "\n")
    assert expected in said


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("remote: everything", "stations[0].remote: "),
        ("presence_window_min: 31", "stations[0].presence_window_min: 31 min is above the ceiling of 30 min"),
        ("ceilings_percent: {air: 101}", "stations[0].ceilings_percent.air: 101"),
        ("  - {name: lounge, device: /dev/ttyUSB1}", "lounge is already given to another station"),
        ("  - {name: other, device: /dev/ttyUSB0}", "/dev/ttyUSB0 is already given to another station"),
    ],
)
def test_what_is_wrong_with_a_station_is_said_as_well(line: str, expected: str) -> None:
    (said,) = problems(LEAST + ("" if line.startswith("  ") else "    ") + line + "\n")
    assert expected in said


def test_a_file_without_stations_or_of_another_kind_is_refused() -> None:
    assert "add `stations:`" in problems("schema: chairctl/daemon/1\nname: pi\n")[0]
    assert "give at least 1" in problems("schema: chairctl/daemon/1\nname: pi\nstations: []\n")[0]
    assert "write chairctl/daemon/1" in problems("schema: chairctl/device/1\n")[0]


def test_a_variable_wins_over_the_file_and_is_blamed_by_its_name() -> None:
    found = config(FULL, CHAIRCTL__MQTT__HOST="10.0.0.5", CHAIRCTL__MQTT__PORT="1885", CHAIRCTL__SITE="attic")
    assert found.mqtt
    assert (found.mqtt.host, found.mqtt.port, found.site) == ("10.0.0.5", 1885, "attic")
    made = config(LEAST, CHAIRCTL__MQTT__HOST="b", CHAIRCTL__METRICS__PORT="9095", CHAIRCTL_LANG="de")
    assert (made.mqtt is not None, made.metrics_port) == (True, 9095)
    (said,) = problems(FULL, CHAIRCTL__MQTT__PORT="many")
    assert said.startswith('CHAIRCTL__MQTT__PORT: "many" is no port')
    for name in ("CHAIRCTL__STATIONS", "CHAIRCTL__MQTT__HOST__X", "CHAIRCTL__MQTT"):
        (said,) = problems(FULL, **{name: "x"})
        assert said.startswith(f"{name}: no key that holds one value has this name")


def test_a_fleet_has_a_file_with_only_a_broker(tmp_path: Path) -> None:
    path = tmp_path / "fleet.yaml"
    path.write_text("schema: chairctl/fleet/1\nmqtt: {host: b}\n", encoding="utf-8")
    found = load_broker(path, {})
    assert found
    assert (found.host, found.port) == ("b", 1883)
    path.write_text(LEAST, encoding="utf-8")
    assert load_broker(path, {}) is None
    with pytest.raises(ProfileErrors, match="no such file"):
        load_config(tmp_path / "nothing.yaml", {})

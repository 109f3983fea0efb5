"""Reads the daemon's file; every error names file, line, column, key and remedy.

A variable `CHAIRCTL__MQTT__HOST=broker` wins over `host` of `mqtt` in the file, and so for every key
that holds one value; what is wrong with such a value is said under the variable's name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from platformdirs import user_config_path
from pydantic import Field, PlainValidator

from chairctl.domain.ceilings import SHARE, Ceiling
from chairctl.domain.time import SECOND
from chairctl.frontends.daemon.config import (
    DaemonConfig,
    HomeAssistantConfig,
    Language,
    MqttConfig,
    MqttVersion,
    StationConfig,
    TlsConfig,
)
from chairctl.frontends.mqtt.policy import Policy
from chairctl.profiles.file_model import Fault, FileModel, read_model, refuse
from chairctl.profiles.problems import LONGEST_PATH, Problem, ProfileErrors, shown
from chairctl.profiles.values import MINUTE as MINUTES
from chairctl.profiles.values import PERCENT, Name, choice, fault, number, text, written_value
from chairctl.profiles.values import SECOND as SECONDS
from chairctl.profiles.yaml_events import Tree, scalar
from chairctl.profiles.yaml_source import Source, parse, read_text

SCHEMA = "chairctl/daemon/1"
FLEET_SCHEMA = "chairctl/fleet/1"
VARIABLE = "CHAIRCTL__"
MOST_STATIONS = 64
"""As many as the ledger serves."""

_WINDOW = Ceiling(1_800, "s", "the longest session", "chosen")
_LOSS = Ceiling(60, "s", "hazard H66", "chosen")

_text = Annotated[str, text(1_000)]
_Share = Annotated[int, number(PERCENT, 0, SHARE)]


def _port(value: object) -> int:
    if type(value) is int and 1 <= value <= 65_535:
        return value
    raise fault("profile.bad_port", value=written_value(value))


_Port = Annotated[int, PlainValidator(_port)]


def _version(value: object) -> object:
    return choice(MqttVersion).func(str(value) if type(value) is int else value)  # type: ignore[call-arg]


class _Station(FileModel):
    name: Name
    device: _text
    profile: _text | None = None
    person: _text | None = None
    remote: Annotated[Policy, choice(Policy)] = Policy.STOP_ONLY
    presence_window_s: Annotated[int, number(MINUTES, 60, _WINDOW), Field(alias="presence_window_min")] = 600
    ceilings_permille: Annotated[
        dict[Name, Annotated[int, number(PERCENT, 0, SHARE)]],
        Field(alias="ceilings_percent", default_factory=dict),
    ]


class _Tls(FileModel):
    ca: _text | None = None
    certificate: _text | None = None
    key: _text | None = None


class _HomeAssistant(FileModel):
    prefix: _text = "homeassistant"
    language: Annotated[Language, choice(Language)] = Language.EN


class _Mqtt(FileModel):
    host: _text
    port: _Port | None = None
    version: Annotated[MqttVersion, PlainValidator(_version)] = MqttVersion.V5
    prefix: Name = "chairctl"
    user: _text | None = None
    password_file: _text | None = None
    password_credential: Name | None = None
    tls: _Tls | None = None
    wind_down_after_s: Annotated[int, number(SECONDS, 2, _LOSS)] = 5
    home_assistant: _HomeAssistant | None = None


class _Metrics(FileModel):
    port: _Port


class _Daemon(FileModel):
    name: Name
    site: Name = "home"
    stations: Annotated[list[_Station], Field(min_length=1, max_length=MOST_STATIONS)]
    mqtt: _Mqtt | None = None
    metrics: _Metrics | None = None


class _Fleet(FileModel):
    mqtt: _Mqtt


def default_path() -> Path:
    """Where the daemon's file of this user is, unless another one is named."""
    return user_config_path("chairctl") / "daemon.yaml"


def load_config(path: Path, env: Mapping[str, str]) -> DaemonConfig:
    """The daemon's file, with what variables override. Raises ProfileErrors."""
    return read_config(parse(read_text(path), shown(str(path), LONGEST_PATH)), env, path.parent)


def load_broker(path: Path, env: Mapping[str, str]) -> MqttConfig | None:
    """The broker of a daemon's file, or of a file of its own (`schema: chairctl/fleet/1`, only `mqtt:`).

    None: a daemon without one. Raises ProfileErrors.
    """
    source = parse(read_text(path), shown(str(path), LONGEST_PATH))
    if source.data.get("schema") != FLEET_SCHEMA:
        return read_config(source, env, path.parent).mqtt
    _override(source, env)
    return _mqtt(read_model(_Fleet, source, FLEET_SCHEMA).mqtt, path.parent)


def read_config(source: Source, env: Mapping[str, str], folder: Path) -> DaemonConfig:
    """The same from a parsed file; paths in it are meant from `folder`. Raises ProfileErrors."""
    overridden = _override(source, env)
    try:
        file = read_model(_Daemon, source, SCHEMA)
        refuse(source, _faults(file))
    except ProfileErrors as errors:
        raise ProfileErrors(
            tuple(_under_its_variable(problem, overridden) for problem in errors.problems)
        ) from None
    return DaemonConfig(
        name=file.name,
        site=file.site,
        stations=tuple(_station(one) for one in file.stations),
        mqtt=_mqtt(file.mqtt, folder) if file.mqtt else None,
        metrics_port=file.metrics.port if file.metrics else None,
    )


def _override(source: Source, env: Mapping[str, str]) -> dict[str, str]:
    """Put the values of variables into the tree; their names by the key that each overrides."""
    names = {}
    for name in sorted(env):
        if not name.startswith(VARIABLE):
            continue
        path = tuple(name.removeprefix(VARIABLE).lower().split("__"))
        place: Tree = source.data
        for part in path[:-1]:
            place = place.setdefault(part, {}) if isinstance(place, dict) else None
        if not isinstance(place, dict) or isinstance(place.get(path[-1]), dict | list):
            raise ProfileErrors((Problem(name, 0, 0, "", "daemon.no_such_key"),))
        place[path[-1]] = scalar(env[name], plain=True)
        for length in range(1, len(path) + 1):
            source.marks.setdefault(path[:length], (1, 1))
        names[".".join(path)] = name
    return names


def _under_its_variable(problem: Problem, overridden: Mapping[str, str]) -> Problem:
    name = overridden.get(problem.key)
    return replace(problem, file=name, line=0, column=0, key="") if name else problem


def _faults(file: _Daemon) -> Iterator[Fault]:
    seen: dict[str, set[str]] = {"name": set(), "device": set()}
    for index, station in enumerate(file.stations):
        for key, value in (("name", station.name), ("device", station.device)):
            if value in seen[key]:
                yield Fault(("stations", index, key), "daemon.twice", {"value": shown(value)})
            seen[key].add(value)
    mqtt = file.mqtt
    if mqtt is None:
        return
    if mqtt.password_file and mqtt.password_credential:
        yield Fault(("mqtt", "password_credential"), "daemon.two_passwords", {})
    if (mqtt.password_file or mqtt.password_credential) and not mqtt.user:
        yield Fault(("mqtt",), "daemon.no_user", {})
    if mqtt.tls and bool(mqtt.tls.certificate) != bool(mqtt.tls.key):
        yield Fault(("mqtt", "tls"), "daemon.half_certificate", {})


def _station(file: _Station) -> StationConfig:
    return StationConfig(
        file.name,
        file.device,
        file.profile,
        file.person,
        file.remote,
        file.presence_window_s * SECOND,
        tuple(sorted(file.ceilings_permille.items())),
    )


def _mqtt(file: _Mqtt, folder: Path) -> MqttConfig:
    def path(written: str | None) -> Path | None:
        return folder / Path(written).expanduser() if written else None

    tls = assistant = None
    if file.tls:
        tls = TlsConfig(path(file.tls.ca), path(file.tls.certificate), path(file.tls.key))
    if file.home_assistant:
        assistant = HomeAssistantConfig(file.home_assistant.prefix, file.home_assistant.language)
    return MqttConfig(
        host=file.host,
        port=file.port or (8883 if tls else 1883),
        version=file.version,
        prefix=file.prefix,
        user=file.user,
        password_file=path(file.password_file),
        password_credential=file.password_credential,
        tls=tls,
        wind_down_after=file.wind_down_after_s * SECOND,
        home_assistant=assistant,
    )

"""What the daemon's file says, already checked (`schema: chairctl/daemon/1`)."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from chairctl.domain.time import MINUTE, SECOND, Duration
from chairctl.frontends.mqtt.policy import Policy


class MqttVersion(StrEnum):
    """Of the protocol; both are safe, 5 lets a sender do without a clock."""

    V5 = "5"
    V311 = "3.1.1"


class Language(StrEnum):
    """Of the names that Home Assistant shows."""

    EN = "en"
    DE = "de"


@dataclass(frozen=True, slots=True)
class StationConfig:
    """One chair: where it is, and what a remote may do to it."""

    name: str
    device: str
    """A name or an address, as `chairctl run --device` takes it."""
    profile: str | None = None
    """Name or path; None: that of the named device."""
    person: str | None = None
    """Whose limits and screening count; None: a guest's limits."""
    remote: Policy = Policy.STOP_ONLY
    presence_window: Duration = 10 * MINUTE
    """For how long an act at the chair counts as somebody being there."""
    ceilings_permille: tuple[tuple[str, int], ...] = ()
    """What a remote may ask of a channel at most, of what the device may do."""


@dataclass(frozen=True, slots=True)
class TlsConfig:
    """Certificates; files in PEM."""

    ca: Path | None = None
    """Who signs the broker; None: whom this computer trusts."""
    certificate: Path | None = None
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class HomeAssistantConfig:
    """Discovery by Home Assistant."""

    prefix: str = "homeassistant"
    language: Language = Language.EN


@dataclass(frozen=True, slots=True)
class MqttConfig:
    """The broker."""

    host: str
    port: int = 1883
    version: MqttVersion = MqttVersion.V5
    prefix: str = "chairctl"
    user: str | None = None
    password_file: Path | None = None
    password_credential: str | None = None
    """Name of a systemd credential."""
    tls: TlsConfig | None = None
    wind_down_after: Duration = 5 * SECOND
    """Without the broker, a session that nobody at the chair attends ends after this."""
    home_assistant: HomeAssistantConfig | None = None


@dataclass(frozen=True, slots=True)
class DaemonConfig:
    """The whole file."""

    name: str
    site: str
    stations: tuple[StationConfig, ...]
    mqtt: MqttConfig | None = None
    metrics_port: int | None = None
    """On loopback; None: none are served."""

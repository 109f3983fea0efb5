"""How the daemon connects to its broker: version, last will, certificates, password."""

import os
import socket
import ssl
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

from aiomqtt import Client, Message, ProtocolVersion, Will
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from chairctl.frontends.daemon.config import MqttConfig, MqttVersion, TlsConfig
from chairctl.frontends.mqtt.inbox import Inbox
from chairctl.frontends.mqtt.topics import OFFLINE, Topics

KEEPALIVE_S = 4
"""A line that is silent for twice as long is closed and opened anew."""
TIMEOUT_S = 12
"""For an answer of the broker; longer than the keep-alive needs, which closes more cleanly."""
LARGEST_PACKET = 1024 * 1024
"""What the broker may send (MQTT 5); a larger stop does not arrive, so the documents say so."""


class ConnectionTrouble(Exception):  # noqa: N818  (of the set-up, not of the program)
    """A file for the connection is missing or wrong; a code of `mqtt_line`, and the path."""

    def __init__(self, code: str, path: str) -> None:
        super().__init__(code, path)
        self.code = code
        self.path = path


def client_for(
    config: MqttConfig,
    topics: Topics,
    first: Callable[[Message], bool],
    too_many: Callable[[Message], None],
    env: Mapping[str, str] = os.environ,
) -> Client:
    """A client that has not connected yet. Raises ConnectionTrouble."""
    return _client(
        config,
        env,
        identifier=f"chairctl-{topics.site}-{topics.daemon}",
        queue_type=cast("type[Inbox]", lambda maxsize: Inbox(first, too_many)),  # noqa: ARG005
        will=Will(topics.availability, OFFLINE, qos=1, retain=True),
    )


def plain_client(config: MqttConfig, env: Mapping[str, str] = os.environ) -> Client:
    """A client that only looks on and speaks for a person. Raises ConnectionTrouble."""
    return _client(config, env)


def _client(config: MqttConfig, env: Mapping[str, str], **more: Any) -> Client:
    is_5 = config.version is MqttVersion.V5
    properties = None
    if is_5:
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.MaximumPacketSize = LARGEST_PACKET
    return Client(
        config.host,
        config.port,
        username=config.user,
        password=password_of(config, env),
        protocol=ProtocolVersion.V5 if is_5 else ProtocolVersion.V311,
        clean_session=None if is_5 else True,
        timeout=TIMEOUT_S,
        keepalive=KEEPALIVE_S,
        properties=properties,
        tls_context=tls_context(config.tls) if config.tls else None,
        # Without it, a small message can wait 40 ms for the acknowledgement of the one before.
        socket_options=[(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)],
        **more,
    )


def password_of(config: MqttConfig, env: Mapping[str, str]) -> str | None:
    """The password, read anew for every connection. Raises ConnectionTrouble."""
    path = config.password_file
    if config.password_credential:
        folder = env.get("CREDENTIALS_DIRECTORY")
        if folder is None:
            raise ConnectionTrouble("no_credentials", config.password_credential)
        path = Path(folder) / config.password_credential
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, ValueError) as error:
        raise ConnectionTrouble("unreadable_password", str(path)) from error


def tls_context(config: TlsConfig) -> ssl.SSLContext:
    """What checks the broker, and shows our certificate. Raises ConnectionTrouble."""
    try:
        context = ssl.create_default_context(cafile=config.ca)
    except (OSError, ssl.SSLError) as error:
        raise ConnectionTrouble("bad_ca", str(config.ca)) from error
    if config.certificate and config.key:
        try:
            context.load_cert_chain(config.certificate, config.key)
        except (OSError, ssl.SSLError) as error:
            raise ConnectionTrouble("bad_certificate", str(config.certificate)) from error
    return context

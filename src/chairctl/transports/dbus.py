"""D-Bus messages made ready, and a connection over which a process without D-Bus can send them.

Only what the warden's line needs: calls with text, object paths and bytes, written by the D-Bus
specification. The connection is made like any client's (SASL EXTERNAL, then Hello).
"""

import asyncio
import os
import socket
from struct import pack
from urllib.parse import unquote

SYSTEM_BUS = "unix:path=/var/run/dbus/system_bus_socket"
BUS = "org.freedesktop.DBus"
NO_REPLY = 1
_CALL = 1
_READ_MOST = 4096


class NoBusError(OSError):
    """The bus cannot be reached over a socket of this machine, or does not let us in."""


def call(
    serial: int,
    destination: str,
    path: str,
    interface: str,
    member: str,
    signature: str = "",
    body: bytes = b"",
    flags: int = NO_REPLY,
) -> bytes:
    """One method call as it goes over the socket. `body` fits `signature` and is marshalled already."""
    fields = b""
    for code, kind, value in (
        (1, b"o", text(path)),
        (2, b"s", text(interface)),
        (3, b"s", text(member)),
        (6, b"s", text(destination)),
        (8, b"g", bytes([len(signature)]) + signature.encode() + b"\0"),
    ):
        fields = padded(fields, 8) + bytes([code, 1]) + kind + b"\0" + value
    head = pack("<cBBBIII", b"l", _CALL, flags, 1, len(body), serial, len(fields))
    return padded(head + fields, 8) + body


def text(value: str) -> bytes:
    """A string or an object path."""
    raw = value.encode()
    return pack("<I", len(raw)) + raw + b"\0"


def padded(data: bytes, to: int) -> bytes:
    """Filled up with zeros to a multiple of `to`."""
    return data + bytes(-len(data) % to)


def bytes_and_option(data: bytes, key: str, value: str) -> bytes:
    """The body of an `aya{sv}`: bytes, and a dictionary of one text."""
    entry = padded(text(key) + b"\x01s\0", 4) + text(value)
    head = padded(pack("<I", len(data)) + data, 4) + pack("<I", len(entry))
    return padded(head, 8) + entry


async def connected() -> socket.socket:
    """A new connection to the system bus, or to the one in DBUS_SYSTEM_BUS_ADDRESS. Raises OSError."""
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.settimeout(0)
        await _log_in(line)
    except BaseException:
        line.close()
        raise
    return line


async def _log_in(line: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    await loop.sock_connect(line, _socket_name(os.environ.get("DBUS_SYSTEM_BUS_ADDRESS") or SYSTEM_BUS))
    user = str(os.getuid()).encode().hex().encode()
    await loop.sock_sendall(line, b"\0AUTH EXTERNAL " + user + b"\r\n")
    if not (await loop.sock_recv(line, _READ_MOST)).startswith(b"OK "):
        raise NoBusError("the bus does not let this user in")
    hello = call(1, BUS, "/org/freedesktop/DBus", BUS, "Hello", flags=0)
    await loop.sock_sendall(line, b"BEGIN\r\n" + hello)
    if not await loop.sock_recv(line, _READ_MOST):
        raise NoBusError("the bus has hung up")


def _socket_name(address: str) -> str:
    """The first socket of this machine in an address of a bus."""
    for one in address.split(";"):
        kind, _, keys = one.partition(":")
        for key in keys.split(","):
            name, _, value = key.partition("=")
            if kind == "unix" and name in {"path", "abstract"}:
                return ("\0" if name == "abstract" else "") + unquote(value)
    raise NoBusError(f"no socket of this machine: {address}")

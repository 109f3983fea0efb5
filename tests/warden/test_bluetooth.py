"""The warden's line over Bluetooth: which ready message when, and what it finds in a stream of D-Bus."""

import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dbus_fast.message import Message
from dbus_fast.signature import Variant
from hypothesis import given
from hypothesis import strategies as st

from chairctl.profiles.loader import find_device, load_device
from chairctl.protocols.chairlink.device import Chairlink
from chairctl.transports import dbus
from chairctl.transports.ble_guard import BluetoothGuard
from chairctl.warden import bluetooth, process
from chairctl.warden.bluetooth import HUSH, LEAVE, LISTEN, STOP, BluetoothLine, notified, split

DEVICE = "/org/bluez/hci0/dev_C0_DE_00_00_00_01"
WRITE, NOTIFY = f"{DEVICE}/service000a/char000b", f"{DEVICE}/service000a/char000e"
CHAIRLINK = Chairlink("chair", load_device(find_device("chairlink-reference")).channels)
VECTORS = json.loads((Path(__file__).parents[2] / "docs/protocols/chairlink-vectors.json").read_text())
RESTING, ARMED = (
    next(bytes.fromhex(one["wire"]) for one in VECTORS if one["name"] == name)
    for name in ("telemetry, lease expired and electrode open", "telemetry, armed")
)


def changed(path: str, interface: str, **properties: Variant) -> bytes:
    """A signal as the daemon sends it."""
    body: list[Any] = [interface, properties, []]
    signal = Message.new_signal(
        path, "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as", body
    )
    signal.sender = ":1.7"
    signal.serial = 258
    return bytes(signal._marshall(negotiate_unix_fd=False))


def value(data: bytes, **more: Variant) -> bytes:
    return changed(NOTIFY, "org.bluez.GattCharacteristic1", **more, Value=Variant("ay", data))


class Post:
    """The line, and the daemon's end of it."""

    def __init__(self) -> None:
        self.daemon, near = socket.socketpair()
        self.daemon.settimeout(1)
        near.settimeout(0)
        self._near = near
        self.guard = BluetoothGuard(near, DEVICE, WRITE, NOTIFY, acknowledged=False)
        at_rest = process.Zeros(CHAIRLINK.at_rest.kind, CHAIRLINK.at_rest.zeros)
        self.line = BluetoothLine(near.fileno(), self.guard.words([CHAIRLINK.panic]).stop, at_rest)

    def hear(self) -> list[int]:
        """The serial numbers of the messages that the warden has written."""
        messages, rest = split(self.daemon.recv(65_536))
        assert rest == b""
        return [int.from_bytes(message[8:12], "little") for message in messages]

    def close(self) -> None:
        self.guard.close()
        self.daemon.close()


@pytest.fixture
def post() -> Iterator[Post]:
    one = Post()
    yield one
    one.close()


def test_it_needs_nothing_but_the_standard_library_and_reads_in_ten_minutes() -> None:
    source = Path(str(bluetooth.__file__)).read_text()
    imports = {line.split()[1] for line in source.splitlines() if line.startswith(("import ", "from "))}
    assert imports <= set(sys.stdlib_module_names)
    assert len(source.splitlines()) <= 150


def test_a_stream_is_split_into_its_messages_wherever_it_is_cut() -> None:
    stream = [
        value(RESTING),
        value(b""),
        changed(DEVICE, "org.bluez.Device1", Connected=Variant("b", value=True)),
    ]
    whole = b"".join(stream)
    for at in range(len(whole)):
        first, rest = split(whole[:at])
        second, rest = split(rest + whole[at:])
        assert (first + second, rest) == (stream, b"")


@pytest.mark.parametrize("data", [b"", b"\0", b"x" * 20, RESTING, bytes(range(256)) * 2])
def test_what_a_device_notifies_is_found_in_the_signal(data: bytes) -> None:
    assert notified(value(data)) == data
    assert notified(value(data, Notifying=Variant("b", value=True), MTU=Variant("q", 23))) == data


def test_a_message_that_claims_to_be_endless_is_not_waited_for() -> None:
    endless = value(RESTING)[:4] + b"\xff\xff\xff\x07" + bytes(64)
    assert split(value(RESTING) + endless) == ([value(RESTING)], b"")


@given(st.binary(max_size=200))
def test_arbitrary_bytes_never_raise(data: bytes) -> None:
    for message in split(data)[0]:
        notified(message)
    notified(data)
    notified(bluetooth.VALUE + data)


def test_other_signals_bring_nothing() -> None:
    assert notified(changed(DEVICE, "org.bluez.Device1", RSSI=Variant("n", -60))) == b""
    assert notified(value(RESTING)[:-60]) != RESTING


def test_a_stop_is_written_at_once_and_the_end_of_the_link_only_after_stops_without_rest(post: Post) -> None:
    post.line.stop()
    assert post.hear() == [STOP]
    post.line.drop()
    post.line.forget()
    assert post.hear() == [LISTEN, LISTEN]
    post.line.stop()
    assert post.hear() == [STOP]
    time.sleep(bluetooth.LEAVE_NS / 1e9)
    post.line.stop()
    assert post.hear() == [STOP, LEAVE]
    post.line.stop()
    assert post.hear() == [STOP]
    post.line.raise_ready()
    assert post.hear() == [HUSH, HUSH]
    time.sleep(bluetooth.LEAVE_NS / 1e9)
    post.line.stop()
    assert post.hear() == [STOP]
    post.line.leave()
    assert post.hear() == [LEAVE]


@pytest.mark.parametrize("size", [244, 20, 7, 1])
def test_rest_is_seen_however_small_the_notifications_are(post: Post, size: int) -> None:
    post.line.forget()
    assert not post.line.reads_back_zero()
    stream = ARMED + RESTING
    pieces = [stream[at : at + size] for at in range(0, len(stream), size)]
    seen = []
    for piece in pieces:
        post.daemon.sendall(value(piece))
        seen.append(post.line.reads_back_zero())
    assert seen == [False] * (len(pieces) - 1) + [True]
    assert not post.line.gone


def test_a_report_that_is_armed_or_broken_is_no_rest(post: Post) -> None:
    flipped = bytearray(RESTING)
    flipped[5] ^= 1
    for data in (ARMED, bytes(flipped)):
        post.daemon.sendall(value(data))
        assert not post.line.reads_back_zero()


def test_half_a_report_from_before_the_stop_is_forgotten(post: Post) -> None:
    post.daemon.sendall(value(RESTING[:10]))
    assert not post.line.reads_back_zero()
    post.line.forget()
    post.daemon.sendall(value(RESTING[10:]))
    assert not post.line.reads_back_zero()


def test_a_link_that_has_ended_leaves_nobody_to_stop(post: Post) -> None:
    linked = {True: False, False: True}
    for connected, gone in linked.items():
        flag = Variant("b", value=connected)
        post.daemon.sendall(changed(DEVICE, "org.bluez.Device1", Connected=flag, RSSI=Variant("n", -60)))
        assert not post.line.reads_back_zero()
        assert post.line.gone is gone
    post.line.forget()
    assert post.line.gone is False


def test_a_daemon_that_has_gone_leaves_nobody_to_stop(post: Post) -> None:
    post.daemon.close()
    assert not post.line.reads_back_zero()
    assert post.line.gone
    post.line.stop()


def test_the_ready_messages_say_what_they_should(post: Post) -> None:
    ready = split(post.guard.words([b"half of a st", b"op"]).stop)[0]
    told = [_read(message) for message in ready]
    rule = "type='signal',sender='org.bluez',member='PropertiesChanged',path='{}'"
    bus, path = "org.freedesktop.DBus", "/org/freedesktop/DBus"
    characteristic, option = "org.bluez.GattCharacteristic1", {"type": Variant("s", "command")}
    assert told == [
        (LISTEN, bus, path, bus, "AddMatch", [rule.format(NOTIFY)]),
        (LISTEN, bus, path, bus, "AddMatch", [rule.format(DEVICE)]),
        (STOP, "org.bluez", WRITE, characteristic, "WriteValue", [b"half of a st", option]),
        (STOP, "org.bluez", WRITE, characteristic, "WriteValue", [b"op", option]),
        (HUSH, bus, path, bus, "RemoveMatch", [rule.format(NOTIFY)]),
        (HUSH, bus, path, bus, "RemoveMatch", [rule.format(DEVICE)]),
        (LEAVE, "org.bluez", DEVICE, "org.bluez.Device1", "Disconnect", []),
    ]


@pytest.mark.parametrize("length", range(9))
def test_messages_are_marshalled_as_the_specification_has_it_whatever_their_length(length: int) -> None:
    body = dbus.bytes_and_option(b"x" * length, "k" * length, "v" * length)
    message = dbus.call(7, "org.bluez", "/" + "p" * (length + 1), "a.b" + "i" * length, "M", "aya{sv}", body)
    assert _read(message) == (
        7, "org.bluez", "/" + "p" * (length + 1), "a.b" + "i" * length, "M",
        [b"x" * length, {"k" * length: Variant("s", "v" * length)}],
    )  # fmt: skip


def _read(message: bytes) -> tuple[Any, ...]:
    """What another implementation of D-Bus reads."""
    import io

    from dbus_fast._private.unmarshaller import Unmarshaller

    stream: Any = io.BytesIO(message)
    read = Unmarshaller(stream).unmarshall()
    assert read
    assert read.flags.value == dbus.NO_REPLY
    return (read.serial, read.destination, read.path, read.interface, read.member, read.body)


def test_the_descriptor_is_shared_not_taken(post: Post) -> None:
    assert os.fstat(post.guard.descriptor)
    assert post.guard.words([b"stop"]).over_bluetooth

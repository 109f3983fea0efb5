"""The least that can forward a stop: sockets by hand, no decision, no kernel; what latency is compared with.

It still takes a host to energise the chair. But its stop is a dozen lines between two descriptors: when
bytes with the stop's topic come from the broker, the stop bytes of the protocol go to the line.
"""

import asyncio
import socket
import sys

from chairctl.control.assembly import assemble
from chairctl.control.station import Station
from chairctl.domain.channels import Output
from chairctl.domain.commands import Acknowledge, SetOutput
from chairctl.domain.safety import Outcome
from chairctl.profiles.loader import load_device
from chairctl.runtime.host import StationHost
from chairctl.runtime.throw_away import throw_away_ledger
from chairctl.safety.states import LIVE
from chairctl.transports.addresses import transport_for

PROFILE = load_device("chairlink-reference")
TOPIC = b"forwarder/stop"


def connected(port: int) -> socket.socket:
    """A line to the broker (MQTT 3.1.1), subscribed to the stop."""
    line = socket.create_connection(("127.0.0.1", port))
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.sendall(b"\x10\x15\x00\x04MQTT\x04\x02\x00\x00\x00\x09forwarder")
    line.recv(4)
    line.sendall(b"\x82" + bytes([5 + len(TOPIC)]) + b"\x00\x01\x00" + bytes([len(TOPIC)]) + TOPIC + b"\x00")
    line.recv(5)
    line.setblocking(False)  # noqa: FBT003
    return line


async def forward(url: str, port: int) -> None:
    """Energise again and again; each line on standard output says that it is."""
    loop = asyncio.get_running_loop()
    with throw_away_ledger() as ledger:
        station = assemble("forwarder", (PROFILE,))
        device = station.devices[PROFILE.name]
        transports = {PROFILE.name: transport_for(url, device.serial, device.gatt)}
        async with StationHost(station, transports, ledger) as host:
            line = connected(port)
            link = host.links[PROFILE.name]
            stopped = asyncio.Event()

            def read() -> None:
                if TOPIC in line.recv(4_096):
                    link.transport.discard_output()
                    link.transport.write(device.panic)
                    loop.call_soon(stopped.set)

            loop.add_reader(line, read)
            while True:
                if (await host.arm(20)).outcome is Outcome.REFUSED:
                    if host.snapshot().trips:
                        host.ask(Acknowledge())  # a busy computer was late, and the chair is tripped
                    continue
                host.ask(SetOutput("air", Output(300)))
                while host.station.kernel.state in LIVE and not _puts_out(station):
                    await asyncio.sleep(0.005)
                if not _puts_out(station):
                    continue  # it has tripped meanwhile
                stopped.clear()
                sys.stdout.write("energised\n")
                sys.stdout.flush()
                await stopped.wait()
                host.stop()
                await asyncio.sleep(0.1)


def _puts_out(station: Station) -> bool:
    return any(readback.applied for readback in station.readbacks())


if __name__ == "__main__":
    asyncio.run(forward(sys.argv[1], int(sys.argv[2])))

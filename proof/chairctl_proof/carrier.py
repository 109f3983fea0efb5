"""The host's last steps before the wire, in virtual time: the gate and the manners of a link."""

from chairctl.control.effects import Transmission
from chairctl.control.station import Station
from chairctl.domain.time import Instant
from chairctl.safety import gate
from chairctl_proof.line import Direction

BACKLOG_BYTES = 256
"""As in runtime/link: with more than this waiting only urgent packets go out."""


class Carrier:
    """Passes packets on as `runtime/link.py` does: through the gate, and never behind a backlog."""

    def __init__(self, station: Station) -> None:
        profile = station.profiles[0]
        self._kinds = tuple(channel.channel.kind for channel in profile.channels)
        self._last_number = 0
        self._stop_waits = False

    def pass_on(self, transmission: Transmission, line: Direction, now: Instant) -> list[bytes]:
        """The packets' bytes that really go out now; urgent ones throw away what waits."""
        permit, packets = transmission.permit, transmission.packets
        if not packets or gate.objection(permit, self._kinds, self._last_number, now):
            return []
        self._last_number = permit.number
        passed = []
        for packet in packets:
            if packet.urgent:
                if self._stop_waits and line.backlog:
                    continue
                line.discard()
            elif line.backlog > BACKLOG_BYTES:
                continue
            self._stop_waits = packet.urgent
            passed.append(packet.data)
        return passed

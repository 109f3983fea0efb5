"""The contract of a device family, and its four laws.

1. The bytes depend only on the permit, the device's own handshake state and `now`.
2. No byte is kept for later.
3. `receive` never raises, whatever the bytes and however they are split.
4. Under a permit that is not armed nothing energising leaves.

How to write one: docs/adding-a-device.md. Levels are those of the profile, in the order of its channels.
"""

from typing import Protocol

from chairctl.domain.packet import Answer, AtRest, Gatt, Packet, SerialSettings
from chairctl.domain.telemetry import Report
from chairctl.domain.time import Instant
from chairctl.safety.permit import Permit


class Device(Protocol):
    """One device on one line, as its family speaks to it."""

    @property
    def panic(self) -> bytes:
        """Bytes that stop the device at any moment, also in the middle of a frame; empty: there are none."""

    @property
    def at_rest(self) -> AtRest | Answer | None:
        """How the warden sees that the stop has reached the device; None: no warden watches it.

        A watched device has to report every 50 ms: each turn with fresh telemetry is a beat, and the warden
        fires 150 ms after the last one. Where its permit ceases to be armed, `transmit` gives `panic` first:
        the link writes it ahead of the turn.
        """

    @property
    def serial(self) -> SerialSettings | None:
        """How it is spoken to on a serial line; None: it has none."""

    @property
    def gatt(self) -> Gatt | None:
        """How it is spoken to over Bluetooth LE; None: not at all."""

    def line_up(self, now: Instant) -> None:
        """The line is open: begin the handshake anew."""

    def line_down(self, now: Instant) -> None:
        """The line is gone: forget the handshake."""

    def receive(self, data: bytes, now: Instant) -> list[Report]:
        """Reports in the bytes that came at `now`; bounded, never raises.

        Nothing is armed before an `Identity` whose channels are those of the profile, and a `Telemetry` that
        shows zero and is not armed. `Telemetry.armed` says that the device obeys what was permitted: it has
        to come within 2 s of an arming, and a device that was armed and no longer is trips (`dropped_out`).
        `Garbled` with the reason `version` says that it speaks another version of the protocol.
        """

    def transmit(self, permit: Permit, now: Instant) -> list[Packet]:
        """What to send now so that the device does what the permit says; often nothing.

        Called in every turn, also several times in the same instant. Under an armed permit that has expired
        the gate holds back everything, so nothing should be counted as sent. Bytes that stop are `urgent`.
        """

    def next_deadline(self) -> Instant | None:
        """When `transmit` has something to say by itself; None: only after an event."""

"""The simulated board: firmware, TENS unit and electrodes under one time that the caller supplies."""

from typing import Final

from chairctl_simulators.devices.openemsstim.channel import Channel
from chairctl_simulators.devices.openemsstim.faults import BoardFaults
from chairctl_simulators.devices.openemsstim.firmware import Firmware
from chairctl_simulators.devices.openemsstim.truth import ChannelTruth, Truth

_IDLE_NS: Final = 1_000_000_000


class SimulatedBoard:
    """One board on a USB line of 19200 baud.

    All times are in ns of the caller's time scale and never run backwards. The same calls give the same
    bytes; `seed` means nothing here. Opening the port resets a real board: that is `reboot`.
    """

    serial_number = ""

    def __init__(self, seed: int = 0, start_ns: int = 0) -> None:  # noqa: ARG002  # as all simulators
        self._channels = (Channel(), Channel())
        self._firmware = Firmware(self._channels)
        self._firmware.boot(start_ns)
        self._now_ns = start_ns
        self._outbox = bytearray()

    @property
    def faults(self) -> BoardFaults:
        """What is broken now."""
        return self._firmware.faults_now

    def feed(self, data: bytes, now_ns: int) -> bytes:
        """The host's bytes begin to arrive; returns what the board sends by now."""
        self._run(now_ns)
        self._firmware.receive(data, self._now_ns)
        return self._flush()

    def advance(self, now_ns: int) -> bytes:
        """Let time pass; returns what the board has sent since the last call."""
        self._run(now_ns)
        return self._flush()

    def next_deadline(self) -> int:
        """When `advance` should be called next."""
        due_ns = self._firmware.due_ns
        return self._now_ns + _IDLE_NS if due_ns is None else max(due_ns, self._now_ns)

    def reboot(self, now_ns: int) -> None:
        """The port has been opened, or the supply has failed for a moment: the board begins anew."""
        self._run(now_ns)
        self._firmware.boot(self._now_ns)
        self._outbox.clear()

    def set_faults(self, faults: BoardFaults, now_ns: int) -> None:
        """From now on exactly these faults hold."""
        self._run(now_ns)
        self._firmware.faults_now = faults

    def truth(self, now_ns: int) -> Truth:
        """What the outputs really do at `now_ns`."""
        self._run(now_ns)
        firmware, faults = self._firmware, self.faults
        stimulations = tuple(
            ChannelTruth(
                0.0 if faults.electrodes_off >> index & 1 else channel.share() * faults.dial_tenth_ma / 10,
                channel.wiper,
                channel.relay,
            )
            for index, channel in enumerate(self._channels)
        )
        return Truth(
            stimulations,
            self.outputs_zero,
            firmware.booted,
            firmware.commands,
            firmware.spoilt,
            firmware.lost_bytes,
            firmware.toggled,
        )

    @property
    def outputs_zero(self) -> bool:
        """Nothing is let through, as of the last call."""
        return not any(channel.share() for channel in self._channels)

    def _run(self, now_ns: int) -> None:
        """Let all that is due happen at its own instant."""
        self._now_ns = max(now_ns, self._now_ns)
        while (due_ns := self._firmware.due_ns) is not None and due_ns <= self._now_ns:
            self._outbox += self._firmware.work(due_ns)

    def _flush(self) -> bytes:
        sent = bytes(self._outbox)
        self._outbox.clear()
        return sent

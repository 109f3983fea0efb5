"""The simulated P24: firmware and electrodes under one time that the caller supplies."""

from typing import Final

from chairctl_simulators.devices.sciencemode4.faults import StimulatorFaults
from chairctl_simulators.devices.sciencemode4.firmware import MID_READY, MID_RUNNING, Firmware
from chairctl_simulators.devices.sciencemode4.output import Output
from chairctl_simulators.devices.sciencemode4.truth import Truth
from chairctl_simulators.devices.sciencemode4.updates import CHANNELS
from chairctl_simulators.faults import Faults
from chairctl_simulators.plant.body import Body

_IDLE_NS: Final = 1_000_000_000
_DRY: Final = 0.025  # of the electrode's area: contact, but not enough for much current


class SimulatedP24:
    """One stimulator on one line; eight outputs with a pair of electrodes each.

    All times are in ns of the caller's time scale and never run backwards. The same calls give the same
    bytes; `seed` only makes the serial number. Nothing is said unasked but errors.
    """

    def __init__(self, seed: int, start_ns: int = 0, body: Body | None = None) -> None:
        self.serial_number = f"P24-{seed % 1_000_000:06d}"
        self._outputs = tuple(Output(body or Body()) for _ in range(CHANNELS))
        self._firmware = Firmware(self.serial_number, self._outputs)
        self._firmware.boot(start_ns)
        self._now_ns = start_ns
        self._outbox = bytearray()

    @property
    def faults(self) -> StimulatorFaults:
        """What is broken now."""
        return self._firmware.faults_now

    def feed(self, data: bytes, now_ns: int) -> bytes:
        """The host's bytes have arrived; returns what the device sends by now."""
        self._run(now_ns)
        self._outbox += self._firmware.receive(data, self._now_ns)
        return self._flush()

    def advance(self, now_ns: int) -> bytes:
        """Let time pass; returns what the device has sent since the last call."""
        self._run(now_ns)
        return self._flush()

    def next_deadline(self) -> int:
        """When `advance` should be called next."""
        due_ns = self._firmware.due_ns
        return self._now_ns + _IDLE_NS if due_ns is None else max(due_ns, self._now_ns)

    def reboot(self, now_ns: int) -> None:
        """The device's supply has failed for a moment: it begins anew."""
        self._run(now_ns)
        self._firmware.boot(self._now_ns)
        self._outbox.clear()

    def set_faults(self, faults: StimulatorFaults, now_ns: int) -> None:
        """From now on exactly these faults hold."""
        self._run(now_ns)
        self._firmware.faults_now = faults
        for index, output in enumerate(self._outputs):
            contact = 1.0
            if faults.dry_electrodes >> index & 1:
                contact = _DRY
            if faults.electrodes_off >> index & 1:
                contact = 0.0
            output.suffer(Faults(electrode_contact=contact))

    def truth(self, now_ns: int) -> Truth:
        """What the outputs really do at `now_ns`."""
        self._run(now_ns)
        firmware = self._firmware
        return Truth(
            tuple(output.truth() for output in self._outputs),
            self.outputs_zero,
            firmware.status in (MID_READY, MID_RUNNING),
            firmware.status,
            firmware.high_voltage,
            firmware.low_pulses,
            firmware.accepted,
            firmware.refused,
        )

    @property
    def outputs_zero(self) -> bool:
        """No pulses are given, as of the last call."""
        return not any(output.train for output in self._outputs)

    def _run(self, now_ns: int) -> None:
        """Let all that is due happen at its own instant."""
        self._now_ns = max(now_ns, self._now_ns)
        while (due_ns := self._firmware.due_ns) is not None and due_ns <= self._now_ns:
            self._outbox += self._firmware.work(due_ns)

    def _flush(self) -> bytes:
        sent = bytes(self._outbox)
        self._outbox.clear()
        return sent

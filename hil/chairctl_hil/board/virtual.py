"""The firmware in CPython with its chair, in virtual time: a device like the simulated ones."""

from random import Random
from typing import Any, Final

from chairctl_hil.board.plant import AT_REST, BoardPlant, Drive
from chairctl_hil.board.source import importable
from chairctl_simulators.devices.chairlink.setup import ChairSetup
from chairctl_simulators.devices.chairlink.truth import Truth
from chairctl_simulators.faults import Faults

_MS: Final = 1_000_000
_OUTBOX_FRAMES: Final = 64


class VirtualBoard:
    """One chair on one line. All times are in ns of the caller's time scale and never run backwards.

    `controller_type`: a firmware with a fault in it, for those who look whether it is found out.
    """

    def __init__(
        self, seed: int = 1, start_ns: int = 0, *, bridge: bool = False, controller_type: Any = None
    ) -> None:
        importable()
        from chairboard.controller import Controller
        from chairboard.io import Inputs, Outputs
        from chairboard.layout import BRIDGE, CHAIR

        setup = ChairSetup()
        self.serial_number = f"BOARD-{seed % 1_000_000:06d}"
        random = Random(seed)
        self.plant = BoardPlant(setup.ambient_c, setup.body, start_ns)
        self._start_ns = self._now_ns = start_ns
        self.controller = (controller_type or Controller)(
            Inputs(),
            Outputs(),
            lambda: random.getrandbits(32),
            self.serial_number,
            BRIDGE if bridge else CHAIR,
        )
        self._sense()
        self._outbox = [self.controller.boot(0)]

    @property
    def faults(self) -> Faults:
        """What is broken now."""
        return self.plant.faults

    @property
    def outputs_zero(self) -> bool:
        """Whether nothing energises the person."""
        return self.plant.outputs_zero

    def feed(self, data: bytes, now_ns: int) -> bytes:
        """The host's bytes have arrived; what the board sends by now, answers last."""
        self._run(now_ns)
        if not self.faults.firmware_hang:
            self._sense()
            self._outbox.append(self.controller.feed(data, self._ms(self._now_ns)))
            self._act()
        return self._flush()

    def advance(self, now_ns: int) -> bytes:
        """Let time pass; what the board has sent since the last call."""
        self._run(now_ns)
        return self._flush()

    def next_deadline(self) -> int:
        """When `advance` should be called next."""
        if any(self._outbox):
            return self._now_ns
        if self.faults.firmware_hang:
            return self._now_ns + 50 * _MS
        return self._start_ns + self.controller.next_ms() * _MS

    def reboot(self, now_ns: int) -> None:
        """The supply has failed for a moment: the firmware starts anew, the chair keeps its state."""
        self._run(now_ns)
        self._outbox = [self.controller.boot(self._ms(self._now_ns))]
        self._act()

    def set_faults(self, faults: Faults, now_ns: int) -> None:
        """From now on exactly these faults hold."""
        self._run(now_ns)
        woken = self.faults.firmware_hang and not faults.firmware_hang
        self.plant.set_faults(faults)
        if woken:
            self._outbox.append(self.controller.tick(self._ms(self._now_ns)))
            self._act()

    def truth(self, now_ns: int) -> Truth:
        """What the chair really does."""
        self._run(now_ns)
        controller = self.controller
        return self.plant.truth(
            armed=controller.armed, accepted=controller.accepted, refused=controller.refused
        )

    def _ms(self, now_ns: int) -> int:
        return (now_ns - self._start_ns) // _MS

    def _run(self, now_ns: int) -> None:
        self._now_ns = max(self._now_ns, now_ns)
        while not self.faults.firmware_hang:
            due_ns = self._start_ns + self.controller.next_ms() * _MS
            if due_ns > self._now_ns:
                break
            self.plant.run(due_ns)
            self._sense()
            said = self.controller.tick(self._ms(due_ns))
            self._act()
            if said:
                self._outbox.append(said)
                del self._outbox[:-_OUTBOX_FRAMES]
        self.plant.run(self._now_ns)

    def _sense(self) -> None:
        inputs = self.controller.inputs
        for name, value in self.plant.readings()._asdict().items():
            setattr(inputs, name, value)

    def _act(self) -> None:
        outputs = self.controller.outputs
        self.plant.set_drive(Drive(*(getattr(outputs, name) for name in AT_REST._fields)))

    def _flush(self) -> bytes:
        sent = b"".join(self._outbox)
        self._outbox.clear()
        return sent

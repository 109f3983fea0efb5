"""The device of the model: section 4 of docs/protocols/chairlink.md by hand.

A sequence is told relative to the device's echo (0: not greater), a nonce by the age of the telemetry
that carried it, an epoch as "this boot" or "an earlier one". So the model has no counters that run out.
What is wrong with a frame for one reason is right in every other way: no check can lean on another.
"""

from typing import Final, NamedTuple

from chairctl_proof.model.rules import STALE, Broken, Rules


class Frame(NamedTuple):
    """ARM or OUTPUT on its way to the device."""

    earlier: bool
    """Of an earlier epoch."""
    arm: bool
    on: bool
    """Whether a level is above zero."""
    ahead: int
    """By how much the sequence is greater than the device's echo; 0: not greater."""
    age: int
    """Age of the nonce; STALE also for one from before the outputs were last put to zero."""

    def told(self) -> str:
        """In a few words."""
        kind = f"{'ARM' if self.arm else 'OUTPUT'} {'on' if self.on else 'zero'}"
        if self.earlier:
            return f"{kind} of an earlier epoch"
        nonce = "stale nonce" if self.age == STALE else f"nonce {self.age} ticks old"
        return f"{kind} (sequence echo+{self.ahead}, {nonce})"

    def one_flaw(self) -> "Frame":
        """The same frame with one reason to be refused, if it has any."""
        if self.earlier or self.ahead == 0:
            return Frame(self.earlier, self.arm, self.on, 0, 0)
        return self._replace(ahead=1) if self.age == STALE else self


class Device(NamedTuple):
    """What the device remembers."""

    armed: bool
    on: bool
    left: int
    """Ticks until the lease ends."""
    proof: int
    """Age of the telemetry on which the lease rests. For the check only, no rule reads it."""


ZERO: Final = Device(armed=False, on=False, left=0, proof=0)
"""All outputs zero, not armed: after boot, STOP, a fault and the end of the lease."""


def stop(device: Device, rules: Rules) -> Device:
    """STOP has arrived. It carries no epoch and needs none."""
    return device if Broken.STOP_NEEDS_EPOCH in rules.without else ZERO


def boot(device: Device, rules: Rules) -> Device:
    """A new epoch, all outputs zero."""
    return device if Broken.BOOT_KEEPS_OUTPUT in rules.without else ZERO


def tick(device: Device, rules: Rules) -> Device:
    """A tick passes."""
    if not device.armed:
        return device
    left = device.left if Broken.LEASE_WITHOUT_END in rules.without else device.left - 1
    return device._replace(left=left, proof=min(device.proof + 1, STALE)) if left > 0 else ZERO


def take(device: Device, frame: Frame, rules: Rules) -> Device | None:
    """The device after it has accepted the frame; None: it is refused."""
    if frame.earlier:
        if Broken.NO_EPOCH_CHECK not in rules.without:
            return None
    else:
        if frame.ahead == 0 and Broken.EQUAL_SEQUENCE not in rules.without:
            return None
        if frame.age == STALE and Broken.NO_NONCE_CHECK not in rules.without:
            return None
    if not frame.arm and not device.armed and Broken.OUTPUT_UNARMED not in rules.without:
        return None
    if frame.arm and frame.on and Broken.ARM_WITH_LEVEL not in rules.without:
        return None
    from_receipt = rules.without & {Broken.LEASE_NOT_ANCHORED, Broken.NO_NONCE_CHECK}
    left = rules.lease if from_receipt else rules.lease - frame.age
    return Device(armed=True, on=frame.on, left=left, proof=frame.age) if left > 0 else ZERO


def fault_of_taking(device: Device, frame: Frame, after: Device) -> str:
    """Which promise it breaks that the device accepted this frame; empty: none."""
    if frame.earlier:
        return "I2 a frame of an earlier epoch was accepted"
    if frame.ahead == 0:
        return "I2 a frame with an old sequence was accepted"
    if frame.age == STALE:
        return "I2 a frame with a stale nonce was accepted"
    if after.on and frame.arm:
        return "I8 ARM put an output on"
    return "" if device.armed or frame.arm else "I8 OUTPUT was accepted by a device that is not armed"


def fault_of(device: Device, rules: Rules) -> str:
    """Which promise this state of the device breaks, whatever the host does; empty: none."""
    if device.armed and device.left + device.proof > rules.lease:
        return "I7 the lease outlives its proof of life by more than 300 ms"
    stopped = stop(device, rules)
    if stopped.armed or stopped.on:
        return "I9 STOP does not lead to zero"
    silent = device
    for _ in range(rules.lease):
        silent = tick(silent, rules)
    return "I3 silence for 300 ms does not lead to zero" if silent.on or silent.armed else ""

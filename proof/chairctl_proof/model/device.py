"""The device of the model: section 4 of docs/protocols/chairlink.md by hand, one tick for 50 ms.

A sequence is told relative to the device's echo (0: not greater), a nonce by the age of the telemetry
that carried it, an epoch as "this boot" or "an earlier one". So the model has no counters that run out.
"""

from typing import Final, NamedTuple

from chairctl_proof.model.rules import LEASE, STALE, Broken, Rules


class Frame(NamedTuple):
    """ARM or OUTPUT on its way to the device."""

    earlier: bool
    """Of an earlier epoch; the other fields but `arm` and `on` are then 0: it may have any luck."""
    arm: bool
    on: bool
    """Whether a level is above zero."""
    ahead: int
    """By how much the sequence is greater than the device's echo; 0: not greater."""
    age: int
    """Age of the nonce."""


class Device(NamedTuple):
    """What the device remembers."""

    armed: bool
    on: bool
    left: int
    """Ticks until the lease ends."""
    proof: int
    """Age of the telemetry on which the lease rests. For the check only, no rule reads it."""
    void: int
    """Ticks since the outputs were last put to zero; nonces from before are stale."""


BOOTED: Final = Device(armed=False, on=False, left=0, proof=0, void=STALE)


def zero(device: Device, rules: Rules) -> Device:
    """All outputs zero, not armed, the nonces sent so far void: STOP, a fault, the end of the lease."""
    return BOOTED._replace(void=device.void if Broken.STOP_KEEPS_NONCES in rules else 0)


def stop(device: Device, rules: Rules) -> Device:
    """STOP has arrived. It carries no epoch and needs none."""
    return device if Broken.STOP_NEEDS_EPOCH in rules else zero(device, rules)


def boot(device: Device, rules: Rules) -> Device:
    """A new epoch, all outputs zero."""
    return device if Broken.BOOT_KEEPS_OUTPUT in rules else BOOTED


def tick(device: Device, rules: Rules) -> Device:
    """50 ms pass."""
    void = min(device.void + 1, STALE)
    if not device.armed:
        return device._replace(void=void)
    aged = device._replace(left=device.left - 1, proof=min(device.proof + 1, STALE), void=void)
    if Broken.LEASE_WITHOUT_END in rules:
        return aged._replace(left=device.left)
    return aged if aged.left > 0 else zero(aged, rules)


def is_stale(device: Device, age: int) -> bool:
    """Whether a nonce of this boot is too old, or from before the outputs were put to zero."""
    return age > LEASE or age >= device.void != STALE


def take(device: Device, frame: Frame, rules: Rules) -> Device | None:
    """The device after it has accepted the frame; None: it is refused."""
    if frame.earlier:
        if Broken.NO_EPOCH_CHECK not in rules:
            return None
    else:
        if frame.ahead == 0 and Broken.EQUAL_SEQUENCE not in rules:
            return None
        if is_stale(device, frame.age) and Broken.NO_NONCE_CHECK not in rules:
            return None
    if not frame.arm and not device.armed and Broken.OUTPUT_UNARMED not in rules:
        return None
    if frame.arm and frame.on and Broken.ARM_WITH_LEVEL not in rules:
        return None
    from_receipt = rules & {Broken.LEASE_NOT_ANCHORED, Broken.NO_NONCE_CHECK}
    left = LEASE if from_receipt else LEASE - frame.age
    taken = Device(armed=True, on=frame.on, left=left, proof=frame.age, void=device.void)
    return taken if left > 0 else zero(taken, rules)


def fault_of_taking(device: Device, frame: Frame, after: Device) -> str:
    """Which promise it breaks that the device accepted this frame; empty: none."""
    if frame.earlier:
        return "I2 a frame of an earlier epoch was accepted"
    if frame.ahead == 0:
        return "I2 a frame with an old sequence was accepted"
    if frame.age > LEASE:
        return "I2 a frame with a stale nonce was accepted"
    if after.on and frame.arm:
        return "I8 ARM put an output on"
    return "" if device.armed or frame.arm else "I8 OUTPUT was accepted by a device that is not armed"


def fault_of(device: Device, rules: Rules) -> str:
    """Which promise this state of the device breaks, whatever the host does; empty: none."""
    if device.armed and device.left + device.proof > LEASE:
        return "I7 the lease outlives its proof of life by more than 300 ms"
    stopped = stop(device, rules)
    if stopped.armed or stopped.on:
        return "I9 STOP does not lead to zero"
    silent = device
    for _ in range(LEASE):
        silent = tick(silent, rules)
    return "I3 silence for 300 ms does not lead to zero" if silent.on or silent.armed else ""

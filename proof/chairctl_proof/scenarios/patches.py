"""How a layer is taken away for a red twin: by patching, from outside. The product has no such switch."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from struct import unpack_from
from typing import Any
from unittest.mock import patch

from cobs import cobs

from chairctl.safety import kernel, permissives
from chairctl.safety.interlocks import table
from chairctl_proof.carrier import Carrier
from chairctl_simulators.devices.chairlink import frames
from chairctl_simulators.devices.chairlink.firmware import Firmware

Patch = Callable[[], AbstractContextManager[object]]


def nothing_patched() -> AbstractContextManager[object]:
    """Everything as it is."""
    return nullcontext()


def replaced(target: object, name: str, value: object) -> Patch:
    """An attribute of a module or class is another one."""
    return lambda: patch.object(target, name, value)


def without(*checks: str) -> Patch:
    """The kernel has no interlocks of these names. KeyError if it never had one of them."""

    @contextmanager
    def removed() -> Iterator[None]:
        known = {interlock.check.__name__ for interlock in table.INTERLOCKS}
        if not known.issuperset(checks):
            raise KeyError(f"no interlock {set(checks) - known}")
        with (
            patch.object(kernel, "INTERLOCKS", _left(table.INTERLOCKS, checks)),
            patch.object(kernel, "ALWAYS", _left(table.ALWAYS, checks)),
        ):
            yield

    return removed


def without_permissive(check: str) -> Patch:
    """The kernel arms without asking for this."""
    ask = permissives.missing_permissives

    def ask_for_less(devices: Any, now: int, asked: Any = permissives.PERMISSIVES) -> Any:
        return ask(devices, now, tuple(each for each in asked if each.__name__ != check))

    return replaced(kernel, "missing_permissives", ask_for_less)


def all_of(*patches: Patch) -> Patch:
    """Several at once."""

    @contextmanager
    def together() -> Iterator[None]:
        with nested(patches):
            yield

    return together


@contextmanager
def nested(patches: tuple[Patch, ...]) -> Iterator[None]:
    """Enter patch after patch."""
    if not patches:
        yield
        return
    with patches[0](), nested(patches[1:]):
        yield


def _left(interlocks: tuple[Any, ...], checks: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(interlock for interlock in interlocks if interlock.check.__name__ not in checks)


# --- the device without one of its own rules ----------------------------------------------------


def lease_ignored() -> AbstractContextManager[object]:
    """The device keeps its outputs for ever (class S0)."""
    due = property(lambda firmware: firmware._telemetry_ns)  # noqa: SLF001

    @contextmanager
    def patched() -> Iterator[None]:
        trip = Firmware._trip  # noqa: SLF001

        def only_faults(firmware: Firmware, bits: int, now_ns: int) -> None:
            if bits != 1:
                trip(firmware, bits, now_ns)

        with patch.object(Firmware, "due_ns", due), patch.object(Firmware, "_trip", only_faults):
            yield

    return patched()


def device_rule_off(bit: int) -> Patch:
    """The device no longer acts on the cause of a fault bit, or of several."""
    causes = Firmware._causes  # noqa: SLF001
    return replaced(Firmware, "_causes", lambda firmware, now_ns: causes(firmware, now_ns) & ~bit)


device_watches_nothing: Patch = device_rule_off(0xFFFF)
"""Rule 8 of the device is off: it has no faults."""


def device_believes(*proofs: str) -> Patch:
    """The device takes frames without checking "epoch", "sequence" or "nonce" (a lease from now on)."""
    untimely = Firmware._untimely  # noqa: SLF001
    sent_at = Firmware._sent_ns  # noqa: SLF001
    waived = {
        name: reason for name, reason in (("sequence", 4), ("epoch", 5), ("nonce", 6)) if name in proofs
    }

    def careless(firmware: Firmware, frame: Any, sent_ns: int) -> int:
        reason = untimely(firmware, frame, sent_ns)
        if reason not in waived.values():
            return reason
        return 7 if frame.kind == 3 and not firmware.armed else 0

    def any_nonce(firmware: Firmware, nonce: int, now_ns: int) -> int:
        return now_ns if "nonce" in waived else sent_at(firmware, nonce, now_ns)

    return all_of(replaced(Firmware, "_untimely", careless), replaced(Firmware, "_sent_ns", any_nonce))


def device_believes_any_crc() -> AbstractContextManager[object]:
    """The device does not look at the CRC."""

    def careless(stuffed: bytes) -> frames.Frame | None:
        try:
            body = cobs.decode(stuffed)
        except cobs.DecodeError:
            return None
        if not 14 <= len(body) <= 250:
            return None
        version, kind, sequence, epoch = unpack_from("<BBII", body)
        return frames.Frame(version, kind, sequence, epoch, body[10:-4])

    return replaced(frames, "decode", careless)()


def arms_itself() -> AbstractContextManager[object]:
    """A host that arms as soon as it can, without anybody."""
    observe = kernel.Kernel.observe

    def observe_and_arm(judge: kernel.Kernel, report: Any, now: int) -> None:
        observe(judge, report, now)
        judge.arm(now)

    return replaced(kernel.Kernel, "observe", observe_and_arm)()


def boots_energised() -> AbstractContextManager[object]:
    """The device comes back from a reboot with the outputs that it had, as a relay box would."""
    boot, receive = Firmware.boot, Firmware.receive
    before: dict[int, list[int]] = {}

    def boot_on(firmware: Firmware, now_ns: int) -> bytes:
        sent = boot(firmware, now_ns)
        for channel, level in zip(firmware._channels, before.get(id(firmware), []), strict=False):  # noqa: SLF001
            channel.ramp.jump(level)
        return sent

    def receive_and_note(firmware: Firmware, data: bytes, now_ns: int) -> bytes:
        sent = receive(firmware, data, now_ns)
        if firmware.armed:
            before[id(firmware)] = [channel.ramp.target for channel in firmware._channels]  # noqa: SLF001
        return sent

    return all_of(replaced(Firmware, "boot", boot_on), replaced(Firmware, "receive", receive_and_note))()


def stop_said_once() -> AbstractContextManager[object]:
    """A host that says STOP, and does not look whether it has arrived."""
    pass_on = Carrier.pass_on
    said: set[int] = set()

    def once(carrier: Carrier, transmission: Any, line: Any, now: int) -> list[bytes]:
        passed = pass_on(carrier, transmission, line, now)
        if transmission.permit.armed:
            said.discard(id(carrier))
        elif passed and id(carrier) in said:
            return []
        elif passed:
            said.add(id(carrier))
        return passed

    return replaced(Carrier, "pass_on", once)()

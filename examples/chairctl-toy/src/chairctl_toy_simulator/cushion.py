"""The simulated cushion: its own codec, its own lease, its own faults."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, NamedTuple, Self

_MS: Final = 1_000_000
_LEASE_NS: Final = 300 * _MS
_FAR_NS: Final = 60_000 * _MS
_MARK: Final = 0xA5
_SIZE: Final = 4


@dataclass(frozen=True, slots=True)
class CushionFaults:
    """What is broken now; the default is a healthy cushion. `deaf` hears nothing, `mute` says nothing."""

    deaf: bool = False
    mute: bool = False
    no_lease: bool = False

    def changed(self, changes: Mapping[str, Any]) -> Self:
        """These faults with `changes` by field name; ValueError for an unknown name or value."""
        names = {field.name for field in fields(self)}
        for name, value in changes.items():
            if name not in names or not isinstance(value, bool):
                raise ValueError(f"no fault is {name!r}: {value!r}")
        return replace(self, **changes)


class Truth(NamedTuple):
    """What the cushion really does."""

    step: int
    lapsed: bool
    outputs_zero: bool


class SimulatedCushion:
    """One cushion on one line; times in ns of the caller's scale, which never run backwards."""

    def __init__(self, seed: int = 1, start_ns: int = 0) -> None:
        self.serial_number = f"TOY-{seed % 1_000_000:06d}"
        self.faults = CushionFaults()
        self._now_ns = start_ns
        self._boot()

    def _boot(self) -> None:
        self._heard = b""
        self._step = 0
        self._lapsed = True
        self._ends_ns = 0

    def feed(self, data: bytes, now_ns: int) -> bytes:
        """The host's bytes have arrived; what the cushion answers."""
        self._run(now_ns)
        if self.faults.deaf:
            return b""
        said = b""
        self._heard += data
        while len(self._heard) >= _SIZE:
            mark, kind, value, _ = self._heard[:_SIZE]
            if mark != _MARK or sum(self._heard[:_SIZE]) % 256:
                self._heard = self._heard[1:]
                continue
            self._heard = self._heard[_SIZE:]
            said += self._obey(kind, value)
        return b"" if self.faults.mute else said

    def advance(self, now_ns: int) -> bytes:
        """Let time pass; it says nothing unasked."""
        self._run(now_ns)
        return b""

    def next_deadline(self) -> int:
        """When the lease ends."""
        return self._ends_ns if self._step and not self.faults.no_lease else self._now_ns + _FAR_NS

    def reboot(self, now_ns: int) -> None:
        """Its supply has failed for a moment."""
        self._run(now_ns)
        self._boot()

    def set_faults(self, faults: CushionFaults, now_ns: int) -> None:
        """From now on exactly these faults hold."""
        self._run(now_ns)
        self.faults = faults

    def truth(self, now_ns: int) -> Truth:
        """What it really does at `now_ns`."""
        self._run(now_ns)
        return Truth(self._step, self._lapsed, self.outputs_zero)

    @property
    def outputs_zero(self) -> bool:
        """The motor stands, at the instant of the last call."""
        return self._step == 0

    def _obey(self, kind: int, value: int) -> bytes:
        if kind == 0x01:
            return _frame(0x81, 1)
        if kind != 0x02:
            return b""
        if value == 0:
            self._step, self._lapsed = 0, False
        elif not self._lapsed:
            self._step = min(value, 5)
            self._ends_ns = self._now_ns + _LEASE_NS
        return _frame(0x82, self._step + 128 * self._lapsed)

    def _run(self, to_ns: int) -> None:
        self._now_ns = max(self._now_ns, to_ns)
        if self._step and self._now_ns >= self._ends_ns and not self.faults.no_lease:
            self._step, self._lapsed = 0, True


def _frame(kind: int, value: int) -> bytes:
    start = bytes((_MARK, kind, value))
    return start + bytes((-sum(start) % 256,))

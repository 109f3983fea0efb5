"""A device in reach of the radio, and what can be wrong between it and the computer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Self


@dataclass(frozen=True, slots=True)
class Service:
    """Characteristics to write to with their flags, and one that notifies, perhaps one of these.

    `notify_uuid` is the service of the one that notifies, where it is another one.
    """

    uuid: str
    write: tuple[tuple[str, tuple[str, ...]], ...]
    notify: str | None
    notify_uuid: str = ""


NORDIC_UART: Final = Service(
    "6e400001-b5a3-f393-e0a9-e50e24dcca9e",
    (("6e400002-b5a3-f393-e0a9-e50e24dcca9e", ("write", "write-without-response")),),
    "6e400003-b5a3-f393-e0a9-e50e24dcca9e",
)


@dataclass(frozen=True, slots=True)
class RadioFaults:
    """What is wrong now; the default is a good radio.

    `hidden`: it does not advertise. `refuse`: connecting fails. `mute`: notifications are lost and the
    link still counts as connected. `deaf`: writes without response are lost. `hang`: writes are never
    answered and do not arrive. `latency_ms` is added in both directions. `mtu` is what the next link agrees
    on: three bytes more than one write or notification carries.
    """

    hidden: bool = False
    refuse: bool = False
    mute: bool = False
    deaf: bool = False
    hang: bool = False
    latency_ms: int = 0
    mtu: int = 247

    def changed(self, changes: Mapping[str, Any]) -> Self:
        """These faults with `changes` by field name; ValueError for an unknown name or value."""
        kinds = {one.name: type(getattr(self, one.name)) for one in fields(self)}
        for name, value in changes.items():
            if type(value) is not kinds.get(name) or not 0 <= value <= 10_000:
                raise ValueError(f"radio {name!r}: {value!r}")
        return replace(self, **changes)


@dataclass(slots=True)
class Peripheral:
    """One device. `take` gets every write that arrives."""

    address: str
    name: str
    service: Service
    take: Callable[[bytes], None]
    needs_bond: bool = False
    advertises_service: bool = True
    faults: RadioFaults = RadioFaults()

    @property
    def mtu(self) -> int:
        """What its links agree on."""
        return self.faults.mtu

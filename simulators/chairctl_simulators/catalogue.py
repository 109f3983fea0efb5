"""Every device that is simulated: how one is made, on which lines it is, and the profile for a host."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple, Protocol

from chairctl_simulators.ble.peripheral import NORDIC_UART, Service
from chairctl_simulators.devices.beurer_em70 import SimulatedStimulator
from chairctl_simulators.devices.chairlink import ChairSetup, SimulatedChair
from chairctl_simulators.devices.keeson import SimulatedBed
from chairctl_simulators.devices.openemsstim import SimulatedBoard
from chairctl_simulators.devices.rongtai import SimulatedRongTai
from chairctl_simulators.devices.sciencemode4 import SimulatedP24


class SimulatedDevice(Protocol):
    """One device; all times are ns of the caller's time scale and never run backwards."""

    serial_number: str

    @property
    def faults(self) -> Any:
        """What is broken now."""

    @property
    def outputs_zero(self) -> bool:
        """Whether nothing energises the person."""

    def feed(self, data: bytes, now_ns: int, /) -> bytes:
        """The host's bytes have arrived; what the device sends by now."""

    def advance(self, now_ns: int, /) -> bytes:
        """Let time pass; what the device has sent since the last call."""

    def next_deadline(self) -> int:
        """When `advance` should be called next."""

    def reboot(self, now_ns: int, /) -> None:
        """Its supply has failed for a moment."""

    def set_faults(self, faults: Any, now_ns: int, /) -> None:
        """From now on exactly these faults hold."""

    def truth(self, now_ns: int, /) -> Any:
        """What it really does, as a named tuple."""


class Model(NamedTuple):
    """One kind of device."""

    make: Callable[[int, ChairSetup, int], SimulatedDevice]
    """From a seed, the set-up of the reference chair (others have their own), and the first instant."""
    profile: str
    """Of the product, for this kind."""
    radio: Service | None = None
    """Where it is spoken to over Bluetooth; None: it is not."""
    advertised: str = ""
    wired: bool = True


def _uuid(short: int) -> str:
    return f"0000{short:04x}-0000-1000-8000-00805f9b34fb"


_RONGTAI: Final = Service(
    _uuid(0xFFF0),
    ((_uuid(0xFFF1), ("write", "write-without-response")),),
    "0734594a-a8e7-4b1a-a6b1-cd5243059a57",
)
_KEESON: Final = Service(
    _uuid(0xFFE5),
    ((_uuid(0xFFE9), ("write", "write-without-response")),),
    _uuid(0xFFE4),
    notify_uuid=_uuid(0xFFE0),
)
_EM70_CHARACTERISTIC: Final = "64668730-033f-9393-6ca2-0e9401adeb32"
_EM70: Final = Service(
    "646687fb-033f-9393-6ca2-0e9401adeb32", ((_EM70_CHARACTERISTIC, ("write",)),), _EM70_CHARACTERISTIC
)

MODELS: Final[dict[str, Model]] = {
    "chairlink": Model(SimulatedChair, "chairlink-reference", NORDIC_UART, "Chair"),
    "rongtai": Model(
        lambda _seed, _setup, now: SimulatedRongTai(start_ns=now),
        "rongtai-rt8600",
        _RONGTAI,
        "RT8600S",
        wired=False,
    ),
    "sciencemode4": Model(lambda seed, _setup, now: SimulatedP24(seed, now), "hasomed-p24"),
    "openemsstim": Model(lambda seed, _setup, now: SimulatedBoard(seed, now), "openemsstim"),
    "keeson": Model(
        lambda seed, _setup, now: SimulatedBed(seed, start_ns=now),
        "ergomotion-bed",
        _KEESON,
        "ERGOMOTION",
        wired=False,
    ),
    "beurer_em70": Model(
        lambda seed, _setup, now: SimulatedStimulator(seed, start_ns=now),
        "beurer-em70",
        _EM70,
        "EM70",
        wired=False,
    ),
}

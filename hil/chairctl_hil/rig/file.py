"""Rig files (`schema: chairctl/rig/1`): a device to test and what stands around it.

Everything here raises `ProfileErrors`, with file, line, key and remedy, for what is wrong with a file.
"""

from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from chairctl.domain.ceilings import Ceiling
from chairctl.profiles.file_model import Fault, FileModel, read_model, refuse
from chairctl.profiles.problems import LONGEST_PATH, Problem, ProfileErrors, shown, suggestion
from chairctl.profiles.values import TIMES, Flag, Name, choice, number, text
from chairctl.profiles.yaml_source import Source, parse, read_text

RIG_SCHEMA = "chairctl/rig/1"
SIMULATED = "simulated"
"""As an address: the rig starts a counterpart of its own and talks to it with the same driver."""

Address = Annotated[str, text(1000)]


class DeviceKind(StrEnum):
    """What is tested; the rig starts all but a `bench` device by itself."""

    SIMULATOR = "simulator"
    FIRMWARE = "firmware"
    BENCH = "bench"


class Over(StrEnum):
    """The line of a device that the rig starts."""

    PTY = "pty"
    BLE = "ble"


class Role(StrEnum):
    """What a resource is there for."""

    SUPPLY = "supply"
    CURRENT = "current"
    FORCE = "force"
    VIBRATION = "vibration"
    PAD = "pad"
    SKIN = "skin"
    FROM_DEVICE = "from_device"
    TO_DEVICE = "to_device"


def count(least: int, most: int) -> object:
    """A whole number of this span."""
    return number(TIMES, least, Ceiling(most, "", "the rig's driver", "chosen"))


class DeviceEntry(FileModel):
    """The device that is tested; a bench device has an address, and its serial number is checked."""

    kind: Annotated[DeviceKind, choice(DeviceKind)]
    profile: Address
    over: Annotated[Over, choice(Over)] = Over.PTY
    address: Address | None = None
    serial_number: Annotated[str, text(32)] | None = None


class SerialRelay(FileModel):
    """A relay board on a serial line (the LCUS kind: A0, channel, state, sum)."""

    kind: Literal["serial_relay"]
    name: Name
    address: Address
    role: Annotated[Role, choice(Role)] = Role.SUPPLY
    channel: Annotated[int, count(1, 8)] = 1


class MqttPlug(FileModel):
    """A switched socket that speaks MQTT as Tasmota does; `address` is host:port."""

    kind: Literal["mqtt_plug"]
    name: Name
    address: Address
    topic: Annotated[str, text(100)]
    role: Annotated[Role, choice(Role)] = Role.SUPPLY


class Scpi(FileModel):
    """A multimeter or oscilloscope that speaks SCPI; `address` is a VISA resource."""

    kind: Literal["scpi"]
    name: Name
    address: Address
    role: Annotated[Role, choice(Role)]
    query: Annotated[str, text(100)] = "READ?"
    unit_permille: Annotated[int, count(1, 1_000_000)] = 1000
    """Thousandths of the role's unit (mA, N, g) that the reading's 1 stands for."""


class SerialGauge(FileModel):
    """A thermometer or gauge that prints a number a line on a serial port."""

    kind: Literal["serial_gauge"]
    name: Name
    address: Address
    role: Annotated[Role, choice(Role)]


class UartTap(FileModel):
    """A second receiver on the device's line, which only listens."""

    kind: Literal["uart_tap"]
    name: Name
    address: Address
    role: Annotated[Role, choice(Role)]


class Load(FileModel):
    """A dummy load in the place of the skin."""

    kind: Literal["load"]
    name: Name
    ohm: Annotated[int, count(100, 100_000)]


Resource = Annotated[
    SerialRelay | MqttPlug | Scpi | SerialGauge | UartTap | Load, Field(discriminator="kind")
]


class RigFile(FileModel):
    """A rig."""

    name: Name
    device: DeviceEntry
    may_energise: Flag = False
    """A bench is marked for it by whoever built it; simulated rigs need no mark."""
    resources: Annotated[list[Resource], Field(max_length=32)] = Field(default=[])

    @property
    def is_real(self) -> bool:
        """Whether a device on it could hurt somebody."""
        return self.device.kind is DeviceKind.BENCH

    @property
    def loads_ohm(self) -> list[int]:
        """The dummy loads, from the least."""
        return sorted(one.ohm for one in self.resources if isinstance(one, Load))


def rig_names() -> list[str]:
    """Names of the rigs that are shipped."""
    return sorted(path.stem for path in _shipped().glob("*.yaml"))


def find_rig(reference: str | Path) -> Path:
    """The file of a rig, by name or path; what has a slash or ends in .yaml is a path."""
    path = Path(reference)
    if isinstance(reference, Path) or path.name != reference or path.suffix == ".yaml":
        return path
    if reference not in rig_names():
        params = {"name": shown(reference), **suggestion(reference, rig_names())}
        raise ProfileErrors((Problem(shown(reference), 0, 0, "", "hil.unknown_rig", params),))
    return _shipped() / f"{reference}.yaml"


def load_rig(reference: str | Path) -> RigFile:
    """The rig of a name or path."""
    path = find_rig(reference)
    return read_rig(parse(read_text(path), shown(str(path), LONGEST_PATH)))


def read_rig(source: Source) -> RigFile:
    """The rig that a parsed file describes."""
    rig = read_model(RigFile, source, RIG_SCHEMA)
    faults = []
    device = rig.device
    if rig.is_real and device.address is None:
        faults.append(Fault(("device", "address"), "profile.missing_key", {"key": "address"}))
    if not rig.is_real and device.address is not None:
        faults.append(Fault(("device", "address"), "hil.address_of_simulated", {}))
    if device.kind is DeviceKind.FIRMWARE and device.over is Over.BLE:
        faults.append(Fault(("device", "over"), "hil.firmware_over_ble", {}))
    seen: dict[str, int] = {}
    for place, one in enumerate(rig.resources):
        if one.name in seen:
            faults.append(Fault(("resources", place, "name"), "hil.same_name", {"name": one.name}))
        seen[one.name] = place
        if rig.is_real and getattr(one, "address", "") == SIMULATED:
            faults.append(Fault(("resources", place, "address"), "hil.simulated_on_bench", {}))
    refuse(source, faults)
    return rig


def _shipped() -> Path:
    return Path(str(files("chairctl_hil"))) / "rigs"

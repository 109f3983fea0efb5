"""From the entries of a rig file to open drivers; a simulated address starts its counterpart first."""

from collections.abc import Callable
from contextlib import ExitStack

from chairctl_hil.drivers.counterparts import (
    GaugeCounterpart,
    RelayCounterpart,
    ScpiCounterpart,
    TapCounterpart,
)
from chairctl_hil.drivers.driver import Meter, Switch
from chairctl_hil.drivers.mqtt_plug import MqttPlug
from chairctl_hil.drivers.scpi import ScpiMeter
from chairctl_hil.drivers.serial_gauge import SerialGauge as GaugeDriver
from chairctl_hil.drivers.serial_relay import SerialRelay as RelayDriver
from chairctl_hil.drivers.uart_tap import UartTap
from chairctl_hil.rig.file import SIMULATED, Resource, Role, Scpi, SerialGauge, SerialRelay
from chairctl_hil.rig.file import MqttPlug as PlugEntry
from chairctl_hil.rig.file import UartTap as TapEntry
from chairctl_hil.trace.record import Recorder

Measure = Callable[[Role], float]
"""What an instrument of a role would show on the simulated device."""


class Noted:
    """A meter whose readings go on record."""

    def __init__(self, meter: Meter, role: Role, recorder: Recorder) -> None:
        self._meter = meter
        self._role = role
        self._recorder = recorder

    def identify(self) -> str:
        """What it says of itself."""
        return self._meter.identify()

    def read(self) -> float:
        """One reading."""
        value = self._meter.read()
        self._recorder.note("reading", of=self._role, value=value)
        return value

    def close(self) -> None:
        """Let it go."""
        self._meter.close()


def open_meter(entry: Resource, stack: ExitStack, measure: Measure, recorder: Recorder) -> Meter | None:
    """The meter of an entry, None if it is no meter. Raises DriverError."""
    if isinstance(entry, Scpi):
        address = entry.address
        if address == SIMULATED:
            part = ScpiCounterpart(entry.query, lambda: measure(entry.role))
            address = stack.enter_context(part).address
        meter: Meter = ScpiMeter(address, entry.query, entry.unit_permille)
    elif isinstance(entry, SerialGauge):
        address = entry.address
        if address == SIMULATED:
            address = stack.enter_context(GaugeCounterpart(lambda: measure(entry.role))).address
        meter = GaugeDriver(address)
    else:
        return None
    stack.callback(meter.close)
    return Noted(meter, entry.role, recorder)


def open_tap(
    entry: Resource, stack: ExitStack, heard: Callable[[bytes], None]
) -> Callable[[bytes], None] | None:
    """Open the tap of an entry; for a simulated one, where to put what passes. Raises DriverError."""
    if not isinstance(entry, TapEntry):
        return None
    address, put = entry.address, None
    if address == SIMULATED:
        part = stack.enter_context(TapCounterpart())
        address, put = part.address, part.hear
    stack.callback(UartTap(address, heard).close)
    return put


def open_switch(entry: Resource, stack: ExitStack, switched: Callable[[bool], None]) -> Switch | None:
    """The switch of an entry, None if it is no switch. Raises DriverError."""
    if isinstance(entry, SerialRelay):
        address = entry.address
        if address == SIMULATED:
            address = stack.enter_context(RelayCounterpart(entry.channel, switched)).address
        switch: Switch = RelayDriver(address, entry.channel)
    elif isinstance(entry, PlugEntry):
        switch = MqttPlug(entry.address, entry.topic)
    else:
        return None
    stack.callback(switch.close)
    return switch

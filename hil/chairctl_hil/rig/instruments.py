"""From the entries of a rig file to open drivers; a simulated address starts its counterpart first."""

from collections.abc import Callable
from contextlib import ExitStack

from chairctl_hil.drivers.counterparts import GaugeCounterpart, RelayCounterpart, ScpiCounterpart
from chairctl_hil.drivers.driver import Meter, Switch
from chairctl_hil.drivers.mqtt_plug import MqttPlug
from chairctl_hil.drivers.scpi import ScpiMeter
from chairctl_hil.drivers.serial_gauge import SerialGauge as GaugeDriver
from chairctl_hil.drivers.serial_relay import SerialRelay as RelayDriver
from chairctl_hil.rig.file import (
    SIMULATED,
    Resource,
    Role,
    Scpi,
    SerialGauge,
    SerialRelay,
)
from chairctl_hil.rig.file import (
    MqttPlug as PlugEntry,
)

Measure = Callable[[Role], float]
"""What an instrument of a role would show on the simulated device."""


def open_meter(entry: Resource, stack: ExitStack, measure: Measure) -> Meter | None:
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
    return meter


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

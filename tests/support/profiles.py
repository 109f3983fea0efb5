"""Small device profiles for tests of the core."""

from chairctl.domain.channels import Channel, ChannelKind, Output, RollerMode, StimulationMode, Technique
from chairctl.domain.programme import Text
from chairctl.profiles.device import (
    ChannelProfile,
    DeviceProfile,
    Failsafe,
    HeatBounds,
    HostLoss,
    RollerBounds,
    StimulationBounds,
    Zone,
)

TITLE = Text("Test", "Test")
FAILSAFE = Failsafe(HostLoss.OUTPUTS_ZERO, 300, "simulator")
ZONES = (Zone("full", 0, 800), Zone("lumbar", 80, 280))

ROLLER_BOUNDS = RollerBounds(0, 800, 1000)
HEAT_BOUNDS = HeatBounds(420, 430, 450)
STIMULATION_BOUNDS = StimulationBounds(250, 1_200, 2_500)

ROLLER_MODE = RollerMode(Technique.ROLLING, 0, 800, 500)
PULSES = StimulationMode(100, 1_000)

ROLLER_ON = Output(400, ROLLER_MODE)
HEAT_ON = Output(400)
AIR_ON = Output(500)
TENS_ON = Output(100, PULSES)


def roller(device: str = "chair", name: str = "roller") -> ChannelProfile:
    return ChannelProfile(Channel(name, ChannelKind.ROLLER, device), 800, 200, ROLLER_BOUNDS)


def heat(device: str = "chair", name: str = "heat") -> ChannelProfile:
    return ChannelProfile(Channel(name, ChannelKind.HEAT, device), 410, 100, HEAT_BOUNDS)


def air(device: str = "chair", name: str = "air") -> ChannelProfile:
    return ChannelProfile(Channel(name, ChannelKind.AIR, device), 800, 200)


def tens(device: str = "chair", name: str = "tens") -> ChannelProfile:
    return ChannelProfile(Channel(name, ChannelKind.STIMULATION, device), 300, 10, STIMULATION_BOUNDS)


def posture(device: str = "chair", name: str = "back") -> ChannelProfile:
    return ChannelProfile(Channel(name, ChannelKind.POSTURE, device), 1_000, 500)


def device(name: str, *channels: ChannelProfile, session_max_s: int = 1_800) -> DeviceProfile:
    return DeviceProfile(
        name=name,
        title=TITLE,
        family="chairlink",
        model="TEST",
        failsafe=FAILSAFE,
        lease_ms=250,
        telemetry_age_ms=250,
        settle_ms=300,
        session_max_s=session_max_s,
        channels=channels,
        zones=ZONES,
    )


def chair(*, session_max_s: int = 1_800) -> DeviceProfile:
    """One device with a roller, a heated pad, air and stimulation, in this order."""
    return device("chair", roller(), heat(), air(), tens(), session_max_s=session_max_s)


def chair_and_unit() -> tuple[DeviceProfile, DeviceProfile]:
    """A chair with a roller and a pad, and a stimulation unit of its own on the same person."""
    return (
        device("chair", roller("chair"), heat("chair")),
        device("unit", tens("unit"), session_max_s=1_200),
    )

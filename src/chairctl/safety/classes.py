"""What a device proves when it is connected, and so what can be promised: classes S0 to S3.

    S3  lease of its own, everything measured, and a second cut that ends what software does not reach
    S2  lease of its own and everything measured
    S1  ends by itself, but only by a timer of its own that we do not renew, or unmeasured
    S0  goes on for good when this computer dies

"Zero within 300 ms even if this computer dies" is promised for S2 and S3 only.
"""

from typing import NamedTuple

from chairctl.domain.ceilings import LEASE_MS
from chairctl.domain.channels import ChannelKind
from chairctl.domain.safety import WardenWord
from chairctl.domain.snapshot import DeviceClass
from chairctl.domain.telemetry import Identity, StimulationMeasured, Telemetry
from chairctl.profiles.device import DeviceProfile, HostLoss

RESIDUALS = {
    "no_second_cut": ("H39",),
    "heater_welded": ("H40",),
    "one_sensor": ("H45",),
    "contact_unseen": ("H52",),
    "stall_force": ("H48",),
    "goes_on": ("H09", "H07", "H08"),
    "unwatched": ("H02", "H03", "H04"),
    "truthful_person": ("H71", "H72", "H73", "H74"),
}
"""What no software catches, with the hazards of SAFETY.md; a text says each in words."""


class Standing(NamedTuple):
    """The class of a device, and what nobody catches for it."""

    device_class: DeviceClass
    residuals: tuple[str, ...]
    """Codes of `RESIDUALS`."""


def classify(
    profile: DeviceProfile,
    identity: Identity | None,
    telemetry: Telemetry | None,
    warden: WardenWord | None,
    *,
    second_cut: bool = False,
) -> Standing | None:
    """The class of a connected device; None before it has said who it is and how it is.

    `second_cut`: something is fitted that takes the device's power away.
    """
    if identity is None or telemetry is None:
        return None
    measured = [readback.measured for readback in telemetry.readbacks]
    leased = promises_lease(profile) and 0 < identity.lease_cap_ms <= LEASE_MS.value
    device_class = _class_of(profile, leased=leased and None not in measured, second_cut=second_cut)
    impedances = [one.impedance_ohm for one in measured if isinstance(one, StimulationMeasured)]
    contact_seen = bool(impedances) and None not in impedances
    unwatched = warden in (WardenWord.NONE, None)
    return Standing(
        device_class,
        _residuals(
            profile, device_class, second_cut=second_cut, contact_seen=contact_seen, unwatched=unwatched
        ),
    )


def at_best(profile: DeviceProfile, *, second_cut: bool = False) -> Standing:
    """What a device of this profile can prove at most."""
    device_class = _class_of(profile, leased=promises_lease(profile), second_cut=second_cut)
    return Standing(
        device_class,
        _residuals(profile, device_class, second_cut=second_cut, contact_seen=False, unwatched=False),
    )


def promises_lease(profile: DeviceProfile) -> bool:
    """Whether the profile says that the device ends its outputs within the longest lease allowed."""
    return profile.failsafe.is_lease


def _class_of(profile: DeviceProfile, *, leased: bool, second_cut: bool) -> DeviceClass:
    if leased:
        return DeviceClass.S3 if second_cut else DeviceClass.S2
    return DeviceClass.S0 if profile.failsafe.on_host_loss is HostLoss.GOES_ON else DeviceClass.S1


def _residuals(
    profile: DeviceProfile,
    device_class: DeviceClass,
    *,
    second_cut: bool,
    contact_seen: bool,
    unwatched: bool,
) -> tuple[str, ...]:
    kinds = {channel.channel.kind for channel in profile.channels}
    holds = {
        "goes_on": device_class in (DeviceClass.S0, DeviceClass.S1),
        "unwatched": unwatched,
        "no_second_cut": not second_cut,
        "heater_welded": ChannelKind.HEAT in kinds and not second_cut,
        "one_sensor": ChannelKind.HEAT in kinds,
        "contact_unseen": ChannelKind.STIMULATION in kinds and not contact_seen,
        "stall_force": ChannelKind.ROLLER in kinds,
        "truthful_person": True,
    }
    return tuple(code for code, does in holds.items() if does)

"""Every device family that this version speaks, by the name that profiles use.

Each is imported when a device of it is made: a host that drives one chair carries no other family with it.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from chairctl.profiles.device import DeviceProfile
from chairctl.protocols.family import Device

Family: TypeAlias = Callable[[DeviceProfile], Device]
"""How a device of a family is made from its profile; ValueError if it can't be."""


def _beurer_em70(profile: DeviceProfile) -> Device:
    from chairctl.protocols.beurer_em70.device import Em70

    return Em70(profile.name, profile.channels)


def _chairlink(profile: DeviceProfile) -> Device:
    from chairctl.protocols.chairlink.device import Chairlink

    return Chairlink(profile.name, profile.channels)


def _keeson(profile: DeviceProfile) -> Device:
    from chairctl.protocols.keeson.device import Ergomotion

    return Ergomotion(profile.name, profile.channels)


def _openemsstim(profile: DeviceProfile) -> Device:
    from chairctl.protocols.openemsstim.device import OpenEmsStim

    return OpenEmsStim(profile.name, profile.channels)


def _rongtai(profile: DeviceProfile) -> Device:
    from chairctl.protocols.rongtai.device import RongTai

    return RongTai(profile.name, profile.channels, profile.variant, profile.session_max_s)


def _sciencemode4(profile: DeviceProfile) -> Device:
    from chairctl.protocols.sciencemode4.device import ScienceMode4

    return ScienceMode4(profile.name, profile.channels)


FAMILIES: Mapping[str, Family] = {
    "beurer_em70": _beurer_em70,
    "chairlink": _chairlink,
    "keeson": _keeson,
    "openemsstim": _openemsstim,
    "sciencemode4": _sciencemode4,
    "rongtai": _rongtai,
}

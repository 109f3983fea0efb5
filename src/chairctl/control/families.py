"""Every device family that this version speaks, by the name that profiles use."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from chairctl.profiles.device import DeviceProfile
from chairctl.protocols.beurer_em70.device import Em70
from chairctl.protocols.chairlink.device import Chairlink
from chairctl.protocols.family import Device
from chairctl.protocols.keeson.device import Ergomotion
from chairctl.protocols.openemsstim.device import OpenEmsStim
from chairctl.protocols.rongtai.device import RongTai
from chairctl.protocols.sciencemode4.device import ScienceMode4

Family: TypeAlias = Callable[[DeviceProfile], Device]
"""How a device of a family is made from its profile; ValueError if it can't be."""

FAMILIES: Mapping[str, Family] = {
    "beurer_em70": lambda profile: Em70(profile.name, profile.channels),
    "chairlink": lambda profile: Chairlink(profile.name, profile.channels),
    "keeson": lambda profile: Ergomotion(profile.name, profile.channels),
    "openemsstim": lambda profile: OpenEmsStim(profile.name, profile.channels),
    "sciencemode4": lambda profile: ScienceMode4(profile.name, profile.channels),
    "rongtai": lambda profile: RongTai(
        profile.name, profile.channels, profile.variant, profile.session_max_s
    ),
}

"""The last gate before a wire: pure, small, and distrustful of everything above it.

It repeats what the kernel has already ensured, with constants instead of profiles, so that one
mistake up there is not enough.
"""

from chairctl.domain.ceilings import LEASE_MS, LEVEL
from chairctl.domain.channels import ChannelKind
from chairctl.domain.time import MILLISECOND, Instant
from chairctl.safety.permit import Permit, is_genuine


def objection(permit: Permit, kinds: tuple[ChannelKind, ...], last_number: int, now: Instant) -> str:
    """Why packets under this permit must not go out at `now`; empty: they may.

    A permit that is not armed stops the device and is never held back.
    """
    if not is_genuine(permit):
        return "forged"
    if not permit.armed:
        return "" if not any(output.level for output in permit.image) else "unarmed"
    if permit.number < last_number:
        return "superseded"
    if not permit.issued_at <= now < permit.expires_at:
        return "expired"
    if permit.expires_at - permit.issued_at > LEASE_MS.value * MILLISECOND:
        return "lease_too_long"
    if len(permit.image) != len(kinds):
        return "wrong_device"
    for kind, output in zip(kinds, permit.image, strict=True):
        if not 0 <= output.level <= LEVEL[kind].value:
            return "above_ceiling"
    return ""

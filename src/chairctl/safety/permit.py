"""The sealed, expiring leave to put out one image. Only `safety/issuer.py` can make one.

The seal is an init-only argument and no field, so that `dataclasses.replace` and `copy` cannot forge a
permit from another. What went through the constructor bears a mark, and only that passes the gate.
"""

from dataclasses import InitVar, dataclass, field
from typing import Never

from chairctl.domain.channels import OutputImage
from chairctl.domain.time import Instant

SEAL = object()
_MARK = object()


class ForgedPermitError(Exception):
    """Somebody but the issuer tried to make a permit."""


@dataclass(frozen=True, slots=True)
class Permit:
    """What every channel may do from `issued_at` until `expires_at`, at most."""

    number: int
    """Counts up; an older permit is never sent after a newer one."""
    issued_at: Instant
    expires_at: Instant
    armed: bool
    """False: the device shall be stopped and stay so."""
    image: OutputImage
    stops: int
    """How often a person has asked to stop: a device that toggles obeys each, armed or not."""
    seal: InitVar[object]
    _mark: object = field(init=False, repr=False)

    def __post_init__(self, seal: object) -> None:
        """Refuse any maker but the issuer."""
        if seal is not SEAL:
            raise ForgedPermitError
        object.__setattr__(self, "_mark", _MARK)

    def __reduce__(self) -> Never:
        """Refuse copying and pickling: a permit is made once and used now."""
        raise ForgedPermitError


def is_genuine(permit: object) -> bool:
    """Whether this is a permit, and one that the issuer has made through the constructor."""
    return type(permit) is Permit and getattr(permit, "_mark", None) is _MARK

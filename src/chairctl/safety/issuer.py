"""The only mint of permits; only the kernel may import it (import contract)."""

from chairctl.domain.channels import OutputImage
from chairctl.domain.time import Instant
from chairctl.safety.permit import SEAL, Permit


class Issuer:
    """Numbers and seals permits."""

    def __init__(self) -> None:
        self._number = 0

    def issue(
        self, image: OutputImage, *, armed: bool, now: Instant, expires_at: Instant, stops: int = 0
    ) -> Permit:
        """Seal an image that the kernel has computed at `now`."""
        self._number += 1
        return Permit((self._number, now, expires_at, armed, image, stops), SEAL)

"""Who a ScienceMode 4 device says it is: the answers to two questions together."""

from chairctl.domain.telemetry import Capability, Identity, Report
from chairctl.protocols.sciencemode4.frames import Flaw, Version, decode_device_id, decode_version

HOST_LOSS_MS = 2_000
"""After so long without CURRENT_DATA the device ends its stimulation, as its maker says."""
MODEL = "ScienceMode 4"


class Introduction:
    """What one device has said of itself since the line was opened."""

    def __init__(self, device: str, capabilities: tuple[Capability, ...]) -> None:
        self._device = device
        self._capabilities = capabilities
        self._id: str | None = None
        self._version: Version | None = None

    @property
    def is_known(self) -> bool:
        """Whether both have been answered. The USB id alone proves nothing: many boards have it."""
        return self._id is not None and self._version is not None

    def take_id(self, data: bytes) -> list[Report] | Flaw:
        """The answer to DEVICE_ID."""
        found = decode_device_id(data)
        if isinstance(found, Flaw):
            return found
        self._id = found
        return self._reports()

    def take_version(self, data: bytes) -> list[Report] | Flaw:
        """The answer to EXTENDED_VERSION."""
        found = decode_version(data)
        if isinstance(found, Flaw):
            return found
        self._version = found
        return self._reports()

    def _reports(self) -> list[Report]:
        if self._id is None or self._version is None:
            return []
        firmware, protocol = self._version
        capabilities = self._capabilities
        return [Identity(self._device, MODEL, self._id, firmware, protocol, None, HOST_LOSS_MS, capabilities)]

"""What a device refuses and finds wrong, by the names that people are told (`[fault]` in the texts)."""

from chairctl.domain.telemetry import Refusal, Report
from chairctl.protocols.sciencemode4.frames import ChannelError, CurrentData, Frame, Result

INTERNAL = "internal"
AGAIN = (Result.TRANSFER, Result.BUSY)
"""Results that are no fault: the same is simply asked again."""

_NAMES = {
    Result.CONTROLLER: "controller",
    Result.HIGH_VOLTAGE: "high_voltage",
    Result.ELECTRODE: "electrode_open",
    Result.PULSE_TIMEOUT: "pulse_timeout",
    Result.FUEL_GAUGE: "fuel_gauge",
    Result.LOW_CURRENT: "current_low",
}
_CHANNEL_NAMES = {ChannelError.PERIOD: "pulse_timeout", ChannelError.CURRENT: "current_low"}


class Faults:
    """The faults of one device since it was last made ready, and the count of what it refused."""

    def __init__(self, device: str) -> None:
        self._device = device
        self.names: tuple[str, ...] = ()
        self.refused = 0

    def heal(self) -> None:
        """The device has been made ready anew."""
        self.names = ()

    def refuse(self, number: int, reason: str) -> list[Report]:
        """The device did not take a request."""
        self.refused += 1
        return [Refusal(self._device, number, reason)]

    def take_result(self, frame: Frame) -> list[Report]:
        """An answer whose result is not OK. Only a request that came broken counts as a refused frame."""
        result = _result(frame.data[0])
        if result is Result.TRANSFER:
            return self.refuse(frame.number, "transfer")
        if result is not Result.BUSY:
            self._note(_NAMES.get(result, INTERNAL))
        return []

    def take_current_data(self, data: CurrentData) -> None:
        """What is wrong by an answer to CURRENT_DATA; an electrode with a channel is told there."""
        for error in data.errors:
            if error in _CHANNEL_NAMES:
                self._note(_CHANNEL_NAMES[error])
        named = data.result == Result.ELECTRODE and ChannelError.ELECTRODE in data.errors
        if data.result != Result.OK and not named:
            self._note(_NAMES.get(_result(data.result), INTERNAL))

    def _note(self, name: str) -> None:
        if name not in self.names:
            self.names += (name,)


def _result(number: int) -> Result:
    return Result(number) if number in list(Result) else Result.OTHER

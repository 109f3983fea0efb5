"""One output of the stimulator: the pulses that it was told, and what the body gets of them."""

from typing import Final, NamedTuple

from chairctl_simulators.devices.sciencemode4.truth import OutputTruth
from chairctl_simulators.faults import Faults
from chairctl_simulators.plant.body import Body
from chairctl_simulators.plant.electrode import Electrodes

OK, ELECTRODE_OFF, PERIOD_TOO_SHORT, CURRENT_NOT_REACHED = range(4)
DETECTS_FROM_TENTH_MA: Final = 150
"""Below this current the device does not see that an electrode is off, as its maker says."""
_SHORTEST_US: Final = 10
_GAP_US: Final = 1000


class Point(NamedTuple):
    """One step of a pulse: duration in µs, current in 0.1 mA."""

    duration_us: int
    tenth_ma: int


class Train(NamedTuple):
    """A pulse, again and again every `period_us`."""

    points: tuple[Point, ...]
    period_us: int

    @property
    def peak(self) -> int:
        """Greatest current of either sign, 0.1 mA."""
        return max(abs(point.tenth_ma) for point in self.points)


class Output:
    """`train` is what runs now; `error` is what ended it or bends it."""

    def __init__(self, body: Body) -> None:
        self._plant = Electrodes(body)
        self._faults = Faults()
        self.train: Train | None = None
        self.error = OK

    def suffer(self, faults: Faults) -> None:
        """From now on its electrodes are like this."""
        self._faults = faults
        self._plant.suffer(faults)

    def run(self, train: Train | None) -> None:
        """From now on these pulses; None: none."""
        self.train = train
        self.error = OK
        self._plant.level = train.peak if train else 0
        if train:
            self._plant.pulse_width_us = max(point.duration_us for point in train.points)
            self._plant.rate_tenth_hz = 10_000_000 // train.period_us

    def look(self) -> int:
        """What the device itself finds wrong with the pulses that run."""
        train = self.train
        if train is None:
            return self.error
        if sum(max(_SHORTEST_US, point.duration_us) for point in train.points) + _GAP_US > train.period_us:
            self.error = PERIOD_TOO_SHORT
        elif self._plant.contact == 0.0:
            self.error = ELECTRODE_OFF if train.peak >= DETECTS_FROM_TENTH_MA else OK
        elif self._plant.current_ma() * 10 < train.peak - 5:
            self.error = CURRENT_NOT_REACHED
        else:
            self.error = OK
        return self.error

    def stop_with(self, error: int) -> None:
        """The device ends the pulses by itself."""
        self.run(None)
        self.error = error

    def truth(self) -> OutputTruth:
        """What really flows."""
        plant, train = self._plant, self.train
        net = sum(point.duration_us * point.tenth_ma for point in train.points) / 10 if train else 0.0
        current_ma = plant.current_ma()
        share = current_ma * 10 / train.peak if train and train.peak else 0.0
        return OutputTruth(
            current_ma,
            plant.pulse_width_us if train else 0,
            plant.rate_tenth_hz if train else 0,
            net * share,
            plant.contact,
        )

"""What outputs do to a body, turn by turn: minutes, thermal dose, heat without a word from the person.

It counts what the last decision put out, and spends it from what the ledger has granted.
"""

from collections.abc import Iterable

from chairctl.domain.ceilings import HEAT_DOSE
from chairctl.domain.channels import ChannelKind, OutputImage
from chairctl.domain.time import Duration, Instant
from chairctl.safety.allowance import Allowance
from chairctl.safety.exposure import Exposure
from chairctl.safety.observed import Observed
from chairctl.safety.presence import Presence
from chairctl.safety.watches.heat import ENERGY

_FELT = frozenset({ChannelKind.HEAT, ChannelKind.STIMULATION})
"""Kinds that can hurt somebody who is asleep (hazard H72)."""


class Burden:
    """The sums of one station; `kinds` are its channels' in their order."""

    def __init__(self, kinds: tuple[ChannelKind, ...], allowance: Allowance) -> None:
        self.exposure = Exposure()
        self.presence = Presence()
        self._kinds = kinds
        self._allowance = allowance
        self._image: OutputImage = ()
        self._live = self._driven = False
        self._energised = False
        """Whether the image of the last decision had a level above zero."""
        self._felt = False
        """Whether it had one of heat or stimulation."""
        self._energy_is_used_up = False
        """Whether a heater has got all the energy it may get before a rest."""

    def count(self, devices: Iterable[Observed], elapsed: Duration, now: Instant, *, live: bool) -> None:
        """Add `elapsed` of the last image, at what the pads measure now; `live`: a person has armed."""
        hottest, is_used_up = None, False
        for seen in devices:
            for pad in seen.plant.pads:
                is_used_up = is_used_up or pad.energy >= ENERGY
                if hottest is None or pad.tenth_c > hottest:
                    hottest = pad.tenth_c
            for heater in seen.plant.blind:
                is_used_up = is_used_up or heater.energy >= ENERGY
                if heater.tenth_c is not None and (hottest is None or heater.tenth_c > hottest):
                    hottest = heater.tenth_c
        self._energy_is_used_up = is_used_up
        energised = self._energised
        dose = self.exposure.add(elapsed, hottest, energised=energised)
        self.exposure.rest(now, energised=energised)
        self.presence.add(elapsed, felt=self._felt)
        if energised or (dose and live):
            self._allowance.spend_on(self._image, elapsed if energised else 0, dose)

    def note(self, image: OutputImage, *, live: bool) -> bool:
        """`image` is put out from now on; whether that is anything. What lets a person up is no session."""
        if image is self._image and live == self._live:
            return self._driven
        driven = [kind for kind, output in zip(self._kinds, image, strict=True) if output.level]
        self._image, self._live, self._driven = image, live, bool(driven)
        self._energised = self._driven and live
        self._felt = not _FELT.isdisjoint(driven)
        return self._driven

    def heat_is_over(self) -> str:
        """The rule that forbids heat from now on; empty: none."""
        if self.exposure.cem43_micro_minutes >= HEAT_DOSE.value or not self._allowance.permits_heat():
            return "heat_dose"
        return "heat_energy" if self._energy_is_used_up else ""

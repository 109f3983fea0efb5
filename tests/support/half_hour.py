"""Half an hour on the simulated chair, all four channels, with a person who answers the presence prompt.

`python -m tests.support.half_hour` prints the digest of the session's bytes.
"""

from typing import Any

from chairctl.control.assembly import assemble
from chairctl.domain.commands import Present
from chairctl.domain.safety import Outcome
from chairctl.domain.time import SECOND
from chairctl.profiles.loader import load_device, load_programme_text
from chairctl.safety.states import LIVE
from chairctl_proof.ideal import IdealSession
from chairctl_simulators.devices.chairlink.chair import SimulatedChair

PROGRAMME = """
schema: chairctl/programme/1
name: half_hour
title: {en: Half an hour, de: Halbe Stunde}
summary: {en: All four channels with ramps., de: Alle vier Kanäle mit Rampen.}
steps:
  - loop:
      times: 5
      steps:
        - title: {en: Kneading, de: Kneten}
          duration_min: 3
          ramp_s: 30
          targets:
            - {kind: roller, technique: kneading, zone: thoracic, intensity_percent: 45, speed_percent: 40}
            - {kind: heat, heat_c: 39.5}
            - {kind: air, intensity_percent: 35}
            - {kind: stimulation, intensity_percent: 35, pulse_width_us: 100, rate_hz: 100.0}
        - title: {en: Pressure, de: Druck}
          duration_min: 3
          ramp_s: 20
          targets:
            - {kind: roller, technique: shiatsu, zone: shoulders, intensity_percent: 35, speed_percent: 25}
            - {kind: heat, heat_c: 38.5}
            - {kind: air, intensity_percent: 60}
            - {kind: stimulation, intensity_percent: 25, pulse_width_us: 100, rate_hz: 100.0}
"""


class HalfHour(IdealSession):
    """The session, played to its end; `hottest_skin_c` as a thermometer on the skin would say."""

    def __init__(self, chair: Any = None) -> None:
        """`chair`: another device than the simulated chair, which speaks the same."""
        profile = load_device("profiles/devices/chairlink-reference.yaml")
        super().__init__(assemble("test", (profile,)), chair or SimulatedChair(1))
        self.programme = load_programme_text(PROGRAMME, "half_hour.yaml")
        self.hottest_skin_c = 0.0

    def attend(self) -> "HalfHour":
        """Play it, and answer whenever the station asks whether somebody is awake."""
        assert self.start(self.programme).outcome is Outcome.ACCEPTED
        kernel = self.station.kernel
        while kernel.state in LIVE:
            self.run_for(SECOND)
            self.hottest_skin_c = max(self.hottest_skin_c, self.chair.truth(self.now).pads[0].skin_c)
            if kernel.presence.is_due:
                self.ask(Present())
        self.run_for(SECOND)
        return self


if __name__ == "__main__":
    print(HalfHour().attend().digest)

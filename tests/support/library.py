"""The shipped programmes, played in virtual time on the reference chair under the eyes of the oracle.

`CHAIRCTL_WHOLE_PROGRAMMES=1` plays each at its full length, some minutes in all; otherwise no step is longer
than 15 s, so that every step, ramp and wave is still there.
"""

import os
from dataclasses import replace

from chairctl.control.assembly import assemble
from chairctl.domain.channels import ChannelKind
from chairctl.domain.commands import Arm, Present, Run
from chairctl.domain.programme import Programme
from chairctl.domain.sitter import Sitter
from chairctl.domain.time import MILLISECOND, SECOND, Duration
from chairctl.profiles.loader import load_programme
from chairctl.safety.states import LIVE
from chairctl_proof.line import Line
from chairctl_proof.oracle.oracle import Oracle
from chairctl_proof.stage import reference_profile
from chairctl_proof.virtual import VirtualSession
from chairctl_simulators.devices.chairlink.chair import SimulatedChair

WHOLE = bool(os.environ.get("CHAIRCTL_WHOLE_PROGRAMMES"))
LONGEST_STEP: Duration = 15 * SECOND

MILDEST = Sitter(shares=tuple((kind, 150) for kind in ChannelKind))
STRONGEST = Sitter()


def shipped(name: str) -> Programme:
    """A programme of the library, as long as this run has time for."""
    programme = load_programme(name)
    return programme if WHOLE else shortened(programme)


def shortened(programme: Programme) -> Programme:
    """The same steps, none longer than 15 s."""
    steps = tuple(
        replace(
            step, duration=min(step.duration, LONGEST_STEP), ramp=min(step.ramp, step.duration, LONGEST_STEP)
        )
        for step in programme.steps
    )
    return replace(programme, steps=steps)


def play(programme: Programme, sitter: Sitter) -> VirtualSession:
    """A person arms, runs it, and answers whenever they are asked whether all is well."""
    station = assemble("library", (reference_profile(),))
    session = VirtualSession(station, SimulatedChair(1), line=Line(1), oracle=Oracle())
    session.plug()
    session.run_for(200 * MILLISECOND)
    session.ask(Arm())
    session.ask(Run(programme, sitter))
    while station.kernel.state in LIVE:
        session.run_for(SECOND)
        if station.kernel.presence.is_due:
            session.ask(Present())
    session.run_for(SECOND)
    return session


def most_that_rises_cost(session: VirtualSession, programme: Programme) -> dict[str, int]:
    """What a tally (level units times seconds) may lack: in every step a rise from zero, and 0.3 s of line.

    Nothing rises faster than its profile has it, current from zero in 5 s at the soonest.
    """
    lacks = {}
    for profile, tally in zip(session.station.kernel.channels, session.station.tally.view(), strict=True):
        rise = profile.rise_per_s
        if profile.channel.kind is ChannelKind.STIMULATION:
            rise = min(rise, max(1, profile.max_level // 5))
        top = profile.max_level
        lacks[tally.channel] = len(programme.steps) * (top * top // (2 * rise) + top * 3 // 10)
    return lacks

"""The session into which a fault is injected: another person, room, wish and moment for every seed."""

from functools import cache
from random import Random
from typing import Final, NamedTuple

from chairctl.control.assembly import assemble
from chairctl.domain.channels import Output, RollerMode, StimulationMode, Technique
from chairctl.domain.commands import Action, Arm, SetOutput
from chairctl.domain.safety import Outcome
from chairctl.domain.time import MILLISECOND, SECOND, Duration
from chairctl.profiles.device import DeviceProfile
from chairctl.profiles.loader import find_device, load_device
from chairctl_proof.line import Line
from chairctl_proof.oracle.oracle import Oracle
from chairctl_proof.virtual import VirtualSession
from chairctl_simulators.devices.chairlink.chair import SimulatedChair
from chairctl_simulators.devices.chairlink.setup import ChairSetup
from chairctl_simulators.plant.body import Body
from chairctl_simulators.plant.heat import HeatPad

ROLLER, HEAT, AIR, TENS = "roller", "seat_heat", "air", "tens"

_TECHNIQUES: Final = (Technique.ROLLING, Technique.KNEADING, Technique.TAPPING, Technique.SHIATSU)
_START: Final = 200 * MILLISECOND


class Stage(NamedTuple):
    """What a seed has drawn."""

    seed: int
    setup: ChairSetup
    outputs: dict[str, Output]
    lead: Duration
    """From arming to the injection."""


@cache
def reference_profile() -> DeviceProfile:
    """The profile of the reference chair."""
    return load_device(find_device("chairlink-reference"))


def draw(key: str, seed: int, setup: ChairSetup | None = None) -> tuple[Stage, Random]:
    """The stage of a scenario and a seed, and the chance that goes on from there."""
    chance = Random(f"{key} {seed}")
    body = Body(impedance_ohm=float(chance.randint(600, 1500)), core_c=chance.uniform(33.0, 34.5))
    drawn = ChairSetup(ambient_c=chance.uniform(18.0, 28.0), body=body)
    low = chance.randrange(0, 400)
    outputs = {
        ROLLER: Output(
            chance.randint(200, 800),
            RollerMode(chance.choice(_TECHNIQUES), low, low + 300, chance.randint(300, 1000)),
        ),
        HEAT: Output(chance.randint(380, 410)),
        AIR: Output(chance.randint(100, 800)),
        TENS: Output(
            chance.randint(30, 120), StimulationMode(chance.randint(50, 250), chance.randint(200, 1200))
        ),
    }
    lead = chance.randint(3 * SECOND, 6 * SECOND)
    return Stage(seed, setup or drawn, outputs, lead), chance


def open_stage(
    stage: Stage, oracle: Oracle, profile: DeviceProfile, *, warden: bool, pad_below_c: float
) -> VirtualSession:
    """Station and chair with a line between them; the person already sits warm."""
    chair = SimulatedChair(stage.seed, stage.setup)
    prewarm(chair, stage.setup.body, stage.outputs[HEAT].level / 10 - pad_below_c)
    station = assemble("proof", (profile,))
    return VirtualSession(station, chair, line=Line(stage.seed), oracle=oracle, warden=warden)


def prewarm(chair: SimulatedChair, body: Body, pad_c: float) -> None:
    """Pad and skin as after a long while at this pad temperature."""
    for plant in chair._plants:  # noqa: SLF001  # a chair that has run for half an hour costs seconds
        if isinstance(plant, HeatPad):
            plant.pad_c = pad_c
            plant.skin_c = 0.6 * plant.pad_c + 0.4 * body.core_c


def energise(session: VirtualSession, stage: Stage) -> tuple[str, ...]:
    """A person arms and asks for all outputs; the codes of what was refused."""
    session.plug()
    session.run_for(_START)
    refused: list[str] = []
    wishes: list[Action] = [Arm(), *(SetOutput(name, output) for name, output in stage.outputs.items())]
    for action in wishes:
        receipt = session.ask(action)
        if receipt.outcome is Outcome.REFUSED:
            refused += [reason.code for reason in receipt.reasons]
    return tuple(refused)

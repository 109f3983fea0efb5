"""A person's stop, measured at the output and not at the wire."""

import random

import pytest

from chairctl_hil.chair import Chair
from chairctl_hil.rig.master import NOTHING, ROLLING, Wanted
from chairctl_proof.realtime.chair import boot_clock
from chairctl_proof.realtime.trials import ACCIDENTS
from chairctl_simulators.devices.chairlink import frames

LIMIT_MS = 50.0
STALE_NONCE = 6

HEATED = Wanted(heat=380)
STATES = {
    "armed at zero": NOTHING,
    "rolling": ROLLING,
    "holding": Wanted(roller=(400, 5, 0, 800, 0)),
    "heating": HEATED,
    "squeezing": Wanted(air=500),
    "stimulating": Wanted(stimulation=(60, 100, 800)),
    "everything": Wanted((500, 2, 80, 280, 500), 380, 400, (40, 100, 800)),
}


@pytest.mark.hazards("H19", "H18")
@pytest.mark.needs("truth")
def test_stop_reaches_the_outputs_within_50_ms(chair: Chair) -> None:
    phases, found = random.Random(1), []
    with chair.master() as master:
        for _ in range(chair.trials(8, 200)):
            master.arm(ROLLING)
            chair.energised()
            master.wait(phases.uniform(0, 0.06))
            found.append(chair.ms_to_zero(master.stop()))
    chair.latencies("stop_to_output", found, LIMIT_MS)


@pytest.mark.hazards("H19")
@pytest.mark.needs("truth")
@pytest.mark.parametrize("state", STATES)
def test_stop_is_obeyed_in_every_state(chair: Chair, state: str) -> None:
    with chair.master() as master:
        master.arm(STATES[state])
        if state == "armed at zero":
            master.wait(0.1)
        else:
            chair.energised()
        chair.figure("stop_to_output", chair.ms_to_zero(master.stop()), LIMIT_MS, "ms")
        before = master.telemetries
        master.until(lambda: master.telemetries > before + 1, 1.0, "the device has fallen silent")
        assert master.newest.armed == 0
        assert master.newest.applied == (0, 0, 0, 0)


@pytest.mark.hazards("H19")
@pytest.mark.needs("truth")
def test_stop_ends_a_frame_that_was_cut_short(chair: Chair) -> None:
    with chair.master() as master:
        master.arm(ROLLING)
        chair.energised()
        master.holds = False
        master.send(master.last_wire[:20])
        chair.figure("stop_to_output", chair.ms_to_zero(master.stop()), LIMIT_MS, "ms")


@pytest.mark.hazards("H19", "H26")
@pytest.mark.needs("truth")
def test_what_stop_has_overtaken_on_the_way_brings_nothing_back(chair: Chair) -> None:
    with chair.master() as master:
        master.arm(ROLLING)
        chair.energised()
        master.holds = False
        late = master.order(frames.ARM) + master.order(frames.OUTPUT, ROLLING)
        chair.figure("stop_to_output", chair.ms_to_zero(master.stop()), LIMIT_MS, "ms")
        since = boot_clock()
        assert master.refuses(late) == STALE_NONCE
        master.wait(0.1)
        assert chair.bench.device.stayed_zero(since), "what STOP had overtaken has brought outputs back"


@pytest.mark.hazards("H18", "H20")
@pytest.mark.needs("truth")
def test_the_hosts_stop_reaches_the_outputs_within_50_ms(chair: Chair) -> None:
    chair.accident(ACCIDENTS["stop"], chair.trials(1, 20), LIMIT_MS)

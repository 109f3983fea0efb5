"""The lease: an output lives only as long as somebody proves to have read what the device says."""

import pytest

from chairctl_hil.chair import Chair
from chairctl_hil.rig.master import ROLLING
from chairctl_simulators.devices.chairlink import frames

SLACK_MS = 50.0
OUT_OF_RANGE, STALE_NONCE = 8, 6


@pytest.mark.hazards("H09", "H21", "H23")
@pytest.mark.needs("truth")
@pytest.mark.parametrize("lease_ms", [100, 250, 300])
def test_outputs_end_with_their_lease_when_nobody_answers(chair: Chair, lease_ms: int) -> None:
    found = []
    with chair.master() as master:
        for _ in range(chair.trials(2, 50)):
            master.lease_ms = lease_ms
            master.arm(ROLLING)
            chair.energised()
            master.silence()
            answered_at = master.newest.at
            found.append(chair.ms_to_zero(answered_at))
            chair.evidence("lease_expiry", found[-1] <= 300 + SLACK_MS)
            master.until(
                lambda: bool(master.newest.faults & 1), 1.0, "no fault bit says that the lease is over"
            )
            master.lease_ms = 250
    chair.latencies(f"lease_{lease_ms}_to_output", found, lease_ms + SLACK_MS)


@pytest.mark.hazards("H09")
def test_no_lease_beyond_300_ms_is_accepted(chair: Chair) -> None:
    with chair.master() as master:
        assert master.refuses(master.order(frames.ARM, lease_ms=301)) == OUT_OF_RANGE
        assert not master.newest.armed


@pytest.mark.hazards("H05", "H22")
@pytest.mark.needs("truth")
def test_frames_with_an_old_nonce_keep_nothing_alive_however_many_they_are(chair: Chair) -> None:
    with chair.master() as master:
        master.arm(ROLLING)
        chair.energised()
        master.silence()
        nonce, heard_at = master.newest.nonce, master.newest.at
        for _ in range(60):
            master.send(master.order(frames.OUTPUT, ROLLING, nonce=nonce, lease_ms=300))
            master.wait(0.01)
        chair.figure("old_nonce_to_output", chair.ms_to_zero(heard_at), 300 + SLACK_MS, "ms")
        assert not master.newest.armed


@pytest.mark.hazards("H05")
def test_a_nonce_that_is_older_than_300_ms_arms_nothing(chair: Chair) -> None:
    with chair.master() as master:
        nonce = master.newest.nonce
        master.wait(0.4)
        assert master.refuses(master.order(frames.ARM, nonce=nonce)) == STALE_NONCE
        assert not master.newest.armed

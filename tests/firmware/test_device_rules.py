"""The tests of the simulated chair's rules, word for word, on the reference firmware: two implementations
that were written apart from one document have to agree.

Left out are those of the simulator itself: its seeds and layouts, its faults of a firmware (`no_lease`),
instants finer than the firmware's millisecond, and what the board does better: it cuts a stuck heater.
"""

import os

import pytest
from tests.simulators.chairlink import test_faults, test_handshake, test_lease, test_noise
from tests.simulators.host import Host

from chairctl_hil.board.virtual import VirtualBoard

LEFT_OUT = {
    "test_a_chair_boots_with_everything_zero_and_says_who_it_is",
    "test_the_same_seed_gives_the_same_bytes",
    "test_uptime_wraps_at_32_bits",
    "test_a_nonce_that_is_drawn_twice_is_drawn_again",
    "test_a_chair_that_has_something_to_say_wants_to_be_called_at_once",
    "test_every_kind_of_channel_can_be_in_the_layout",
    "test_a_lease_ends_at_the_sending_of_its_telemetry_plus_its_length_to_the_nanosecond",
    "test_a_nonce_is_fresh_for_300_ms_and_stale_after",
    "test_a_firmware_without_a_lease_goes_on_when_the_host_is_silent",
    "test_a_late_call_does_not_prolong_a_lease",
    "test_a_heater_that_is_stuck_on_counts_as_an_output",
    "test_a_hung_firmware_leaves_its_outputs_on_and_says_nothing",
    "test_rising_is_limited_in_the_device",
    "test_an_unknown_fault_or_value_is_an_error",
    "test_memory_stays_bounded_under_a_flood_without_zeros",
    "test_arbitrary_bytes_in_arbitrary_pieces_never_raise_and_never_energise",
    "test_a_good_frame_right_after_garbage_and_a_zero_is_understood",
    "test_telemetry_that_nobody_fetches_is_not_piled_up",
}

for _module in (test_faults, test_handshake, test_lease, test_noise):
    for _name, _test in vars(_module).items():
        if _name.startswith("test_") and _name not in LEFT_OUT:
            globals()[_name] = _test


SAMPLE = 4_000
"""Of mutated frames, unless CHAIRCTL_FUZZ_FRAMES asks for another number."""


@pytest.fixture(autouse=True)
def _firmware(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Host, "chair_type", VirtualBoard)
    if "CHAIRCTL_FUZZ_FRAMES" not in os.environ:
        monkeypatch.setattr(test_noise, "CAMPAIGN", SAMPLE)


def test_what_is_left_out_exists() -> None:
    known = {
        name for module in (test_faults, test_handshake, test_lease, test_noise) for name in vars(module)
    }
    assert known >= LEFT_OUT

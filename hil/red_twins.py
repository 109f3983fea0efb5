"""Deliberately broken firmwares (`hil/broken/`), and for each the test of the rig that has to find it out.

`python hil/red_twins.py FOLDER` runs all of them on the firmware's interpreter and adds the result to the
report that is in the folder. Exit code 1 if one was not found out.
"""

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from chairctl_hil.chair import Chair
from chairctl_hil.report.document import Run, Twin
from chairctl_hil.report.files import load, save
from chairctl_hil.result import Result
from chairctl_hil.rig.bench import Bench
from chairctl_hil.rig.file import load_rig
from chairctl_hil.rig.floor import TOO_LATE_MS
from chairctl_hil.rig.strategy import RigState, TransitionFailed
from chairctl_hil.suite import (
    test_electrodes as electrodes,
)
from chairctl_hil.suite import (
    test_heat as heat,
)
from chairctl_hil.suite import (
    test_lease as lease,
)
from chairctl_hil.suite import (
    test_link as link,
)
from chairctl_hil.suite import (
    test_roller as roller,
)
from chairctl_hil.suite import (
    test_stop as stop,
)
from chairctl_hil.suite import (
    test_supply as supply,
)

BROKEN = Path(__file__).parent / "broken"
RIG = "firmware-pty"
ATTEMPTS = 3


class Fault(NamedTuple):
    """A broken firmware and who has to notice."""

    name: str
    test: Callable[..., None]
    case: tuple[Any, ...] = ()

    @property
    def about(self) -> str:
        """What is wrong with it, in its own words."""
        return (BROKEN / f"{self.name}.py").read_text(encoding="utf-8").split('"""')[1]

    @property
    def sentence(self) -> str:
        """The test, as people read it."""
        case = f" [{'-'.join(map(str, self.case))}]" if self.case else ""
        return self.test.__name__.removeprefix("test_").replace("_", " ") + case


FAULTS = (
    Fault("no_lease", lease.test_outputs_end_with_their_lease_when_nobody_answers, (250,)),
    Fault("long_lease", lease.test_outputs_end_with_their_lease_when_nobody_answers, (100,)),
    Fault("lease_from_arrival", lease.test_frames_with_an_old_nonce_keep_nothing_alive_however_many_they_are),
    Fault("nonce_never_stale", lease.test_a_nonce_that_is_older_than_300_ms_arms_nothing),
    Fault("any_nonce", link.test_a_frame_that_is_wrong_is_refused_for_its_reason, ("foreign nonce",)),
    Fault("lease_without_cap", lease.test_no_lease_beyond_300_ms_is_accepted),
    Fault(
        "nonce_repeated",
        link.test_the_device_says_who_it_is_and_how_it_is_every_50_ms_with_a_new_nonce_each_time,
    ),
    Fault("stop_ignored_while_heating", stop.test_stop_is_obeyed_in_every_state, ("heating",)),
    Fault("stop_leaves_nonces", stop.test_what_stop_has_overtaken_on_the_way_brings_nothing_back),
    Fault("old_epoch_accepted", link.test_a_frame_that_is_wrong_is_refused_for_its_reason, ("wrong epoch",)),
    Fault("old_sequence_accepted", link.test_a_frame_that_comes_twice_counts_once),
    Fault("crc_unchecked", link.test_no_frame_with_a_wrong_crc_is_accepted),
    Fault(
        "range_unchecked", link.test_a_frame_that_is_wrong_is_refused_for_its_reason, ("level out of range",)
    ),
    Fault(
        "arm_keeps_levels", link.test_a_frame_that_is_wrong_is_refused_for_its_reason, ("a level at arming",)
    ),
    Fault("no_ramp", roller.test_pressing_rises_no_faster_than_the_document_allows),
    Fault("boots_with_output", supply.test_after_a_reboot_everything_is_zero_until_a_person_arms_again),
    Fault("supply_unwatched", supply.test_a_supply_that_sags_ends_the_outputs_and_can_not_be_armed),
    Fault("stall_unwatched", roller.test_a_roller_that_stalls_lets_go_within_350_ms),
    Fault(
        "contact_unwatched",
        electrodes.test_electrodes_that_come_off_end_the_current_and_their_return_brings_none,
    ),
    Fault(
        "contact_resumes",
        electrodes.test_electrodes_that_come_off_end_the_current_and_their_return_brings_none,
    ),
    Fault("wrong_gain", electrodes.test_current_is_what_was_set_on_every_dummy_load_and_leaves_no_charge),
    Fault("hot_pad_unwatched", heat.test_a_pad_that_reads_45_degrees_is_cut_out_at_once),
    Fault("sensor_unwatched", heat.test_a_broken_pad_sensor_ends_the_outputs_within_500_ms, ("open",)),
    Fault("heater_stuck_on", heat.test_the_pad_is_as_warm_as_the_device_says_and_overshoots_by_little),
    Fault("sensor_frozen", heat.test_the_pad_is_as_warm_as_the_device_says_and_overshoots_by_little),
)


@contextlib.contextmanager
def chair_of(main: Path | None) -> Iterator[Chair]:
    """The firmware rig with this script on the interpreter, ready to be energised."""
    with contextlib.ExitStack() as stack:
        bench = stack.enter_context(Bench(load_rig(RIG), main=main))
        bench.strategy.go(RigState.ENERGISED)
        yield Chair(bench, Result("", "", []), full=False)
        with contextlib.suppress(TransitionFailed):  # what is broken may not even come to rest
            bench.strategy.go(RigState.OFF)


def find_out(fault: Fault) -> Twin:
    """Run its test on it; it must fail, by an assertion and nothing else.

    A rig that was late itself may miss a failure: then it is tried again, at most twice.
    """
    twin, late_ms = _once(fault)
    for _ in range(ATTEMPTS - 1):
        if twin.caught or late_ms <= TOO_LATE_MS:
            break
        twin, late_ms = _once(fault)
    return twin


def _once(fault: Fault) -> tuple[Twin, float]:
    why, late_ms, caught = "", 0.0, False
    try:
        with chair_of(BROKEN / f"{fault.name}.py") as chair:
            try:
                fault.test(chair, *fault.case)
            except AssertionError as error:
                why, caught = str(error).split("\n")[0][:200] or "an assertion of the test", True
            late_ms = chair.bench.floor.take_ms()
    except TransitionFailed as error:  # the rig itself noticed, before the test could
        why = f"rig: {error}"
    return Twin(fault.name, fault.about, fault.sentence, caught=caught, why=why), late_ms


def main() -> int:
    """All of them, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where results.json of a run on the firmware is")
    parser.add_argument("--only", nargs="+", default=[one.name for one in FAULTS])
    parser.add_argument("--lang", default="en")
    options = parser.parse_args()
    run: Run = load(options.folder)
    chosen = [one for one in FAULTS if one.name in options.only]
    for number, fault in enumerate(chosen, start=1):
        twin = find_out(fault)
        run.twins.append(twin)
        verdict = "found out" if twin.caught else "NOT FOUND OUT"
        sys.stderr.write(f"{number}/{len(chosen)} {twin.name}: {verdict} by `{twin.test}`: {twin.why}\n")
    save(run, options.folder, options.lang)
    return 0 if all(twin.caught for twin in run.twins) else 1


if __name__ == "__main__":
    sys.exit(main())

"""Let me up: the back goes up while a key is held at the chair, whatever else is locked, and nothing else."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.support.bench import TURN, Bench
from tests.support.profiles import HEAT_ON, chair_and_unit, device, heat, posture, tens
from tests.support.reports import EPOCH

from chairctl.domain.channels import OFF, Output, PostureMode
from chairctl.domain.safety import Reason, SafetyState, WardenWord
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.profiles.device import LetUp as LetUp_
from chairctl.profiles.device import PostureBounds
from chairctl.safety.allowance import Phase
from chairctl.safety.let_up import HOLD, LONGEST, LetUp
from chairctl.safety.limiter import Limiter, lets_up
from chairctl.safety.permissives import TO_LET_UP

CHAIR = device("chair", heat("chair"), posture("chair"))
UNIT = device("unit", tens("unit"))
BACK = 1


class Recliner(Bench):
    """A chair with a back, and a stimulation unit; devices are armed as soon as a permit says so."""

    def __init__(self) -> None:
        super().__init__(CHAIR, UNIT)
        self.chair_is_armed = False

    def hold_key(self, turns: int = 1) -> list[str]:
        """The key repeats with every turn; the codes of the last refusal."""
        codes: list[str] = []
        for _ in range(turns):
            self.now += TURN
            codes = [reason.code for reason in self.kernel.let_up(self.now)]
            self.report(armed=self.chair_is_armed)
            self.decide()
            self.chair_is_armed, self.applied = self.decision.permits[0].armed, self.levels
        return codes


def safe() -> Recliner:
    bench = Recliner()
    bench.connect()
    bench.decide()
    return bench


def tripped() -> Recliner:
    bench = safe()
    bench.report(pad=450)
    bench.decide()
    assert bench.kernel.state is SafetyState.TRIPPED
    return bench


@pytest.mark.parametrize("make", [safe, tripped])
def test_the_back_goes_up_while_the_key_is_held_and_nothing_else(make: Callable[[], Recliner]) -> None:
    bench = make()
    state, trips = bench.kernel.state, bench.kernel.trips
    assert bench.hold_key() == []
    assert [permit.armed for permit in bench.decision.permits] == [True, False]
    assert not any(bench.levels)  # the device has to say first that it is armed
    bench.want({"heat": HEAT_ON, "back": Output(1_000, PostureMode(-1))})
    bench.hold_key(turns=50)
    assert bench.decision.image == (OFF, Output(1_000, PostureMode(1)), OFF)
    assert (bench.kernel.state, bench.kernel.trips, bench.kernel.exposure.energised) == (state, trips, 0)
    assert bench.decision.permits[0].expires_at == bench.now + 250 * MILLISECOND


def test_it_rises_no_faster_than_its_rate_and_not_above_its_limit() -> None:
    bench = safe()
    bench.kernel.limit_level(BACK, 300)
    levels = []
    for _ in range(20):
        bench.hold_key()
        levels.append(bench.levels[BACK])
    assert levels[:4] == [0, 25, 50, 75]
    assert max(levels) == 300


def test_half_a_second_after_the_last_press_everything_is_zero_and_disarmed() -> None:
    bench = safe()
    bench.hold_key(turns=20)
    pressed = bench.now
    assert bench.kernel.next_deadline() == pressed + HOLD
    bench.bend(HOLD - TURN, armed=True)
    assert bench.levels[BACK] > 0
    bench.bend(TURN, armed=True)
    assert not any(bench.levels)
    assert [permit.armed for permit in bench.decision.permits] == [False, False]


def test_after_ten_seconds_the_key_has_to_be_released() -> None:
    bench = safe()
    bench.hold_key()
    assert bench.hold_key(turns=199) == []
    assert bench.levels[BACK] > 0
    assert bench.hold_key() == ["let_up_over"]
    assert not any(bench.levels)
    assert bench.hold_key(turns=100) == ["let_up_over"]
    bench.bend(HOLD, armed=False, applied=(0, 0))
    assert bench.hold_key(turns=10) == []
    assert bench.levels[BACK] > 0


def test_a_key_counts_again_only_after_a_whole_pause() -> None:
    key = LetUp()
    assert key.press(0)
    for now in range(0, 10 * SECOND, HOLD - 1):
        assert key.press(now)
    assert key.until(10 * SECOND - 1) == 10 * SECOND
    assert not key.press(10 * SECOND)
    assert key.until(10 * SECOND) is None
    assert not key.press(10 * SECOND + HOLD - 1)
    assert key.press(10 * SECOND + 2 * HOLD - 1)


def test_while_a_session_runs_the_key_stops_it_first() -> None:
    bench = Recliner()
    bench.energise({"heat": HEAT_ON}).run(3 * SECOND)
    assert bench.levels[0] == 400
    assert bench.hold_key() == []
    assert (bench.kernel.state, bench.kernel.ended) == (SafetyState.SAFE, Reason("let_up"))
    assert bench.levels[0] == 0
    bench.hold_key(turns=3)
    assert bench.levels[0] == 0 < bench.levels[BACK]


@pytest.mark.parametrize("how", ["stop", "a trip", "the line", "silence", "a reboot"])
def test_what_ends_everything_ends_this_too(how: str) -> None:
    bench = safe()
    bench.hold_key(turns=10)
    assert bench.levels[BACK] > 0
    if how == "stop":
        bench.kernel.stop(Reason("stopped"))
    elif how == "a trip":
        bench.report(pad=450, armed=True)
    elif how == "the line":
        bench.kernel.line_down("chair", "unplugged")
        assert [reason.code for reason in bench.kernel.let_up(bench.now)] == ["not_connected"]
    elif how == "silence":
        bench.now += 250 * MILLISECOND
        assert [reason.code for reason in bench.kernel.let_up(bench.now)] == ["no_telemetry"]
    else:
        bench.report(epoch=EPOCH + 1, armed=False)
    bench.decide()
    if how in ("the line", "silence"):  # nobody may press now, and what was permitted has run out
        assert bench.decision.permits[0].expires_at <= bench.now + 250 * MILLISECOND
        bench.now += HOLD
        bench.decide()
    assert not any(bench.levels)


def test_to_arm_ends_it() -> None:
    bench = safe()
    bench.hold_key()
    bench.report(armed=False)
    assert bench.ask_to_arm() == ()
    bench.decide()
    assert bench.kernel.state is SafetyState.READY


def test_a_chair_whose_back_does_not_move_says_so() -> None:
    bench = Bench(*chair_and_unit()).connect()
    assert bench.kernel.let_up(bench.now) == (Reason("no_such_channel", detail="posture"),)
    bench.decide()
    assert not bench.decision.permits[0].armed


@pytest.mark.parametrize("word", WardenWord)
def test_no_trip_of_the_warden_keeps_a_person_down(word: WardenWord) -> None:
    bench = safe()
    bench.kernel.seen["chair"].warden = word
    assert bench.hold_key(turns=5) == []
    assert bench.levels[BACK] > 0 or word is WardenWord.CUT_POWER


def test_it_needs_only_a_line_to_a_known_device_that_is_heard() -> None:
    names = [permissive.__name__ for permissive in TO_LET_UP]
    assert names == ["line_is_up", "protocol_is_known", "device_is_known", "telemetry_is_fresh"]


@pytest.mark.parametrize(
    ("bounds", "direction"),
    [
        (None, 1),
        (PostureBounds(LetUp_.UP), 1),
        (PostureBounds(LetUp_.DOWN), -1),
        (PostureBounds(LetUp_.NO), None),
    ],
)
def test_each_posture_motor_runs_the_way_that_lets_a_person_up(
    bounds: PostureBounds | None, direction: int | None
) -> None:
    channel = replace(posture("chair"), bounds=bounds)
    assert lets_up(channel) == (PostureMode(direction) if direction else None)
    limiter = Limiter((channel, heat("chair")))
    image = [limiter.raise_back(100 * MILLISECOND) for _ in range(30)][-1]
    assert image == (Output(1_000, PostureMode(direction)) if direction else OFF, OFF)


def test_no_other_kind_lets_anybody_up() -> None:
    assert lets_up(heat()) is None


def test_a_press_counts_for_half_a_second_to_the_nanosecond() -> None:
    key = LetUp()
    assert key.until(0) is None
    assert key.press(7)
    assert [key.until(now) for now in (7, 6 + HOLD, 7 + HOLD)] == [7 + HOLD, 7 + HOLD, None]
    key.release()
    assert key.until(8) is None


def test_a_key_that_repeats_counts_for_ten_seconds_and_then_has_to_be_released() -> None:
    key, step = LetUp(), HOLD - 1
    now = 5
    while now < 5 + LONGEST:
        assert key.press(now)
        assert key.until(now) == min(now + HOLD, 5 + LONGEST)
        now += step
    assert not key.press(now)
    assert key.until(now) is None
    assert not key.press(now + step)
    assert key.press(now + step + HOLD)


def test_the_ten_seconds_end_to_the_nanosecond() -> None:
    for late, counts in ((0, False), (-1, True)):
        key = LetUp()
        for now in range(0, LONGEST - HOLD + 1, HOLD // 2):
            key.press(now)
        assert key.press(LONGEST - HOLD // 2)
        assert key.until(LONGEST + late) == (LONGEST if counts else None)
        assert key.press(LONGEST + late) is counts


def test_what_the_ledger_has_granted_to_whoever_arms_outlasts_letting_somebody_up() -> None:
    bench = safe()
    assert [reason.code for reason in bench.kernel.arm(bench.now)] == ["ledger_pending"]
    bench.hold_key(turns=5)
    assert bench.levels[BACK] > 0
    assert bench.kernel.allowance.phase is Phase.OPEN

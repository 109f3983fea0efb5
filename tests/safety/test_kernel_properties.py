"""Properties of the decision, for any wishes."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.bench import ALL_ON, Bench
from tests.support.profiles import chair

from chairctl.domain.channels import Output, OutputImage, RollerMode, StimulationMode, Technique
from chairctl.domain.safety import SafetyState
from chairctl.domain.time import MILLISECOND, SECOND

QUICK = settings(max_examples=50, derandomize=True, deadline=None, database=None)
LEVELS = st.integers(0, 1_200) | st.integers(0, 10**12)
ANY = st.integers(-50, 2_000)

ROLLERS = st.builds(Output, LEVELS, st.builds(RollerMode, st.sampled_from(Technique), ANY, ANY, ANY))
PULSES = st.builds(Output, LEVELS, st.builds(StimulationMode, ANY, ANY))
PLAIN = st.builds(Output, LEVELS)
GARBAGE = (
    st.none() | st.floats() | st.booleans() | st.text(max_size=3) | st.builds(Output, st.floats(), st.none())
)
WISHES = st.tuples(ROLLERS | GARBAGE, PLAIN | GARBAGE, PLAIN | GARBAGE, PULSES | GARBAGE)
SANE = st.tuples(ROLLERS, PLAIN, PLAIN, PULSES)
TURNS = st.lists(st.tuples(SANE, st.integers(0, 250)), max_size=5)


def live(turns: list[tuple[OutputImage, int]]) -> Bench:
    """An armed bench with a history of wishes and turn lengths (ms)."""
    bench = Bench().arm()
    for wanted, turn_ms in turns:
        bench.wanted = wanted
        bench.turn(turn_ms * MILLISECOND)
    return bench


def level_of(wish: object) -> int:
    return wish.level if isinstance(wish, Output) and type(wish.level) is int else 0


@QUICK
@given(TURNS, WISHES, st.integers(0, 250))
def test_the_kernel_only_lowers(
    turns: list[tuple[OutputImage, int]], wanted: OutputImage, turn_ms: int
) -> None:
    bench = live(turns)
    bench.wanted = wanted
    bench.turn(turn_ms * MILLISECOND)
    for wish, output, profile in zip(wanted, bench.decision.image, chair().channels, strict=True):
        assert type(output.level) is int
        assert 0 <= output.level <= profile.max_level
        assert output.level <= max(0, level_of(wish))
        if isinstance(output.mode, StimulationMode):
            asked = wish.mode
            assert isinstance(asked, StimulationMode)
            assert output.mode.pulse_width_us <= asked.pulse_width_us
            assert output.mode.rate_tenth_hz <= asked.rate_tenth_hz
        if isinstance(output.mode, RollerMode):
            assert 0 <= output.mode.low_mm <= output.mode.high_mm <= 800


@QUICK
@given(TURNS, SANE, st.integers(0, 3), LEVELS, st.integers(0, 250))
def test_a_higher_wish_on_one_channel_raises_no_other(
    turns: list[tuple[OutputImage, int]], wanted: OutputImage, index: int, more: int, turn_ms: int
) -> None:
    raised = list(wanted)
    raised[index] = wanted[index]._replace(level=wanted[index].level + more)
    images = []
    for wish in (wanted, tuple(raised)):
        bench = live(turns)
        bench.wanted = wish
        images.append(bench.turn(turn_ms * MILLISECOND).image)
    for other in {0, 1, 2, 3} - {index}:
        assert images[0][other] == images[1][other]
    assert images[1][index].level >= images[0][index].level


@QUICK
@given(TURNS, WISHES)
def test_to_decide_twice_at_one_instant_is_to_decide_once(
    turns: list[tuple[OutputImage, int]], wanted: OutputImage
) -> None:
    bench = live(turns)
    bench.wanted = wanted
    first = bench.turn()
    state = bench.kernel.state
    second = bench.decide()
    assert (second.image, second.cuts, bench.kernel.state) == (first.image, first.cuts, state)


@QUICK
@given(SANE, st.sampled_from(["never armed", "stopped", "tripped", "not confirmed"]), st.integers(0, 10**10))
def test_nothing_is_permitted_while_not_live(wanted: OutputImage, how: str, later: int) -> None:
    bench = Bench().connect() if how in ("never armed", "not confirmed") else Bench().energise(ALL_ON)
    if how == "not confirmed":
        bench.ask_to_arm()
    elif how == "stopped":
        bench.kernel.stop(bench.kernel.ended)  # type: ignore[arg-type]
    elif how == "tripped":
        bench.kernel.line_down("chair", "")
    bench.wanted = wanted
    bench.decide()
    assert not any(bench.levels)
    bench.now += later
    bench.decide()
    assert not any(bench.levels)
    if how != "not confirmed":
        assert bench.kernel.state in (SafetyState.SAFE, SafetyState.TRIPPED)
        assert not bench.decision.permits[0].armed


@QUICK
@given(st.lists(st.integers(1, 400), min_size=1, max_size=40))
def test_no_level_ever_rises_faster_than_its_rate(turns_ms: list[int]) -> None:
    bench = Bench().arm()
    bench.want(ALL_ON)
    began = bench.now
    for turn_ms in turns_ms:
        bench.turn(turn_ms * MILLISECOND)
        for level, profile in zip(bench.levels, chair().channels, strict=True):
            assert level * SECOND <= profile.rise_per_s * (bench.now - began)

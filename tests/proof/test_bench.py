"""The bench's own arithmetic, its verdicts, its page; and whether it works at all."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from pathlib import Path

import pytest

from chairctl.texts import catalogue
from chairctl_proof.bench import __main__ as bench
from chairctl_proof.bench import drawing, sections
from chairctl_proof.bench.document import drawn, write
from chairctl_proof.bench.fleet_ear import Stream
from chairctl_proof.bench.fleet_voices import published
from chairctl_proof.bench.growth import curve, exponent
from chairctl_proof.bench.measurement import Finding, Measurement, Table, Target, Verdict
from chairctl_proof.bench.profiling import shares_by_folder
from chairctl_proof.bench.reasons import NOBODY, UNKNOWN, reason_for
from chairctl_proof.bench.results import KEPT, Run, history, keep, load, remember
from chairctl_proof.bench.size import SMOKE
from chairctl_proof.bench.spread import missed, quantile, spread
from chairctl_proof.bench.turns import in_turns
from chairctl_proof.bench.words import number, verdicts

ROOT = Path(__file__).parents[2]
HUNDRED = [float(value) for value in range(1, 101)]


def measured(subject: list[float], floor: list[float] | None = None, *targets: Target) -> Measurement:
    return Measurement("it", "ms", spread(subject), spread(floor) if floor else None, "", targets, guard=5)


def run(*findings: Finding, at: str = "2026-01-01 00:00") -> Run:
    return Run(at, "quick", "two cores", 0.5, 1.0, findings)


# --- arithmetic -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.99, 99), (0.999, 100), (0.001, 1), (1, 100)])
def test_a_quantile_is_the_smallest_value_that_its_share_does_not_exceed(share: float, value: float) -> None:
    assert quantile(HUNDRED[::-1], share) == value


def test_a_quantile_for_which_there_are_too_few_values_is_none() -> None:
    assert spread(HUNDRED).at("p99") == 99
    assert spread(HUNDRED[:99]).at("p99") is None
    assert spread(HUNDRED).at("p999") is None
    assert spread([3.0]).at("most") == 3


def test_nothing_measured_is_no_figure() -> None:
    with pytest.raises(ValueError, match="nothing"):
        spread([])


def test_a_trial_that_never_ended_spoils_the_greatest_value_and_not_the_median() -> None:
    found = spread([1.0, 2.0, missed()])
    assert (found.p50, found.most) == (2, inf)


def test_the_ratio_is_that_of_the_medians() -> None:
    assert measured([2.0, 6.0, 90.0], [1.0, 3.0, 3.0]).ratio == 2
    assert measured([2.0]).ratio is None
    assert measured([2.0], [0.0]).ratio is None


@pytest.mark.parametrize("power", [0, 0.5, 1, 2])
def test_the_exponent_of_a_power_is_found_whatever_its_unit(power: float) -> None:
    points = [(size, 7 * size**power) for size in (1.0, 10.0, 30.0, 500.0)]
    assert exponent(points) == pytest.approx(power)


def test_one_size_or_a_cost_of_nothing_has_no_exponent() -> None:
    with pytest.raises(ValueError, match="two different"):
        exponent([(2, 1), (2, 3)])
    with pytest.raises(ValueError, match="above 0"):
        exponent([(1, 0), (2, 3)])


def test_subject_and_floor_take_turns_and_a_first_round_does_not_count() -> None:
    order: list[str] = []

    def measure(name: str, value: float) -> float:
        order.append(name)
        return value

    one, other = in_turns(2, lambda: measure("a", len(order)), lambda: measure("b", 10))
    assert order == ["a", "b"] * 3
    assert (one.trials, one.p50, one.most, other.p50) == (2, 2, 4, 10)


def test_what_is_built_in_counts_for_the_folder_that_calls_it() -> None:
    catalogue.cache_clear()
    shares = shares_by_folder(lambda: catalogue("en"))
    assert [folder for folder, _ in shares] == ["texts/"]
    assert shares[0][1] == pytest.approx(1.0)


# --- verdicts ---------------------------------------------------------------------------------------


def test_a_ratio_is_held_up_to_its_target() -> None:
    assert measured([2.0], [1.0]).verdict(Target("ratio", 2)) is Verdict.HELD
    assert measured([2.1], [1.0]).verdict(Target("ratio", 2)) is Verdict.MISSED
    assert measured([2.1]).verdict(Target("ratio", 2)) is Verdict.MISSED


def test_a_target_that_the_floor_itself_exceeds_is_below_the_floor() -> None:
    slow, quick = [value + 10 for value in HUNDRED], HUNDRED
    assert measured(slow, quick).verdict(Target("p99", 50)) is Verdict.BELOW_FLOOR
    assert measured(slow, quick).verdict(Target("p99", 100)) is Verdict.MISSED
    assert measured(slow, quick).verdict(Target("p99", 109)) is Verdict.HELD
    assert measured(slow, quick).verdict(Target("p999", 1)) is Verdict.TOO_FEW


def test_a_guard_looks_at_the_ratio_and_never_at_a_time() -> None:
    assert measured([5.1], [1.0]).is_broken
    assert not measured([5_000.0], [1_000.0]).is_broken
    assert not measured([5_000.0]).is_broken
    assert curve("c", "n", "s", [(1, 1), (10, 100)]).is_broken
    assert not curve("c", "n", "s", [(1, 1), (10, 10)]).is_broken


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "-"),
        (inf, "never"),
        (0, "0"),
        (0.0123, "0.012"),
        (1.234, "1.23"),
        (12.34, "12.3"),
        (1234, "1,234"),
    ],
)
def test_numbers_have_the_digits_that_count(value: float | None, said: str) -> None:
    assert number(value) == said


def test_a_target_that_is_missed_is_said_so() -> None:
    assert verdicts(measured([2.0], [1.0], Target("ratio", 1), Target("p50", 3))) == "**no**, yes"


# --- the fleet's own protocol -----------------------------------------------------------------------


def test_the_ear_understands_the_voices_however_their_bytes_are_split() -> None:
    packets = b"".join(published(b"fleet/7", number, bytes(8) + b"x" * 300) for number in range(3))
    for size in (1, 7, len(packets)):
        stream, late_ms = Stream(), list[float]()
        for at in range(0, len(packets), size):
            stream.take(packets[at : at + size], late_ms)
        assert len(late_ms) == 3


# --- results and page -------------------------------------------------------------------------------


def test_results_come_back_as_they_were_kept_and_sections_are_replaced(tmp_path: Path) -> None:
    never = measured([1.0, inf], [1.0], Target("p50", 3))
    table = Table("t", ("a", "b"), (("1", "2"),), "n")
    growing = curve("c", "n", "s", [(1.0, 1.0), (10.0, 10.0)])
    keep(tmp_path, {"turn": run(never, table, growing), "codec": run(table)})
    assert load(tmp_path) == {"turn": run(never, table, growing), "codec": run(table)}
    keep(tmp_path, {"codec": run(growing)})
    assert load(tmp_path) == {"turn": run(never, table, growing), "codec": run(growing)}


def test_the_history_of_ratios_is_bounded(tmp_path: Path) -> None:
    for number_of_run in range(KEPT + 3):
        remember(tmp_path, {"turn": run(measured([2.0], [1.0]), at=f"run {number_of_run}")})
    kept = history(tmp_path)
    assert len(kept) == KEPT
    assert kept[-1] == {"at": f"run {KEPT + 2}", "ratios": {"it": 2.0}}


def test_the_page_says_what_was_measured_and_draws_it(tmp_path: Path) -> None:
    folder = tmp_path / "figures"
    found = measured([4.0, 4.0], [1.0], Target("ratio", 3))
    for at in ("before", "now"):
        runs = {"turn": run(found, found, curve("c", "n", "s", [(1, 1), (2, 2)]), at=at)}
        keep(folder, runs)
        remember(folder, runs)
    write(folder, tmp_path / "page.md")
    text = (tmp_path / "page.md").read_text()
    assert "| it | ratio ≤ 3.00 | 4.00 ms | - | 1.00 | - | 4.00 | **no** |" in text
    assert f"- **it**, ratio ≤ 3.00: p50 4.00, max 4.00 ms of 2, ratio 4.00. {UNKNOWN}" in text
    pictures = sorted(path.name for path in folder.glob("*.svg"))
    assert pictures == ["history.svg", "turn-1.svg", "turn.svg"]
    assert all(f"(figures/{name})" in text for name in pictures)
    assert all("prefers-color-scheme:dark" in path.read_text() for path in folder.glob("*.svg"))


def test_texts_in_pictures_are_escaped() -> None:
    assert "<b>" not in drawing.bars("<b>", [("<b>", 2.0, True), ("b", 3.0, False)])


def test_the_page_is_the_one_of_the_kept_results() -> None:
    page, folder = ROOT / "docs/performance.md", ROOT / "docs/figures/bench"
    text, pictures = drawn(folder, page)
    assert page.read_text(encoding="utf-8") == text, "make bench-page"
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.svg")} == pictures


# --- the program ------------------------------------------------------------------------------------


@dataclass
class Section:
    """A section that finds what it is given, or breaks."""

    found: tuple[Finding, ...] = ()

    by_request: bool = False

    @property
    def parts(self) -> tuple[Callable[[object], tuple[Finding, ...]], ...]:
        return self.first, lambda _: (measured([1.0]),)

    def first(self, _: object) -> tuple[Finding, ...]:
        if not self.found:
            raise RuntimeError("no broker")
        return self.found


@pytest.mark.parametrize(
    ("found", "code", "said"),
    [
        ((measured([2.0], [1.0], Target("ratio", 1)),), 0, ""),
        ((measured([9.0], [1.0]),), 1, "it is beyond its guard"),
        ((), 1, "turn could not be measured to its end"),
    ],
    ids=["a target is missed", "a guard is exceeded", "it can't be measured"],
)
def test_it_fails_only_for_what_is_broken(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    found: tuple[Finding, ...],
    code: int,
    said: str,
) -> None:
    monkeypatch.setitem(sections.SECTIONS, "turn", Section(found))
    assert bench.main(["--only", "turn"]) == code
    assert said in capsys.readouterr().err


def test_what_fails_leaves_the_other_parts_and_the_page_says_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sections.SECTIONS, "turn", Section())
    out = tmp_path / "out"
    assert bench.main(["--only", "turn", "--out", str(out)]) == 1
    found = load(out)["turn"]
    assert [one.name for one in found.findings] == ["it"]
    assert found.failed == ("RuntimeError: no broker",)
    monkeypatch.undo()
    write(out, tmp_path / "page.md")
    assert "**Not measured to its end**: `RuntimeError: no broker`" in (tmp_path / "page.md").read_text()


def test_every_target_has_a_reason_should_it_be_missed() -> None:
    missed = measured([9.0], [1.0], Target("ratio", 1))
    for run_of in load(ROOT / "docs/figures/bench").values():
        for found in run_of.findings:
            if isinstance(found, Measurement):
                for one in found.targets:
                    assert reason_for(found, one) != UNKNOWN, found.name
    assert reason_for(missed, missed.targets[0]) == UNKNOWN
    below = measured([9.0] * 100, [9.0] * 100, Target("p99", 1))
    assert reason_for(below, below.targets[0]) == NOBODY


def test_what_needs_no_other_process_can_be_measured(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    arguments = ["--size", "smoke", "--only", "turn", "codec", "--out", str(tmp_path / "out")]
    bench.main([*arguments, "--page", str(page)])
    found = load(tmp_path / "out")
    names = {one.name for run in found.values() for one in run.findings}
    assert {"a turn, 4 channels", "chairlink-reference, read", "rongtai-rt8600, written"} <= names
    assert "## One turn" in page.read_text(encoding="utf-8")


def test_a_reaction_and_the_death_of_a_host_can_be_measured() -> None:
    for name in ("reaction", "death"):
        broken: list[str] = []
        (first, *_) = bench.measure(name, SMOKE, broken).findings
        assert broken == []
        assert isinstance(first, Measurement)
        assert first.subject.p50 < 1_000
        assert first.floor

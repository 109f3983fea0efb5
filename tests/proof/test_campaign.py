"""The campaign gives every figure, says how to repeat what failed, and remembers it."""

from pathlib import Path

import pytest

from chairctl_proof import campaign, summary
from chairctl_proof.__main__ import main
from chairctl_proof.chatter import chatter
from chairctl_proof.pairs import EXCEPTIONS, all_pairs, exception, pairable, run_pair
from chairctl_proof.replays import PER_SEED, energised_by_replay
from chairctl_proof.scenarios.heat import BURNS
from chairctl_proof.scenarios.table import SCENARIOS
from chairctl_proof.seeds import remember, remembered
from chairctl_proof.trial import Verdict

TINY = campaign.Sizes(seeds=1, long_seeds=0, twin_seeds=10, replay_seeds=2, chatters=6, pairs=3, pair_seeds=1)
FIGURES = ["F5", "F6", "F7", "F8", "F10", "F11", "F12"]


def test_a_tiny_campaign_gives_every_figure_with_trials_and_twins(monkeypatch: pytest.MonkeyPatch) -> None:
    few = {key: SCENARIOS[key] for key in ("H22", "H40-idle", "H47")}
    monkeypatch.setattr(campaign, "SCENARIOS", few)
    told: set[str] = set()
    figures = campaign.run_sizes(TINY, lambda figure, done, total: told.add(f"{figure} {done <= total}"))
    assert [figure.id for figure in figures] == FIGURES
    assert all(figure.held and figure.trials for figure in figures), figures
    assert {figure.id for figure in figures if figure.red_twin_failed} == set(FIGURES) - {"F11"}
    assert told == {f"{figure} True" for figure in ("F5", "F8", "F10", "F11", "F12")}


def test_no_old_frame_energises_a_chair_at_rest_and_a_chair_that_believes_old_frames_is_energised() -> None:
    assert energised_by_replay(3, twin=False) == 0
    assert sum(energised_by_replay(seed, twin=True) for seed in range(4)) > PER_SEED // 10


def test_a_chattering_electrode_has_no_current_at_re_contact_unless_the_chair_does_not_look() -> None:
    assert all(chatter(number, twin=False).after_ma == 0 for number in range(20))
    assert all(chatter(number, twin=True).after_ma > 0 for number in range(5))


def test_two_faults_at_once_are_safe_and_the_exceptions_are_few_and_named() -> None:
    assert run_pair("H22", "H48", 0).safe
    pairs = all_pairs()
    assert len(pairs) == len(pairable()) * (len(pairable()) - 1) // 2
    excepted = [pair for pair in pairs if exception(*pair)]
    assert 0 < len(excepted) < len(pairs) // 10
    assert {exception(*pair) for pair in excepted} == {why for _, _, why in EXCEPTIONS}


def test_the_line_that_a_failure_prints_repeats_it(capsys: pytest.CaptureFixture[str]) -> None:
    verdict = Verdict("H47", 123, ("skin",), (), None, 46.0, 0.0, 0.0, None)
    words = verdict.repeat_line.split()
    assert words[:3] == ["python", "-m", "chairctl_proof"]
    assert main(words[3:]) == 0
    assert capsys.readouterr().out.startswith("H47 seed 123: safe")
    assert main([*words[3:], "--twin"]) == 1
    assert "UNSAFE" in capsys.readouterr().out
    assert main(["repeat", "H99"]) == 2


def test_pairs_and_frames_and_electrodes_are_repeated_by_their_names(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["repeat", "H40-idle+H46"]) == 1
    assert "on the list: a heater that stays on" in capsys.readouterr().out
    assert main(["repeat", "F5", "--seed", "1"]) == 0
    assert main(["repeat", "F8", "--seed", "1", "--twin"]) == 1


def test_the_list_names_every_scenario_and_where_else_a_hazard_is_proven(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines} >= {*SCENARIOS, "H01-warden", "H65"}


def test_what_failed_is_not_held_and_says_how_to_repeat_it() -> None:
    good = Verdict("H40-idle", 1, (), ("heats_by_itself",), 1, 37.0, 0.1, 0.0, 6_000_000_000)
    burnt = good._replace(seed=2, flaws=("skin at 9 s",), skin_c=45.1, cut_after=10_600_000_000)
    twins = {"H40-idle": burnt}
    assert all(figure.held for figure in summary.figures_of_scenarios([good], twins))
    figures = {figure.id: figure for figure in summary.figures_of_scenarios([good, burnt], twins)}
    assert [figures[name].held for name in ("F6", "F7", "F10", "F12")] == [False, False, False, True]
    burnt_twin = {figure.id: figure for figure in summary.figures_of_scenarios([good], {BURNS.key: burnt})}
    assert burnt_twin["F6"].red_twin_failed is False  # hot skin, but no dose
    assert figures["F10"].failures == ("python -m chairctl_proof repeat H40-idle --seed 2: skin at 9 s",)
    silent = {figure.id: figure for figure in summary.figures_of_scenarios([good], {"H40-idle": None})}
    assert (silent["F12"].held, silent["F12"].red_twin_failed) == (False, False)


def test_failed_seeds_are_remembered_once(tmp_path: Path) -> None:
    file = tmp_path / "seeds.txt"
    assert remembered(file) == []
    remember([("H47", 3), ("H47", 3)], file)
    remember([("H47", 3), ("H22+H48", 1)], file)
    assert remembered(file) == [("H47", 3), ("H22+H48", 1)]

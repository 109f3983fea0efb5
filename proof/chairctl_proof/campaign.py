"""The campaigns in virtual time: F5 to F8 and F10 to F12, as a sample or in full, on two cores.

Every trial is a scenario and a seed, and can be repeated by one line. What has failed once runs first.
"""

from collections.abc import Callable, Sequence
from random import Random
from typing import Final, NamedTuple

from chairctl_proof import chatter, pairs, replays
from chairctl_proof.figure import Figure
from chairctl_proof.pool import run_all
from chairctl_proof.scenarios.heat import BURNS
from chairctl_proof.scenarios.table import SCENARIOS
from chairctl_proof.seeds import remembered
from chairctl_proof.summary import figures_of_scenarios
from chairctl_proof.trial import Verdict, first_flawed, run_trial

Progress = Callable[[str, int, int], None]


class Sizes(NamedTuple):
    """How many trials."""

    seeds: int
    long_seeds: int
    """For scenarios of many minutes."""
    twin_seeds: int
    """A red twin is given up after so many."""
    replay_seeds: int
    """Each feeds 600 frames."""
    chatters: int
    pairs: int | None
    """None: all of them."""
    pair_seeds: int


SAMPLE: Final = Sizes(2, 0, 25, 12, 600, 24, 1)
FULL: Final = Sizes(250, 20, 50, 1_700, 100_000, None, 3)


def run(sample: bool = True, progress: Progress = lambda *_: None) -> list[Figure]:
    """Measure all figures; `progress` is told the figure, trials done, and trials in all."""
    return run_sizes(SAMPLE if sample else FULL, progress)


def run_sizes(sizes: Sizes, progress: Progress = lambda *_: None) -> list[Figure]:
    """As `run`, with sizes of one's own."""
    trials = _trials(sizes)
    verdicts = run_all(play, trials, lambda done: progress("F10", done, len(trials)))
    twins = _twins(sizes, progress)
    figures = figures_of_scenarios(verdicts, twins)
    figures += [_replays(sizes, progress), _chatter(sizes, progress), _pairs(sizes, progress)]
    return sorted(figures, key=lambda figure: int(figure.id[1:]))


def play(key: str, seed: int) -> Verdict:
    """One trial by the name of its scenario; a pair has two names with a + between."""
    first, _, second = key.partition("+")
    return pairs.run_pair(first, second, seed) if second else run_trial(SCENARIOS[key], seed)


def play_twin(key: str, seeds: int) -> Verdict | None:
    """The first seed of a red twin that is not safe; for F6 the one that burns."""
    return first_flawed(BURNS if key == BURNS.key else SCENARIOS[key], range(seeds))


def _trials(sizes: Sizes) -> list[tuple[str, int]]:
    known = [each for each in remembered() if each[0] in SCENARIOS]
    planned = [
        (key, seed)
        for key, scenario in SCENARIOS.items()
        for seed in range(sizes.long_seeds if scenario.long else sizes.seeds)
    ]
    return list(dict.fromkeys(known + planned))


def _twins(sizes: Sizes, progress: Progress) -> dict[str, Verdict | None]:
    keys = [BURNS.key]
    keys += [
        key
        for key, scenario in SCENARIOS.items()
        if scenario.twin and (sizes.long_seeds or not scenario.long)
    ]
    arguments = [(key, sizes.twin_seeds) for key in keys]
    found = run_all(play_twin, arguments, lambda done: progress("F12", done, len(keys)), batch=1)
    return dict(zip(keys, found, strict=True))


def _replays(sizes: Sizes, progress: Progress) -> Figure:
    arguments = [(seed, False) for seed in range(sizes.replay_seeds)]
    total = len(arguments) * replays.PER_SEED
    energised = run_all(
        replays.energised_by_replay, arguments, lambda done: progress("F5", done * replays.PER_SEED, total)
    )
    twin = sum(replays.energised_by_replay(seed, twin=True) for seed in range(4))
    failures = tuple(
        f"python -m chairctl_proof repeat F5 --seed {seed}: energised by {count} of {replays.PER_SEED} frames"
        for seed, count in enumerate(energised)
        if count
    )
    return Figure(
        "F5", "energised after reboot, reconnect, stop or death of the host, by replay or duplicate",
        "0 in 1,000,000", f"{sum(energised)} in {total:,}", not any(energised), total, twin > 0, failures,
    )  # fmt: skip


def _chatter(sizes: Sizes, progress: Progress) -> Figure:
    arguments = [(number, False) for number in range(sizes.chatters)]
    found = run_all(chatter.chatter, arguments, lambda done: progress("F8", done, sizes.chatters), batch=50)
    highest = max(each.after_ma for each in found)
    slam = max(each.before_ma - each.flowing_ma for each in found)
    twin = any(chatter.chatter(number, twin=True).after_ma > 0 for number in range(5))
    zero = sum(each.after_ma == 0 for each in found)
    failures = tuple(
        f"python -m chairctl_proof repeat F8 --seed {number}: {each.after_ma:.1f} mA at re-contact"
        for number, each in enumerate(found)
        if each.after_ma > 0 or each.before_ma > each.flowing_ma + chatter.SLAM_MA
    )
    measured = f"{zero:,}/{len(found):,} at 0 mA; highest {highest:g} mA, before that no more than flowed"
    return Figure(
        "F8", "current at electrode re-contact, 100 ms after the first opening, chatter of 1 to 1000 Hz",
        "0 mA, 100,000/100,000", measured, highest == 0 and slam <= chatter.SLAM_MA, len(found), twin,
        failures,
    )  # fmt: skip


def _pairs(sizes: Sizes, progress: Progress) -> Figure:
    chosen = pairs.all_pairs()
    if sizes.pairs is not None:
        chosen = Random("pairs").sample(chosen, sizes.pairs)
    arguments = [(f"{first}+{second}", seed) for first, second in chosen for seed in range(sizes.pair_seeds)]
    known = [each for each in remembered() if "+" in each[0]]
    arguments = list(dict.fromkeys(known + arguments))
    verdicts = run_all(play, arguments, lambda done: progress("F11", done, len(arguments)))
    return _judge_pairs(verdicts)


def _judge_pairs(verdicts: Sequence[Verdict]) -> Figure:
    excepted = {}
    flawed = []
    for verdict in verdicts:
        if verdict.safe:
            continue
        why = pairs.exception(*verdict.key.split("+"))
        if why:
            excepted[verdict.key] = why
        else:
            flawed.append(verdict)
    safe = sum(verdict.safe for verdict in verdicts)
    on_list = len(verdicts) - safe - len(flawed)
    reasons = "; ".join(sorted(set(excepted.values())))
    return Figure(
        "F11", "all pairs of faults", "100 % safe, or on a short named list",
        f"{safe:,}/{len(verdicts):,} safe, {on_list} on the list" + (f" ({reasons})" if reasons else ""),
        not flawed, len(verdicts), None,
        tuple(f"{verdict.repeat_line}: {'; '.join(verdict.flaws)}" for verdict in flawed),
    )  # fmt: skip

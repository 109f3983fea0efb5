"""Figures F9, F13, F15 and F16: ledger, model, false trips, alarms."""

from collections.abc import Callable

from chairctl_proof.model.full import FULL, explore_fully
from chairctl_proof.model.search import Progress as Search
from chairctl_proof.model.search import explore
from chairctl_proof.model.twins import TWINS, run
from chairctl_proof.prove.row import Row, Sizes
from chairctl_proof.realtime.alarms import SINKS, measure_alarms
from chairctl_proof.realtime.ledger_kills import PREPAID_S, kill_writers
from chairctl_proof.realtime.soak import soak
from chairctl_proof.realtime.trials import overload

Progress = Callable[[str, int, int], None]

ALARM_MS = 1_000
MOST_STATES_FULL = 1_000_000
BUSY_TRIPS_PER_H = 1


def ledger_row(sizes: Sizes, progress: Progress) -> Row:
    """Session time lost to kill -9."""
    twin = kill_writers(1, 1, unpaid=True)
    kills = kill_writers(sizes.ledger_kills, 1, lambda done: progress("F9", done, sizes.ledger_kills))
    return Row(
        "F9",
        kills.safe == kills.trials and kills.most_lost_s <= 0 and kills.most_too_much_s <= PREPAID_S,
        kills.trials,
        kills.safe,
        twin.safe < twin.trials,
        "ledger",
        {"lost_s": kills.most_lost_s, "too_much_s": kills.most_too_much_s},
    )


def model_row(sizes: Sizes, progress: Progress) -> Row:
    """Every state of the arm, lease, epoch and trip rules, or the nearest ones."""
    most = sizes.states

    def tell(search: Search) -> None:
        progress("F13", min(search.states, most or MOST_STATES_FULL), most or MOST_STATES_FULL)

    if most is None:
        results = explore_fully(tell)
    else:
        results = (explore(FULL[0].rules, FULL[0].bounds, most_states=most, on_progress=tell),)
    noticed = sum(run(twin).violation.startswith(twin.promise) for twin in TWINS)
    states = sum(result.states for result in results)
    violations = sum(bool(result.violation) for result in results)
    enough = most is not None or (states >= MOST_STATES_FULL and all(result.complete for result in results))
    return Row(
        "F13",
        violations == 0 and enough,
        states,
        states if not violations else 0,
        noticed == len(TWINS),
        "model",
        {"states": states, "violations": violations, "noticed": noticed, "rules": len(TWINS)},
    )


def soak_row(sizes: Sizes, progress: Progress) -> Row:
    """False trips while nothing happens."""
    total = sizes.soak_s + sizes.busy_soak_s
    idle = soak(sizes.soak_s, lambda done: progress("F15", done, total))
    held, false_trips, seconds = idle.false_trips == 0, idle.false_trips, idle.seconds
    if sizes.busy_soak_s:
        with overload(4):
            busy = soak(sizes.busy_soak_s, lambda done: progress("F15", sizes.soak_s + done, total))
        held &= busy.false_trips <= max(1, BUSY_TRIPS_PER_H * busy.seconds / 3_600)
        false_trips, seconds = false_trips + busy.false_trips, seconds + busy.seconds
    return Row(
        "F15", held, int(seconds), int(seconds) - false_trips, idle.would_be_seen, "soak",
        {"false_trips": false_trips, "seconds": int(seconds)},
    )  # fmt: skip


def alarm_row(sizes: Sizes, progress: Progress) -> Row:
    """How soon a trip reaches the JSON lines and the local socket."""
    twin = measure_alarms(1, mute=True)
    found = measure_alarms(sizes.alarms, lambda done: progress("F16", done, sizes.alarms))
    values = [value for sink in SINKS for value in found.values_ms[sink]]
    in_time = sum(value <= ALARM_MS for value in values)
    trials = sizes.alarms * len(SINKS)
    return Row(
        "F16", in_time == trials, trials, in_time, bool(twin.missing), "alarm",
        {"max_ms": round(max(values, default=float("inf")), 1)},
    )  # fmt: skip

"""Judges over the simulated devices of every family: what each truly does, held against numbers of their own.

For chairlink there is the oracle, which sees the wire as well. These see the truth of the other simulators,
and what the host permitted lately: no output may truly be higher than that.
"""

from collections.abc import Callable
from itertools import pairwise
from math import sqrt
from typing import Any, NamedTuple

from tests.conformance.candidate import Candidate
from tests.support.line_session import LineSession

from chairctl.domain.commands import Present, Run
from chairctl.domain.programme import Programme
from chairctl.domain.safety import Outcome, Reason
from chairctl.domain.sitter import Sitter
from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl.session.plan import fit

LOOK: Duration = 250 * MILLISECOND
LEAST_LAG: Duration = SECOND


class Seen(NamedTuple):
    """The true level of each channel (in level units; None: not judged), and figures with their limits."""

    levels: tuple[float | None, ...]
    figures: tuple[tuple[str, float, float], ...]


def _beurer(truth: Any) -> Seen:
    return Seen((truth.intensity * 20,), (("step of 50", truth.intensity, 10), ("mA", truth.current_ma, 20)))


def _bed(truth: Any) -> Seen:
    levels = (None, None, truth.head_massage * 500 / 3, truth.feet_massage * 500 / 3)
    moves = truth.head_moves + truth.feet_moves + truth.preset
    steps = max(truth.head_massage, truth.feet_massage)
    return Seen(levels, (("step of 6", steps, 3), ("moves", moves, 0)))


def _board(truth: Any) -> Seen:
    currents = [one.current_ma for one in truth.stimulations]
    return Seen(
        (None, None), (("mA", max(currents), 18), ("spoilt", truth.spoilt, 0), ("toggled", truth.toggled, 0))
    )


def _p24(truth: Any) -> Seen:
    outputs = truth.stimulations
    figures = [("mA of an output without a channel", max(one.current_ma for one in outputs[2:]), 0.0)]
    for one in outputs[:2]:
        density = 0.0
        if one.current_ma and one.contact:
            duty = one.pulse_width_us / 1e6 * one.rate_tenth_hz / 10 * 2
            density = one.current_ma * sqrt(duty) / (25 * one.contact)
        net_uc_per_s = abs(one.net_charge_nc) / 1_000 * one.rate_tenth_hz / 10
        figures += [
            ("mA", one.current_ma, 20),
            ("pulse width", one.pulse_width_us, 250),
            ("rate", one.rate_tenth_hz, 1_500),
            ("charge of a phase", one.current_ma * one.pulse_width_us / 1_000, 25),
            ("density", density, 2),
            ("net charge", net_uc_per_s, 100),
        ]
    return Seen((outputs[0].current_ma * 10, outputs[1].current_ma * 10), tuple(figures))


def _rongtai(truth: Any) -> Seen:
    back_and_legs = [part for part in truth.moving if part in ("back", "legs")]
    roller = truth.strength * 200 if truth.technique else 0
    levels = (roller, 410 if truth.heat_on else 0, truth.air * 200, truth.wheel * 1_000 / 3, None, None)
    return Seen(
        levels,
        (
            ("force", truth.roller_force_n, 90),
            ("skin", truth.skin_c, 45),
            ("moves", len(back_and_legs), 0),
            ("forbidden", truth.forbidden, 0),
        ),
    )


JUDGES: dict[str, Callable[[Any], Seen]] = {
    "beurer-em70": _beurer,
    "ergomotion-bed": _bed,
    "openemsstim": _board,
    "hasomed-p24": _p24,
    "rongtai-rt8600": _rongtai,
}


class Played(NamedTuple):
    """What came of a programme on a device."""

    session: LineSession
    complaints: tuple[str, ...]


def play(candidate: Candidate, programme: Programme, sitter: Sitter) -> Played:
    """A person arms, runs it, answers when asked, and the judge looks four times a second."""
    session = candidate.session()
    session.start(boot=candidate.boot)
    judge = JUDGES[session.profile.name]
    lag = max(LEAST_LAG, candidate.zero_within)
    complaints: dict[str, str] = {}
    permitted: list[tuple[Instant, list[int]]] = []

    def look() -> None:
        permitted.append((session.now, session.permitted))
        while permitted[0][0] < session.now - lag:
            permitted.pop(0)
        seen = judge(session.truth)
        for name, actual, limit in seen.figures:
            if actual > limit:
                complaints.setdefault(name, f"{name}: {actual} above {limit}")
        for index, level in enumerate(seen.levels):
            most = max(levels[index] for _, levels in permitted)
            if level is not None and level > most + 1:
                complaints.setdefault(
                    f"channel {index}", f"channel {index}: {level} where {most} is permitted"
                )

    receipt = session.ask(Run(programme, sitter))
    if receipt.outcome is Outcome.REFUSED:
        return Played(session, tuple(reason.code for reason in receipt.reasons))
    while session.is_live:
        session.run_for(LOOK)
        look()
        if session.station.kernel.presence.is_due:
            session.ask(Present())
    ended = session.station.kernel.ended
    ends_early = any(reason.code == "ends_early" for reason in fit(programme, (session.profile,)).adaptations)
    if ended != Reason("finished") and not (ends_early and ended and ended.code == "session_limit"):
        complaints["end"] = f"ended: {ended}"
    session.run_until(lambda: session.device.outputs_zero, candidate.zero_within)
    return Played(session, (*complaints.values(), *session.trips))


def explained(candidate: Candidate, programme: Programme, played: Played) -> list[str]:
    """Channels that got less, or more, than the slowness of their device explains.

    In every step a device takes at most `rise` until it does what is wanted, after a rise that is limited,
    and it may go on for `zero_within` when it should not. Between two of its steps the lower one is put out.
    """
    unexplained = []
    channels = played.session.station.kernel.channels
    for profile, tally in zip(channels, played.session.station.tally.view(), strict=True):
        rise = max(1, min(profile.rise_per_s, profile.max_level // 5))
        late = candidate.rise / SECOND + profile.max_level / rise
        steps = len(programme.steps)
        grid = (0, *profile.grid)
        coarse = max((high - low for low, high in pairwise(grid)), default=0)
        late_s, rounded = late * steps, coarse * programme.duration // SECOND
        lack, excess = tally.planned - tally.delivered, tally.delivered - tally.planned
        if lack > late_s * profile.max_level + rounded or excess > steps * profile.max_level * (
            max(LEAST_LAG, candidate.zero_within) / SECOND
        ):
            unexplained.append(f"{tally.channel}: planned {tally.planned}, delivered {tally.delivered}")
    return unexplained

"""One scenario with one seed, judged."""

from collections.abc import Iterable
from typing import NamedTuple

from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl.safety.states import LIVE
from chairctl_proof.injection import Fault, run_with
from chairctl_proof.oracle.oracle import Oracle
from chairctl_proof.scenarios.patches import nested
from chairctl_proof.scenarios.scenario import Scenario
from chairctl_proof.stage import draw, energise, open_stage, reference_profile
from chairctl_proof.virtual import TurnBrokeError, VirtualSession


class Verdict(NamedTuple):
    """What came of a trial; `flaws` are why it was not safe."""

    key: str
    seed: int
    flaws: tuple[str, ...]
    trips: tuple[str, ...]
    zero_after: Duration | None
    """From the injection to true zero for good; None: it never came, or the session went on."""
    skin_c: float
    dose_cem43: float
    current_ma: float
    cut_after: Duration | None
    """From the injection to the opening of the contactor."""

    @property
    def safe(self) -> bool:
        """Nothing was wrong."""
        return not self.flaws

    @property
    def broken(self) -> bool:
        """The trial itself failed, not the product: that proves nothing, neither way."""
        return self.flaws[:1] != () and self.flaws[0].startswith("raised ")

    @property
    def repeat_line(self) -> str:
        """The command that does it again."""
        return f"python -m chairctl_proof repeat {self.key} --seed {self.seed}"


def run_trial(scenario: Scenario, seed: int, *, twin: bool = False) -> Verdict:
    """Run it, with the layer or (`twin`) without."""
    with nested((scenario.given, scenario.twin) if twin and scenario.twin else (scenario.given,)):
        try:
            return _play(scenario, seed)
        except TurnBrokeError as error:
            return _unplayed(scenario, seed, f"the control turn broke: {error}")
        except Exception as error:  # one broken trial must not end a campaign
            return _unplayed(scenario, seed, f"raised {type(error).__name__}: {error}")


def _unplayed(scenario: Scenario, seed: int, flaw: str) -> Verdict:
    return Verdict(scenario.key, seed, (flaw,), (), None, 0.0, 0.0, 0.0, None)


def _play(scenario: Scenario, seed: int) -> Verdict:
    oracle = Oracle(graces=scenario.graces, stop_ns=scenario.stop_within)
    stage, chance = draw(scenario.key, seed, scenario.setup)
    profile = scenario.profile(reference_profile()) if scenario.profile else reference_profile()
    session = open_stage(stage, oracle, profile, warden=scenario.warden, pad_below_c=scenario.pad_below_c)
    refused = energise(session, stage)
    session.run_for(stage.lead)
    begin = session.now
    flaws: list[str] = []
    if not refused and session.station.kernel.state not in LIVE:
        flaws.append("ended before the injection: " + " ".join(_trips(session)))
    faults = [_with_outputs(fault, stage.outputs) for fault in scenario.faults(chance)]
    within = scenario.watch if scenario.within is None else scenario.within
    run_with(session, faults, begin, begin + within)
    if scenario.within is not None:
        oracle.expect_zero(session.now)
    run_with(session, faults, begin, begin + within + scenario.watch)
    trips = _trips(session)
    given = (*trips, *_reasons(session))
    if scenario.reactions and not set(scenario.reactions) & set(given):
        flaws.append(f"no {' or '.join(scenario.reactions)}; seen: {' '.join(given) or 'nothing'}")
    flaws += [f"{code} should have had no reason" for code in trips if code in scenario.never]
    if scenario.goes_on and session.station.kernel.state not in LIVE:
        flaws.append("the session has ended: " + " ".join(trips))
    flaws += map(str, oracle.complaints)
    cut_at = session.contactor.opened_at
    return Verdict(
        scenario.key, seed, tuple(flaws), trips, _after(oracle.zero_since, begin),
        oracle.physics.hottest_c, oracle.physics.dose_cem43, oracle.physics.greatest_ma,
        None if cut_at is None else cut_at - begin,
    )  # fmt: skip


def _with_outputs(fault: Fault, outputs: object) -> Fault:
    """A person who asks again asks for the same."""
    if fault.kind == "hold" and not fault.params:
        return Fault(fault.at, fault.kind, {"outputs": outputs})
    return fault


def _after(instant: Instant | None, begin: Instant) -> Duration | None:
    return None if instant is None else max(0, instant - begin)


def _trips(session: VirtualSession) -> tuple[str, ...]:
    return tuple(trip.reason.code for trip in session.station.kernel.trips)


def _reasons(session: VirtualSession) -> list[str]:
    """Why the session ended, and why commands were refused or limited."""
    ended = session.station.kernel.ended
    codes = [reason.code for receipt in session.receipts for reason in receipt.reasons]
    return [ended.code, *codes] if ended else codes


def first_flawed(scenario: Scenario, seeds: Iterable[int]) -> Verdict | None:
    """The first seed of the red twin that is not safe; None: the twin was never seen to fail."""
    for seed in seeds:
        verdict = run_trial(scenario, seed, twin=True)
        if not verdict.safe and not verdict.broken:
            return verdict
    return None


def describe(verdict: Verdict) -> str:
    """A verdict in one line."""
    zero = "-" if verdict.zero_after is None else f"{verdict.zero_after / MILLISECOND:.0f} ms"
    facts = f"zero after {zero}, skin {verdict.skin_c:.2f} °C, {verdict.dose_cem43:.3f} CEM43"
    facts += f", trips: {' '.join(verdict.trips) or '-'}"
    if verdict.cut_after is not None:
        facts += f", power cut after {verdict.cut_after / SECOND:.2f} s"
    return f"{verdict.key} seed {verdict.seed}: {'safe' if verdict.safe else 'UNSAFE'} ({facts})"

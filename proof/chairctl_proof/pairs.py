"""F11: two faults at once, with every layer in place."""

from dataclasses import replace
from itertools import combinations
from random import Random
from typing import Final

from chairctl.domain.time import MILLISECOND, SECOND, Duration
from chairctl_proof.injection import OF_PEOPLE, Fault
from chairctl_proof.oracle.oracle import NOT_ZERO
from chairctl_proof.scenarios.patches import nothing_patched
from chairctl_proof.scenarios.scenario import Scenario
from chairctl_proof.scenarios.table import SCENARIOS
from chairctl_proof.trial import Verdict, run_trial

LATEST: Final = 2_000
"""ms after the first fault at which the second one comes."""
_LONGEST_WATCH: Duration = 10 * SECOND
_MORE: Duration = 400 * MILLISECOND

_WELDED: Final = ("H40", "H40-idle")
_BLINDED: Final = ("H39", "H42", "H42-device", "H43", "H43-device", "H44", "H44-dither", "H46")
_HOSTLESS: Final = ("H05", "H09", "H10", "H14", "H21", "H22", "H23", "H24-heard", "H31", "H32", "H34", "H37")
_UNHEARD: Final = ("H05", "H09", "H10", "H14", "H23", "H24", "H24-some", "H26", "H26-all", "H28", "H37")

_SILENCED: Final = ("H05", "H09", "H10", "H14", "H21", "H31")
"""Faults after which the host is dead or has no line: only the lease ends the outputs, within 300 ms."""
_BY_CONTACTOR: Final = "H39"
_CONTACTOR: Duration = 350 * MILLISECOND
"""Longer than a lease, for a chair that only its contactor can stop: 550 ms in all, and a turn."""

EXCEPTIONS: Final = (
    (
        _BY_CONTACTOR,
        _SILENCED,
        (
            "a chair whose computer hangs in the very 300 ms after its host or line has gone: "
            "needs a contactor that falls by itself"
        ),
    ),
    ("H40", _BLINDED, "a heater that stays on, and a sensor that does not show it: needs a thermal fuse"),
    ("H40", _HOSTLESS, "a heater that stays on, and nobody who hears of it: needs a thermal fuse"),
    ("H40", ("H59",), "a heater that stays on at a supply too low to warm anything"),
    (
        "H35",
        _UNHEARD,
        "a second master, and a host that can't make itself heard: ends with the second master",
    ),
)


def exception(first: str, second: str) -> str:
    """Why no software can be safe against this pair; empty: it can."""
    for one, other in ((first, second), (second, first)):
        for hazard, others, why in EXCEPTIONS:
            if SCENARIOS[one].hazard == hazard and other in others:
                return why
    return ""


def pairable() -> list[str]:
    """Scenarios that two can happen of: nobody arms again, nothing takes minutes, each fault only once."""
    found: dict[tuple[object, ...], str] = {}
    for key, scenario in SCENARIOS.items():
        faults = scenario.faults(Random(0))
        people = any(fault.kind in OF_PEOPLE - {"stop"} for fault in faults)
        harmless = scenario.hazard == "H41"  # it warms nobody, so it has no limit to keep with another fault
        own_world = harmless or scenario.setup or scenario.profile or scenario.long or scenario.warden
        if faults and not people and not own_world:
            found.setdefault(
                (scenario.hazard, *((f.at, f.kind, tuple(sorted(f.params))) for f in faults)), key
            )
    return list(found.values())


def all_pairs() -> list[tuple[str, str]]:
    """Every two different ones."""
    return list(combinations(pairable(), 2))


def run_pair(first: str, second: str, seed: int) -> Verdict:
    """Both faults, the second one a while after the first."""
    return run_trial(joined(SCENARIOS[first], SCENARIOS[second]), seed)


def joined(first: Scenario, second: Scenario) -> Scenario:
    """A scenario of two: safe by the later of both limits."""

    def faults(chance: Random) -> list[Fault]:
        offset = chance.randrange(LATEST) * MILLISECOND
        return first.faults(chance) + [replace(f, at=f.at + offset) for f in second.faults(chance)]

    limits = [scenario.within for scenario in (first, second) if scenario.within is not None]
    within = max(limits) + LATEST * MILLISECOND + _MORE if limits else None
    graces = {
        rule: max(first.graces.get(rule, 0), second.graces.get(rule, 0)) + _MORE
        for rule in {*first.graces, *second.graces}
    }
    if _BY_CONTACTOR in (first.hazard, second.hazard):  # no stop helps, and the contactor needs 500 ms
        graces |= dict.fromkeys((NOT_ZERO, "force asked", "current asked"), _CONTACTOR)
    return Scenario(
        f"{first.key}+{second.key}", f"{first.text}; {second.text}", "D", faults, None, within,
        given=nothing_patched, graces=graces, stop_within=300 * MILLISECOND,
        watch=min(max(first.watch, second.watch), _LONGEST_WATCH),
        pad_below_c=max(first.pad_below_c, second.pad_below_c),
    )  # fmt: skip

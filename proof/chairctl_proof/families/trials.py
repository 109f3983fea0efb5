"""Trials of one event on one family, each with a new device, a new host and new folders."""

import random
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from chairctl_proof.families.events import EVENTS, SHORT_S, Outcome
from chairctl_proof.families.session import Session
from chairctl_proof.families.table import FAMILIES
from chairctl_proof.realtime.trials import Latencies

WHOLE: Final = "to_the_end"
HEALTHY: Final[Mapping[str, Any]] = {}


@dataclass(slots=True)
class Found:
    """The trials of one event on one family."""

    family: str
    event: str
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def expected(self) -> bool:
        """Whether all is as the table promises: at zero, or going on where the family can't do otherwise."""
        family = FAMILIES[self.family]
        may_go_on = self.event in family.goes_on
        return all(not one.flaws and (one.zero_ms is not None or may_go_on) for one in self.outcomes)

    def row(self) -> dict[str, Any]:
        """The figures of a table row."""
        zeros = Latencies(self.event, [one.zero_ms for one in self.outcomes if one.zero_ms is not None])
        zeros.never = len(self.outcomes) - len(zeros.values_ms)
        stills = Latencies(self.event, [one.still_ms for one in self.outcomes if one.still_ms is not None])
        figures = zeros.summary()
        if not zeros.values_ms:
            figures |= {"p50_ms": None, "max_ms": None}
        travels = any(one.still_ms != one.zero_ms for one in self.outcomes)
        return {
            "family": self.family,
            "event": self.event,
            **{name: figures[name] for name in ("trials", "never", "p50_ms", "max_ms")},
            "still_max_ms": round(stills.at(1), 2) if travels and stills.values_ms else None,
            "said": dict(Counter(" ".join(one.said) or "-" for one in self.outcomes)),
            "exit_codes": dict(Counter(str(one.exit_code) for one in self.outcomes)),
            "at_rest": dict(Counter(str(one.at_rest) for one in self.outcomes)),
            "flaws": dict(Counter(flaw for one in self.outcomes for flaw in one.flaws)),
            "as_promised": self.expected,
            "substitute": FAMILIES[self.family].substitutes.get(self.event, ""),
        }


def measure(family: str, event: str, trials: int, first_seed: int = 1, faults: Mapping[str, Any] = HEALTHY) -> Found:
    """Run trials one after the other; a red twin's device gets `faults` once it puts something out."""
    found = Found(family, event)
    for seed in range(first_seed, first_seed + trials):
        found.outcomes.append(trial(family, event, seed, faults))
    return found


def trial(name: str, event: str, seed: int, faults: Mapping[str, Any] = HEALTHY) -> Outcome:
    """One trial: begin, wait for an output, a random moment more, and then the event."""
    family = FAMILIES[name]
    with tempfile.TemporaryDirectory() as folder, Session(family, Path(folder), seed) as session:
        session.begin(*([int(SHORT_S + family.energised_within_s / 2)] if event == WHOLE else []))
        if session.energised_at() is None:
            code, end = session.ended()
            return Outcome(None, None, (), code, end.get("at_rest"), ("it never put anything out",))
        if event != WHOLE:
            time.sleep(random.Random(seed).uniform(0.1, 0.1 + family.settles_s))  # noqa: S311  (a phase)
        if faults:
            session.chair.tell(fault=dict(faults))
        return EVENTS[event](session)

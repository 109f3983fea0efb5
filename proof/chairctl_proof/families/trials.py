"""Trials of one event on one family, each with a new device, a new host and new folders."""

import random
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from chairctl_proof.families.events import EVENTS, Outcome, said_in
from chairctl_proof.families.session import Session
from chairctl_proof.families.table import FAMILIES
from chairctl_proof.realtime.trials import Latencies

WHOLE: Final = "to_the_end"
HEALTHY: Final[Mapping[str, Any]] = {}
_DEAF: Final = {"fault": {"deaf": True}}
TWINS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "chairlink, serial": ("link_loss", {"fault": {"no_lease": True}}),
    "chairlink, BLE": ("stop", {"fault": {"no_lease": True}, "radio": {"deaf": True}}),
    "RongTai, BLE": ("stop", _DEAF),
    "ScienceMode 4 (P24), serial": ("stop", {"fault": {"deaf": True, "no_deadman": True}}),
    "openEMSstim, serial": ("stop", {"fault": {"deaf": True, "no_end": True}}),
    "Keeson (Ergomotion), BLE": ("stop", _DEAF),
    "Beurer EM 70, BLE": ("stop", _DEAF),
}
"""An event, and what is wrong with a device on which it has to be seen that zero never comes."""


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


def trial(name: str, event: str, seed: int, wrong: Mapping[str, Any] = HEALTHY) -> Outcome:
    """One trial: begin, wait for an output, a random moment more, and then the event.

    `wrong` is what a red twin's device is told once it puts something out.
    """
    family = FAMILIES[name]
    with tempfile.TemporaryDirectory() as folder, Session(family, Path(folder), seed) as session:
        session.begin(*([family.whole_s] if event == WHOLE else []))
        if session.energised_at() is None:
            code, end = session.ended()
            flaw = "it never put anything out"
            return Outcome(None, None, said_in(end), code, end.get("at_rest"), (flaw,))
        if event != WHOLE:
            time.sleep(random.Random(seed).uniform(0.1, 0.1 + family.settles_s))
        if wrong:
            session.chair.tell(**wrong)
        return EVENTS[event](session)


def twin(name: str) -> Outcome:
    """The red twin of a family: it is well if zero never came, and nobody said that it had."""
    event, wrong = TWINS[name]
    return trial(name, event, 1, wrong)

"""docs/safety-case.md: for every hazard its layers, its tests as sentences, its scenarios and its figures."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from chairctl.texts import Texts
from chairctl_proof.safety_case.hazards import Hazard, load
from chairctl_proof.scenarios.table import SCENARIOS

FILE: Final = Path("docs/safety-case.md")
_MEASURED: Final = Path("docs/figures/README.md")
_ROW: Final = re.compile(r"^\| ([FH]\d+) \| [^|]+ \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)
_ENGLISH: Final = Texts("en")
_LAYERS: Final = {
    "D": "device", "W": "warden", "K": "kernel and link", "L": "ledger", "U": "frontends", "C": "loader",
    "H": "hardware",
}  # fmt: skip
_HEAD: Final = """\
# The safety case, hazard by hazard

Written by `make safety-case` from [the list of hazards](hazards.toml), the tests and the code; a test fails
when it differs. What the layers are, every limit, and what stays: [SAFETY.md](../SAFETY.md). How each figure
was measured: [figures](figures/README.md). **No medical device; no conformity with a standard is claimed.**
All of it is shown on simulated chairs.

Read it as a chain: what goes wrong, the layers that meet it (behind an arrow: what backs them up), the tests
that show it, the figure that says how fast or how often. A scenario is played in virtual time with many seeds
(F10), and its twin without one layer has to fail (F12). `make test HAZARD="H44 H52"` runs those tests.
"""


def written(root: Path) -> str:
    """The page as it has to be now."""
    from_here = (root / _MEASURED).read_text(encoding="utf-8").replace("](../", "](")
    measured = dict(_ROW.findall(from_here))
    return _HEAD + "".join(f"\n{''.join(_hazard(one, measured))}" for one in load(root))


def _hazard(hazard: Hazard, measured: Mapping[str, str]) -> Iterator[str]:
    layers = ", ".join(_LAYERS.get(word, "→") for word in hazard.layers.split()).replace(", →,", " →")
    met = ", ".join(filter(None, (*(f"`{name}`" for name in hazard.interlocks), hazard.code)))
    yield f"## {hazard.id}: {hazard.en}\n\n"
    yield f"- **Layers**: {layers}; safe within: {hazard.reaction}; {hazard.status}\n"
    if met:
        yield f"- **Met by**: {met}\n"
    for test in hazard.tests:
        path, _, name = test.partition("::")
        yield f"- **Test**: {name.removeprefix('test_').replace('_', ' ')} (`{path}`)\n"
    for scenario in SCENARIOS.values():
        if scenario.hazard == hazard.id:
            yield f"- **Scenario** `{scenario.key}`: {scenario.text}\n"
    for figure in hazard.figures:
        target = _ENGLISH.say(f"prove.target.{figure}")
        title = _ENGLISH.say(f"prove.figure.{figure}")
        yield f"- **Figure** {figure}, {title}: target {target}; measured: {measured[figure]}\n"
    if hazard.id in measured:
        yield f"- **Measured**: {measured[hazard.id]}\n"
    if hazard.residual:
        yield f"- **Stays**: {hazard.residual}\n"

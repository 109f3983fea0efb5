"""An exhaustive check of the arm, lease, epoch and trip rules: every state within bounds, not a sample.

`explore` walks host, warden, person, line and device breadth first; `docs/model.md` says what is
modelled and what is left out. The rule switches in `rules` exist in the model only.
"""

from chairctl_proof.model.rules import Broken
from chairctl_proof.model.search import Result, explore

__all__ = ["Broken", "Result", "explore"]

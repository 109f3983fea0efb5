"""The reference firmware in the conformance suite: one more device for the family chairlink."""

from tests.conformance.candidate import Candidate

from chairctl.domain.time import MILLISECOND, SECOND
from chairctl_hil.board.virtual import VirtualBoard

CANDIDATE = Candidate("chairlink-reference", VirtualBoard, 200 * MILLISECOND, 2 * SECOND, 50 * MILLISECOND)

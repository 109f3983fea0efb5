"""The host of the demonstration with a scan in a hurry: a second for each step, and its map is known."""

import sys
from unittest.mock import patch

from tests.frontends.tui.stage import BACK

from chairctl.domain.back import BackMap
from chairctl.domain.commands import Action, SkipStep
from chairctl.domain.safety import Reason, SafetyState
from chairctl.domain.snapshot import Snapshot
from chairctl.domain.time import SECOND
from chairctl.frontends.cli import demo, visits
from chairctl.session.bodyscan.scanner import Progress, Scanner
from chairctl.texts import Texts


class Hurried(Scanner):
    """Goes on after a second, wherever the rollers are."""

    _step = _since = 0

    def attend(self, snapshot: Snapshot) -> Action | None:
        if snapshot.session is None or snapshot.state is not SafetyState.ENERGISED:
            return None
        if snapshot.session.step != self._step:
            self._step, self._since = snapshot.session.step, snapshot.at
        return SkipStep() if snapshot.at - self._since >= SECOND else None

    @property
    def progress(self) -> Progress:
        return Progress(self._step - 1, 200 * self._step, 300, 400, ((200, 50), (300, 60)))

    def result(self, snapshot: Snapshot) -> BackMap | Reason:
        return BACK if snapshot.ended and snapshot.ended.code == "finished" else Reason("scan_incomplete")


if __name__ == "__main__":
    with patch.object(visits, "Scanner", Hurried):
        sys.exit(demo.serve(Texts("en")))

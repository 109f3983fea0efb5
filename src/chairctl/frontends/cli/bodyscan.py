"""`chairctl bodyscan`: the rollers feel along the back, lightly, and draw a map of it."""

import json
from collections.abc import Callable

from chairctl.domain.back import BackMap
from chairctl.domain.commands import Action, LowerLimit
from chairctl.domain.programme import Programme
from chairctl.domain.safety import Reason
from chairctl.domain.snapshot import Snapshot
from chairctl.frontends.cli import person as persons
from chairctl.frontends.cli import words
from chairctl.frontends.cli.bodyscan_drawing import felt_lines, map_lines
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.refusal import Refusal
from chairctl.frontends.cli.run import chair_of, run_on
from chairctl.frontends.cli.screen import Ending
from chairctl.frontends.cli.sitter import Sitter
from chairctl.frontends.plain import plain
from chairctl.frontends.wording import in_both
from chairctl.profiles.device import DeviceProfile
from chairctl.runtime import clock
from chairctl.runtime.back_maps import keep_back_map
from chairctl.runtime.care_files import CareError
from chairctl.runtime.ledger import Ledger
from chairctl.runtime.ledger_files import default_paths
from chairctl.session.bodyscan.routine import Course, course_of, programme_of
from chairctl.session.bodyscan.scanner import Scanner
from chairctl.texts import Texts


def bodyscan(
    texts: Texts,
    device: str | None,
    profile: str | None,
    admit: Callable[[Programme], Sitter] | None,
    *,
    as_json: bool,
    record: bool,
) -> int:
    """Scan whoever sits there and store the map of a person; an exit code. Raises Refusal."""
    address, kind, facts = chair_of(device, profile, texts)
    course = _course(facts, 1000, texts)
    sitter = admit(programme_of(course, facts, in_both)) if admit else None
    own = {lower.channel: lower.max_level for lower in sitter.limits(facts)} if sitter else {}
    course = _course(facts, own.get(course.channel, 1000), texts)
    companion = Feeling(Scanner(course), facts, sitter, texts, as_json=as_json)
    ledger = Ledger(default_paths())
    try:
        return run_on(
            texts,
            programme_of(course, facts, in_both),
            address,
            kind,
            ledger,
            sitter,
            as_json=as_json,
            record=record,
            companion=companion,
        )
    finally:
        ledger.close()


def _course(facts: DeviceProfile, own_limit: int, texts: Texts) -> Course:
    course = course_of(facts, own_limit)
    if isinstance(course, Reason):
        kinds = {channel.channel.name: channel.channel.kind for channel in facts.channels}
        raise Refusal(words.reasons([course], kinds, texts)[0], ExitCode.REFUSED)
    return course


class Feeling:
    """A scan as a companion of its session."""

    def __init__(
        self, scanner: Scanner, profile: DeviceProfile, sitter: Sitter | None, texts: Texts, *, as_json: bool
    ) -> None:
        self._scanner = scanner
        self._profile = profile
        self._sitter = sitter
        self._texts = texts
        self._as_json = as_json
        self.failed = False

    @property
    def limits(self) -> tuple[LowerLimit, ...]:
        """The low force: whatever the programme asks for, the kernel gives no more."""
        return (LowerLimit(self._scanner.course.channel, self._scanner.course.firm_permille),)

    def attend(self, snapshot: Snapshot) -> Action | None:
        """The next sweep, or the end."""
        return self._scanner.attend(snapshot)

    def sketch(self, width: int) -> list[str]:
        """What was felt so far."""
        return felt_lines(self._scanner.progress, self._scanner.course.whole, width, self._texts)

    def ended(self, ending: Ending) -> list[str]:
        """The map, stored for the person; or why there is none."""
        found = self._scanner.result(ending.snapshot)
        self.failed = isinstance(found, Reason)
        if isinstance(found, Reason):
            kinds = {channel.channel.name: channel.channel.kind for channel in self._profile.channels}
            return [*words.reasons([found], kinds, self._texts), self._texts.say("bodyscan.nothing_stored")]
        lines = [] if self._as_json else map_lines(found, self._texts)
        if self._as_json:
            print(json.dumps({"type": "map", "map": plain(found)}, ensure_ascii=False))
        return [*lines, self._keep(found)]

    def _keep(self, found: BackMap) -> str:
        person = self._sitter.person if self._sitter else None
        if person is None:
            return self._texts.say("bodyscan.nobody")
        try:
            with persons.open_store(self._texts) as store:
                keep_back_map(store, person.name, self._profile.name, clock.wall(), found)
        except CareError as error:
            return persons.refusal(error, self._texts).said
        except Refusal as refusal:
            return refusal.said
        return self._texts.say("bodyscan.kept", person=person.name)

"""`chairctl bodyscan`: the rollers feel along the back, lightly, and draw a map of it."""

import json
from collections.abc import Callable
from typing import NamedTuple

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
    course, programme, sitter = planned_scan(facts, admit, texts)
    companion = Feeling(Scanner(course), facts, sitter, texts, as_json=as_json)
    ledger = Ledger(default_paths())
    try:
        return run_on(
            texts,
            programme,
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


class PlannedScan(NamedTuple):
    """A scan that may begin."""

    course: Course
    programme: Programme
    sitter: Sitter | None
    """None: nobody was asked for."""


def planned_scan(
    facts: DeviceProfile, admit: Callable[[Programme], Sitter] | None, texts: Texts
) -> PlannedScan:
    """The scan of whom `admit` lets in (None: nobody is asked for), within their limits. Raises Refusal."""
    course = _course(facts, 1000, texts)
    sitter = admit(programme_of(course, facts, in_both)) if admit else None
    own = {lower.channel: lower.max_level for lower in sitter.limits(facts)} if sitter else {}
    course = _course(facts, own.get(course.channel, 1000), texts)
    return PlannedScan(course, programme_of(course, facts, in_both), sitter)


def keep_map(person: str, facts: DeviceProfile, found: BackMap, texts: Texts) -> str:
    """Store the map of a person; the line that says so, or why it can't be."""
    try:
        with persons.open_store(texts) as store:
            keep_back_map(store, person, facts.name, clock.wall(), found)
    except CareError as error:
        return persons.refusal(error, texts).said
    except Refusal as refusal:
        return refusal.said
    return texts.say("bodyscan.kept", person=person)


def nothing_came(why: Reason, facts: DeviceProfile, texts: Texts) -> list[str]:
    """Why there is no map."""
    kinds = {channel.channel.name: channel.channel.kind for channel in facts.channels}
    return [*words.reasons([why], kinds, texts), texts.say("bodyscan.nothing_stored")]


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
            return nothing_came(found, self._profile, self._texts)
        lines = [] if self._as_json else map_lines(found, self._texts)
        if self._as_json:
            print(json.dumps({"type": "map", "map": plain(found)}, ensure_ascii=False))
        person = self._sitter.person if self._sitter else None
        if person is None:
            return [*lines, self._texts.say("bodyscan.nobody")]
        return [*lines, keep_map(person.name, self._profile, found, self._texts)]

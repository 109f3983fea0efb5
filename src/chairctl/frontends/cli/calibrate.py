"""`chairctl people calibrate`: what a person just feels, and what is strong but comfortable."""

from dataclasses import replace

from chairctl.care.calibrating import Calibrating, Press, Tried, channels_of, programme_of
from chairctl.care.people import Calibration, with_calibration
from chairctl.domain.commands import Action, LowerLimit
from chairctl.domain.safety import Reason
from chairctl.domain.snapshot import Snapshot
from chairctl.frontends.cli import person as persons
from chairctl.frontends.cli import words
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.keys import Keys
from chairctl.frontends.cli.refusal import Refusal
from chairctl.frontends.cli.run import chair_of, run_on
from chairctl.frontends.cli.screen import Ending
from chairctl.frontends.cli.sitter import admission
from chairctl.frontends.wording import in_both
from chairctl.profiles.device import DeviceProfile
from chairctl.runtime.care_files import CareError
from chairctl.runtime.ledger import Ledger
from chairctl.runtime.ledger_files import default_paths
from chairctl.safety.account import GUEST
from chairctl.texts import Texts

_MARKS = ("\n", "\r", " ")


def calibrate(texts: Texts, name: str, device: str | None, profile: str | None) -> int:
    """Calibrate a person on a device; an exit code. Raises Refusal."""
    if name == GUEST:
        raise Refusal(texts.say("calibrate.nobody"))
    if not Keys.can_be_read():
        raise Refusal(texts.say("calibrate.no_terminal"), ExitCode.REFUSED)
    address, kind, facts = chair_of(device, profile, texts)
    zones = [zone.name for zone in facts.zones]
    sitter = admission(texts, name, None, None)(programme_of(channels_of(facts, ()), zones, in_both))
    person = sitter.person
    assert person
    # What was comfortable before must not keep today's from being found; own limits still hold.
    sitter = sitter._replace(person=replace(person, calibrations=()))
    tried = channels_of(facts, sitter.limits(facts))
    if not tried:
        raise Refusal(texts.say("calibrate.nothing", person=name), ExitCode.REFUSED)
    ledger = Ledger(default_paths())
    try:
        with Keys() as keys:
            return run_on(
                texts,
                programme_of(tried, zones, in_both),
                address,
                kind,
                ledger,
                sitter,
                as_json=False,
                record=False,
                companion=Marking(Calibrating(facts.name, tried), facts, name, keys, texts),
            )
    finally:
        ledger.close()


class Marking:
    """A calibration as a companion of its session."""

    limits: tuple[LowerLimit, ...] = ()
    failed = False

    def __init__(
        self, calibrating: Calibrating, profile: DeviceProfile, person: str, keys: Keys, texts: Texts
    ) -> None:
        self._calibrating = calibrating
        self._person = person
        self._keys = keys
        self._texts = texts
        self._kinds = {channel.channel.name: channel.channel.kind for channel in profile.channels}

    def attend(self, snapshot: Snapshot) -> Action | None:
        """What the keys of the person ask for."""
        return self._calibrating.attend(snapshot, press_of(self._keys.pressed()))

    def sketch(self, width: int) -> list[str]:  # noqa: ARG002  # the terminal breaks long lines
        """What has been marked."""
        lines = [self._said(one) for one in self._calibrating.marks]
        felt = self._calibrating.felt
        if felt and felt[1]:
            lines.append(self._just_felt(*felt))
        return lines

    def ended(self, ending: Ending) -> list[str]:
        """Store what was marked, if the session came to its end."""
        ended = ending.snapshot.ended
        if ending.snapshot.trips or ended is None or ended.code != "finished":
            return [self._texts.say("calibrate.stopped")]
        found = self._calibrating.result(ending.snapshot)
        if not found:
            return [self._texts.say("calibrate.none")]
        return [*(self._said(one) for one in found), self._keep(found)]

    def _keep(self, found: tuple[Calibration, ...]) -> str:
        try:
            with persons.open_store(self._texts) as store:
                person = store.person(self._person)
                for one in found:
                    changed = with_calibration(person, one) if person else None
                    person = person if isinstance(changed, Reason) else changed
                if person:
                    store.keep(person)
        except CareError as error:
            return persons.refusal(error, self._texts).said
        except Refusal as refusal:
            return refusal.said
        return self._texts.say("calibrate.stored", person=self._person)

    def _said(self, one: Calibration) -> str:
        return self._texts.say(
            "calibrate.kept",
            channel=words.channel(one.channel, self._kinds, self._texts),
            felt=words.level(self._kinds[one.channel], one.felt, self._texts),
            comfortable=words.level(self._kinds[one.channel], one.comfortable, self._texts),
        )

    def _just_felt(self, channel: Tried, felt: int) -> str:
        return self._texts.say(
            "calibrate.felt",
            channel=words.channel(channel.name, self._kinds, self._texts),
            felt=words.level(channel.kind, felt, self._texts),
        )


def press_of(keys: str) -> Press | None:
    """What keys mean together: any that is not named means stop."""
    if not keys:
        return None
    if any(key not in (*_MARKS, "n") for key in keys):
        return Press.STOP
    return Press.MARK if keys[0] in _MARKS else Press.NEXT

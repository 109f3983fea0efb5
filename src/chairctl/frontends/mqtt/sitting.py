"""Who sits in a chair that remotes may ask of: whose limits hold, and what the screening forbids.

A guest gets the mildest limits, and from afar no stimulation at all: nobody has asked a guest about a
pacemaker. Answers to the screening are only ever given at the chair.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from chairctl.care.people import Person, limits_for
from chairctl.care.treatments import treatments
from chairctl.care.words import MODALITY, Modality
from chairctl.domain.channels import ChannelKind
from chairctl.domain.commands import LowerLimit
from chairctl.domain.programme import Programme
from chairctl.frontends.cli.refusal import Refusal
from chairctl.profiles.device import DeviceProfile
from chairctl.runtime import clock
from chairctl.safety.account import GUEST
from chairctl.texts import Texts

if TYPE_CHECKING:
    from chairctl.care.screening import Verdict


class Sitting:
    """The person of a station; None: a guest.

    The answers to the screening are read by `refresh`, in a thread: a disk that hangs holds up no turn.
    """

    def __init__(self, person: Person | None, texts: Texts) -> None:
        self.person = person
        self._texts = texts
        self._known: Verdict | None = None
        """None: nothing is known, so nothing is allowed that needs an answer."""
        self.refresh()

    def refresh(self) -> None:
        """Read the answers anew. Never raises."""
        if self.person is None:
            return
        # late: a guest needs no questions and no store of people
        from chairctl.care.facts import screening_facts
        from chairctl.care.screening import verdict
        from chairctl.frontends.cli import person as persons
        from chairctl.runtime.care_files import CareError

        try:
            with persons.open_store(self._texts) as store:
                answers = store.answers(self.person.name)
            self._known = verdict(screening_facts(), answers, clock.wall().date())
        except (CareError, Refusal):
            self._known = None

    @property
    def name(self) -> str:
        """The name that the ledger knows."""
        return self.person.name if self.person else GUEST

    def limits(self, profile: DeviceProfile) -> tuple[LowerLimit, ...]:
        """What lowers a device to what the person allows."""
        return limits_for(self.person, profile)

    def objection_to(self, programme: Programme) -> str:
        """Why a remote may not start a programme; a code of `remote.refused`, empty: it may."""
        if objection := self._objection(treatments(programme)):
            return objection
        if self._known and self._known.not_for(programme):
            return "screening"
        return ""

    def objection_to_channel(self, kind: ChannelKind) -> str:
        """Why a remote may not set a channel of a kind; empty: it may."""
        return self._objection({MODALITY[kind]})

    def _objection(self, wanted: Iterable[Modality]) -> str:
        modalities = set(wanted)
        if self.person is None:
            return "guest_stimulation" if MODALITY[ChannelKind.STIMULATION] in modalities else ""
        if self._known is None:
            return "screening_unread"
        if self._known.refusals((modality, None) for modality in modalities):
            return "screening"
        return "screening_due" if self._known.unasked(modalities) else ""


def sitting_of(name: str | None, texts: Texts) -> Sitting:
    """Who is meant. Raises Refusal where nobody has this name, or only a PIN would let them in."""
    if name is None or name == GUEST:
        return Sitting(None, texts)
    from chairctl.frontends.cli import person as persons

    return Sitting(persons.find(name, texts, unlock=False), texts)

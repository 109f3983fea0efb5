"""Screening: what a person must not get, until when, and what to do about it.

Answers are dated and age. A yes goes on forbidding after its time is over, until it is answered anew;
a no that is too old counts as unanswered. Only a person at the chair answers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, NamedTuple

from pydantic import Field

from chairctl.care.facts import BlockFact, Question, ScreeningFacts
from chairctl.care.words import TRUNK, Modality, Place, Reach, Until
from chairctl.domain.commands import Origin
from chairctl.domain.programme import Programme
from chairctl.domain.safety import Reason


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said on a day."""

    code: Annotated[str, Field(max_length=48)]
    yes: bool
    on: date
    places: Annotated[tuple[Place, ...], Field(max_length=14)] = ()
    """Where; empty: everywhere, or not asked."""
    doctor_agrees: bool = False
    """A doctor knows of it and agrees to the sessions."""


class Block(NamedTuple):
    """Something that is not allowed."""

    question: str
    """Code of the question; empty: nobody may, whatever was answered."""
    modality: Modality
    until: Until
    places: tuple[Place, ...]
    """Where; empty: everywhere."""
    warning: bool = False

    def forbids(self, modality: Modality, place: Place | None) -> bool:
        """Whether it forbids a treatment at a place.

        Where the place is not known (None), any place that the person named counts.
        """
        if self.modality is not modality:
            return False
        if place is None:
            return bool(self.question) or not self.places
        return not self.places or place in self.places


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the answers of a person come to on a day."""

    blocks: tuple[Block, ...]
    due: tuple[Question, ...]
    """Questions to be asked before a session, in their order."""
    open_yes: tuple[str, ...] = ()
    """Codes that were answered with yes, and no doctor has agreed."""

    def refusals(self, wanted: Iterable[tuple[Modality, Place | None]]) -> tuple[Block, ...]:
        """What speaks against treatments at their places, each once; warning signs first."""
        wishes = tuple(wanted)
        against = [block for block in self.blocks if any(block.forbids(*wish) for wish in wishes)]
        return tuple(sorted(against, key=lambda block: (not block.warning, block.until is not Until.URGENT)))

    def unasked(self, modalities: Iterable[Modality]) -> tuple[Question, ...]:
        """Questions that are due and concern any of these treatments."""
        wanted = set(modalities)
        return tuple(one for one in self.due if wanted & {block.modality for block in one.blocks})

    def not_for(self, programme: Programme) -> tuple[str, ...]:
        """What a person has of the things with which a programme says that it is not for them."""
        return tuple(code for code in programme.not_with if code in self.open_yes)

    @property
    def warnings(self) -> tuple[Block, ...]:
        """Warning signs: a doctor has to look first."""
        return tuple(block for block in self.blocks if block.warning)


def answered(facts: ScreeningFacts, answer: Answer, origin: Origin) -> Reason | None:
    """Why an answer is not taken: `screening_remote`, `screening_unknown`; None: it is."""
    if origin is not Origin.CHAIR:
        return Reason("screening_remote")
    known = {question.code for question in facts.questions}
    return None if answer.code in known else Reason("screening_unknown", detail=answer.code)


def is_due(question: Question, answer: Answer | None, today: date) -> bool:
    """Whether a question has to be asked; an answer dated after today counts for nothing."""
    return answer is None or not 0 <= (today - answer.on).days < question.valid_days


def verdict(facts: ScreeningFacts, answers: Mapping[str, Answer], today: date) -> Verdict:
    """What a person's answers, by their codes, come to."""
    blocks = [Block("", never.modality, Until.NEVER, tuple(never.places)) for never in facts.never]
    due, open_yes = [], []
    for question in facts.questions:
        answer = answers.get(question.code)
        if is_due(question, answer, today):
            due.append(question)
        if answer is not None and answer.yes:
            open_yes += [] if answer.doctor_agrees else [question.code]
            blocks += [
                Block(question.code, fact.modality, fact.until, _places(fact, answer), question.warning)
                for fact in question.blocks
                if not (fact.until is Until.DOCTOR and answer.doctor_agrees)
            ]
    return Verdict(tuple(blocks), tuple(due), tuple(open_yes))


def _places(fact: BlockFact, answer: Answer) -> tuple[Place, ...]:
    if fact.reach is Reach.NAMED:
        return answer.places
    return TRUNK if fact.reach is Reach.TRUNK else ()

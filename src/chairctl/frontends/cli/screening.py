"""`chairctl screening`: the questions before the first session, asked at the chair."""

import json
import sys
from collections.abc import Callable

from chairctl.care.facts import Question, ScreeningFacts, screening_facts
from chairctl.care.screening import Answer, Block, Verdict, verdict
from chairctl.care.words import Modality, Place
from chairctl.frontends.cli import person as persons
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.refusal import Refusal
from chairctl.runtime import clock
from chairctl.texts import Texts

NO = "n"
ALL = [(modality, None) for modality in Modality]


def screening(
    texts: Texts, name: str | None, *, everything: bool, as_json: bool, ask: Callable[[str], str] = input
) -> int:
    """Ask what is due, or everything anew, and say what it comes to; with `as_json` only say it."""
    facts, today = screening_facts(), clock.wall().date()
    answers: dict[str, Answer] = {}
    if name:
        persons.find(name, texts)
        with persons.open_store(texts) as store:
            answers = store.answers(name)
    if not as_json:
        due = tuple(facts.questions) if everything else verdict(facts, answers, today).due
        if due and ask is input and not sys.stdin.isatty():
            raise Refusal(texts.say("screening.nobody"), ExitCode.REFUSED)
        if not _ask_all(due, name, answers, texts, ask):
            return ExitCode.ENDED_EARLY
    found = verdict(facts, answers, today)
    if as_json:
        print(json.dumps(_document(found, name)))
    else:
        print("\n".join(said(found, facts, texts)))
        print(texts.say("screening.stored", person=name) if name else texts.say("screening.guest"))
    return ExitCode.REFUSED if found.refusals(ALL) else ExitCode.FINISHED


def _ask_all(
    due: tuple[Question, ...],
    name: str | None,
    answers: dict[str, Answer],
    texts: Texts,
    ask: Callable[[str], str],
) -> bool:
    """Ask, and store every answer at once; whether nobody broke off."""
    for number, question in enumerate(due, 1):
        try:
            answer = _ask(number, len(due), question, texts, ask)
        except (EOFError, KeyboardInterrupt):
            print()
            if name:
                print(texts.say("screening.stopped", person=name))
            return False
        answers[question.code] = answer
        if name:
            with persons.open_store(texts) as store:
                store.answer(name, answer)
    return True


def _ask(number: int, count: int, question: Question, texts: Texts, ask: Callable[[str], str]) -> Answer:
    text = texts.say(f"question.{question.code}")
    yes = _yes(texts.say("screening.ask", number=number, count=count, question=text), texts, ask)
    places: tuple[Place, ...] = ()
    doctor = False
    if yes and question.has_places:
        places = _where(texts, ask)
    if yes and any(block.until == "doctor" for block in question.blocks):
        doctor = _yes(texts.say("screening.doctor"), texts, ask)
    return Answer(question.code, yes, clock.wall().date(), places, doctor)


def _yes(prompt: str, texts: Texts, ask: Callable[[str], str]) -> bool:
    """A yes or no that was really typed: who only presses Enter has not read the question."""
    while True:
        word = ask(prompt).strip().lower()
        if word in (NO, texts.say("screening.yes")):
            return word != NO
        print(texts.say("screening.again"))


def _where(texts: Texts, ask: Callable[[str], str]) -> tuple[Place, ...]:
    """Places by their names in the language of the person; none: everywhere."""
    names = {texts.say(f"place.{place}").lower(): place for place in Place}
    while True:
        line = ask(texts.say("screening.where", known=", ".join(names)))
        words = [word.strip().lower() for word in line.split(",") if word.strip()]
        if all(word in names for word in words):
            return tuple(names[word] for word in words)
        print(texts.say("screening.again_place"))


def said(found: Verdict, facts: ScreeningFacts, texts: Texts) -> list[str]:
    """What the answers come to, line by line."""
    lines = [texts.say("screening.warning")] if found.warnings else []
    against = found.refusals(ALL)
    lines += block_lines(against, texts)
    lines += [] if against else [texts.say("screening.clear")]
    for never in facts.never:
        places = ", ".join(texts.say(f"place.{place}") for place in never.places)
        modality = texts.say(f"modality.{never.modality}")
        lines.append(texts.say("screening.never", modality=modality, places=places))
    return lines


def block_lines(blocks: tuple[Block, ...], texts: Texts) -> list[str]:
    """Every reason once, with all the treatments that it forbids in the same way."""
    together: dict[tuple[str, str, tuple[Place, ...]], list[str]] = {}
    for block in blocks:
        key = (block.question or "never", block.until, block.places)
        together.setdefault(key, []).append(texts.say(f"modality.{block.modality}"))
    return [
        texts.say(
            "screening.block",
            modality=", ".join(modalities),
            places=", ".join(texts.say(f"place.{place}") for place in places)
            or texts.say("place.everywhere"),
            why=texts.say(f"why.{question}"),
            until=texts.say(f"until.{until}"),
        )
        for (question, until, places), modalities in together.items()
    ]


def _document(found: Verdict, name: str | None) -> dict[str, object]:
    return {
        "person": name,
        "due": [question.code for question in found.due],
        "blocks": [
            {
                "question": block.question,
                "modality": block.modality,
                "until": block.until,
                "places": list(block.places),
                "warning": block.warning,
            }
            for block in found.blocks
        ],
    }

"""`chairctl aftercare`: what to mind after a session, and exercises for the region."""

import json

from chairctl.care.aftercare import exercises, notes
from chairctl.care.facts import Exercise, exercise_facts
from chairctl.care.words import Modality, Region
from chairctl.frontends.cli import person as persons
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.finder import region_of
from chairctl.frontends.cli.refusal import unknown
from chairctl.runtime import clock
from chairctl.texts import Texts


def aftercare(texts: Texts, region: str, name: str | None, done: list[str], *, as_json: bool) -> int:
    """Say what to mind, and exercises; with `done`, note those instead. An exit code."""
    wanted = region_of(region, texts)
    facts, today = exercise_facts(), clock.wall().date()
    known = [one.code for one in facts.exercises]
    for code in done:
        if code not in known:
            raise unknown("aftercare.unknown_exercise", code, known, texts)
    treatments: frozenset[Modality] = frozenset({Modality.MASSAGE})
    last_done = {}
    if name:
        persons.find(name, texts)
        with persons.open_store(texts) as store:
            for code in done:
                store.note_exercise(name, code, today)
            last_done, sessions = store.exercises(name), store.sessions(name)
        if done:
            print(texts.say("aftercare.noted", person=name, exercises=", ".join(done)))
            return ExitCode.FINISHED
        if sessions and sessions[-1][1].modalities:
            treatments = sessions[-1][1].modalities
    chosen = exercises(facts, wanted, last_done)
    if as_json:
        document = {
            "notes": [texts.say(f"after.{code}") for code in notes(treatments)],
            "exercises": [_document(one, texts) for one in chosen],
            "caution": texts.say("exercise.caution"),
        }
        print(json.dumps(document, ensure_ascii=False))
    else:
        print("\n".join(lines(wanted, treatments, chosen, texts)))
    return ExitCode.FINISHED


def lines(
    region: Region, treatments: frozenset[Modality], chosen: tuple[Exercise, ...], texts: Texts
) -> list[str]:
    """What to mind and what to do."""
    said = [texts.say("aftercare.title")]
    said += [f"  - {texts.say(f'after.{code}')}" for code in notes(treatments)]
    said += ["", texts.say("aftercare.exercises", region=texts.say(f"region.{region}"))]
    for one in chosen:
        title, how = (texts.say(f"exercise.{one.code}.{part}") for part in ("title", "how"))
        line = texts.say("aftercare.exercise", title=title, amount=_amount(one, texts), how=how)
        said.append(f"  - {line}")
    return [*said, texts.say("exercise.caution")]


def _amount(one: Exercise, texts: Texts) -> str:
    if not one.duration_s:
        return texts.say("exercise.times", times=one.times)
    if one.times == 1:
        return texts.say("exercise.seconds", seconds=one.duration_s)
    return texts.say("exercise.sets", times=one.times, seconds=one.duration_s)


def _document(one: Exercise, texts: Texts) -> dict[str, object]:
    return {
        "code": one.code,
        "title": texts.say(f"exercise.{one.code}.title"),
        "how": texts.say(f"exercise.{one.code}.how"),
        "seconds": one.duration_s,
        "times": one.times,
    }

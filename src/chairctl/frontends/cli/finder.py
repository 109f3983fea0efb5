"""`chairctl finder`: from where it hurts to the muscles that may send the pain. No diagnosis."""

import json

from chairctl.care.facts import finder_facts, screening_facts
from chairctl.care.finder import Finding, find
from chairctl.care.screening import verdict
from chairctl.care.words import Modality, Region
from chairctl.frontends.cli import person as persons
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.refusal import unknown
from chairctl.frontends.cli.screening import block_lines
from chairctl.profiles.loader import programme_names
from chairctl.runtime import clock
from chairctl.texts import Texts


def region_of(name: str, texts: Texts, code: str = "finder.unknown") -> Region:
    """A region by its name. Raises Refusal."""
    if name not in list(Region):
        raise unknown(code, name, list(Region), texts)
    return Region(name)


def finder(texts: Texts, region: str | None, name: str | None, *, as_json: bool) -> int:
    """What may send the pain of a region; an exit code."""
    if region is None:
        known_regions = (f"{region} ({texts.say(f'region.{region}')})" for region in Region)
        print(texts.say("finder.choose", known=", ".join(known_regions)))
        return ExitCode.FINISHED
    wanted = region_of(region, texts)
    known = None
    if name:
        persons.find(name, texts)
        with persons.open_store(texts) as store:
            known = verdict(screening_facts(), store.answers(name), clock.wall().date())
    found = find(finder_facts(), wanted, known)
    available = found.programme in programme_names()
    if as_json:
        print(json.dumps(_document(found, texts, available=available), ensure_ascii=False))
    else:
        lines = _lines(found, texts, available=available)
        if name and known and not found.against and (asked := known.unasked([Modality.MASSAGE])):
            lines.append(texts.say("screening.due", count=len(asked), person=name))
        print("\n".join(lines))
    return ExitCode.REFUSED if found.against else ExitCode.FINISHED


def warning_lines(texts: Texts) -> list[str]:
    """The warning signs, which come before everything."""
    signs = [question.code for question in screening_facts().questions if question.warning]
    return [texts.say("finder.warning"), *(f"  - {texts.say(f'question.{code}')}" for code in signs)]


def _lines(found: Finding, texts: Texts, *, available: bool) -> list[str]:
    lines = [*warning_lines(texts), ""]
    if found.against:
        return [*lines, texts.say("finder.blocked"), *block_lines(found.against, texts)]
    lines += [texts.say("finder.pain", region=texts.say(f"region.{found.pain}")), ""]
    for muscle in found.muscles:
        places = ", ".join(texts.say(f"place.{place}") for place in muscle.sends)
        lines += [
            texts.say("finder.muscle", muscle=texts.say(f"muscle.{muscle.code}")),
            f"  {texts.say('finder.where', point=texts.say(f'point.{muscle.code}'))}",
            f"  {texts.say(f'referral.{muscle.code}')} {texts.say('finder.felt', places=places)}",
        ]
    code = "finder.programme" if available else "finder.missing"
    lines += ["", texts.say(code, programme=found.programme)]
    if found.pain in (Region.NECK, Region.SHOULDERS):
        lines.append(texts.say("finder.neck"))
    return [*lines, texts.say("finder.diagnosis")]


def _document(found: Finding, texts: Texts, *, available: bool) -> dict[str, object]:
    return {
        "region": found.pain,
        "muscles": [
            {"code": muscle.code, "place": muscle.place, "sends": list(muscle.sends)}
            for muscle in found.muscles
        ],
        "programme": found.programme,
        "available": available,
        "against": [{"question": block.question, "until": block.until} for block in found.against],
        "note": texts.say("finder.diagnosis"),
    }

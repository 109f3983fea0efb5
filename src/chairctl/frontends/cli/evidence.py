"""`chairctl evidence`: what is known of a treatment, and who says so."""

import json

from chairctl.care.evidence import evidence as known_of
from chairctl.care.facts import EvidenceFact, evidence_facts
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.refusal import unknown
from chairctl.texts import Texts


def evidence(texts: Texts, name: str | None, *, as_json: bool) -> int:
    """What is known of one treatment or of all; an exit code."""
    facts = evidence_facts()
    chosen = facts.treatments
    if name is not None:
        found = known_of(facts, name.replace("-", "_"))
        if found is None:
            raise unknown("evidence.unknown", name, [one.code for one in facts.treatments], texts)
        chosen = [found]
    if as_json:
        for fact in chosen:
            print(json.dumps(_document(fact, texts), ensure_ascii=False))
        return ExitCode.FINISHED
    for fact in chosen:
        print("\n".join([*lines(fact, texts), ""]))
    print(texts.say("evidence.promise"))
    return ExitCode.FINISHED


def lines(fact: EvidenceFact, texts: Texts) -> list[str]:
    """What is known of a treatment, line by line."""
    said = [texts.say(f"treatment.{fact.code}")]
    if fact.refused:
        said.append(f"  {texts.say('evidence.refused')}")
    elif not fact.offered:
        said.append(f"  {texts.say('evidence.not_offered')}")
    for claim in fact.claims:
        source = texts.say(
            "evidence.source",
            source=getattr(claim.source, texts.language),
            date=claim.date or texts.say("evidence.undated"),
            interest=texts.say(f"interest.{claim.interest}"),
            certainty=texts.say(f"certainty.{claim.certainty}"),
        )
        said += [f"  {texts.say(f'claim.{claim.code}')}", f"    {source}"]
    return said


def _document(fact: EvidenceFact, texts: Texts) -> dict[str, object]:
    return {
        "code": fact.code,
        "title": texts.say(f"treatment.{fact.code}"),
        "refused": fact.refused,
        "offered": fact.offered,
        "claims": [
            {
                "says": texts.say(f"claim.{claim.code}"),
                "source": getattr(claim.source, texts.language),
                "date": claim.date,
                "interest": claim.interest,
                "certainty": claim.certainty,
            }
            for claim in fact.claims
        ],
    }

"""`chairctl identify`: asks a device what it is, proposes a profile; what a person says wins."""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from chairctl.control.assembly import UnsafeStationError
from chairctl.control.finding import Found
from chairctl.domain.telemetry import Identity
from chairctl.frontends.cli import words
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.target import sound_profiles, target_of
from chairctl.profiles.device import DeviceProfile
from chairctl.profiles.loader import load_device
from chairctl.profiles.problems import ProfileErrors, shown, suggestion
from chairctl.runtime.identifying import Verdict, identify
from chairctl.runtime.listening import LineError
from chairctl.texts import Texts


class RefusedError(Exception):
    """It can't even be tried; the text says why, `code` is the exit code."""

    def __init__(self, said: str, code: ExitCode) -> None:
        super().__init__(said)
        self.code = code


class Answer(NamedTuple):
    """What a device is."""

    address: str
    verdict: Verdict
    has_name: bool
    """The person has named it already."""

    @property
    def fitting(self) -> list[Found]:
        """Profiles with which it may be driven."""
        return [one for one in self.verdict.found if one.objection is None]

    @property
    def outcome(self) -> str:
        """One of the texts' `identify.outcome`."""
        found = self.verdict.found
        if self.fitting:
            return "fits" if len(self.fitting) == 1 else "several"
        if any(one.identity or one.is_heard for one in found):
            return "read_only"
        if found:
            return "silent"
        return "foreign" if self.verdict.overheard else "unmarked"


def identify_command(
    texts: Texts, device: str, family: str | None, profile: str | None, seconds: float, *, as_json: bool
) -> int:
    """Find out what is at an address; an exit code."""
    try:
        answer = ask(texts, device, family, profile, seconds, quiet=as_json)
    except RefusedError as refused:
        print(f"chairctl: {refused}", file=sys.stderr)
        return refused.code
    if as_json:
        print(json.dumps(_document(answer), ensure_ascii=False))
    else:
        print("\n".join(said(answer, texts)))
    if answer.fitting:
        return ExitCode.FINISHED
    return ExitCode.REFUSED if answer.outcome == "read_only" else ExitCode.NO_DEVICE


def ask(
    texts: Texts, device: str, family: str | None, profile: str | None, seconds: float, *, quiet: bool
) -> Answer:
    """Ask the device at an address or of a name. Raises RefusedError."""
    question = question_to(texts, device, family, profile)
    if not quiet:
        names = ", ".join(profile.name for profile in question.candidates)
        begin = "identify.begin_pinned" if question.pinned else "identify.begin"
        print(texts.say(begin, address=shown(question.address, 200), profiles=names), flush=True)
    return asyncio.run(answer_to(texts, question, seconds))


class Question(NamedTuple):
    """Whom to ask, and as what."""

    address: str
    candidates: list[DeviceProfile]
    pinned: bool
    """A person has chosen the candidates, or has named the device."""
    has_name: bool


def question_to(texts: Texts, device: str, family: str | None, profile: str | None) -> Question:
    """The question to the device at an address or of a name; reads files. Raises RefusedError."""
    try:
        target = target_of(device)
        pin = profile or (None if family else target.profile)
        candidates = [load_device(pin)] if pin else of_family(family, texts) if family else sound_profiles()
    except ProfileErrors as errors:
        said = "\nchairctl: ".join(problem.say(texts) for problem in errors.problems)
        raise RefusedError(said, ExitCode.USAGE) from None
    return Question(target.address, candidates, bool(pin or family), target.address != device)


async def answer_to(texts: Texts, question: Question, seconds: float) -> Answer:
    """What the device answers within so long for each step. Raises RefusedError."""
    address, candidates, pinned, has_name = question
    try:
        verdict = await identify(address, candidates, seconds, pinned=pinned)
    except LineError as problem:
        said = f"{shown(address, 200)}: {texts.say(f'line.{problem.code}')}"
        code = ExitCode.USAGE if problem.code in {"address", "not_over_ble"} else ExitCode.NO_DEVICE
        raise RefusedError(said, code) from None
    except UnsafeStationError as error:
        raise RefusedError(texts.say(f"unsafe.{error.code}", detail=error.detail), ExitCode.USAGE) from None
    return Answer(address, verdict, has_name)


def of_family(family: str, texts: Texts) -> list[DeviceProfile]:
    """Every sound profile of a family. Raises RefusedError where there is none."""
    profiles = sound_profiles()
    found = [profile for profile in profiles if profile.family == family]
    if not found:
        params = suggestion(family, families_of(profiles))
        near = texts.say("profile.suggestion", name=params["suggested"]) if params["suggested"] else ""
        said = texts.say("identify.no_family", name=shown(family), near=near, known=params["known"])
        raise RefusedError(said, ExitCode.USAGE)
    return found


def families_of(profiles: Iterable[DeviceProfile]) -> list[str]:
    """Their families, each once."""
    return sorted({profile.family for profile in profiles})


def said(answer: Answer, texts: Texts) -> list[str]:
    """The answer in words: who it says it is, what fits, and how to go on."""
    lines = told(answer, texts)
    if answer.outcome == "fits" and answer.has_name:
        return lines
    best = answer.fitting[0].profile.name if answer.fitting else ""
    lines.append(
        texts.say(
            f"identify.outcome.{answer.outcome}",
            address=shown(answer.address, 200),
            profile=best,
            profiles=", ".join(one.profile.name for one in answer.verdict.found),
            bytes=answer.verdict.overheard,
            families=", ".join(answer.verdict.possible),
        )
    )
    return lines


def told(answer: Answer, texts: Texts) -> list[str]:
    """Who it says it is, and what fits."""
    lines = []
    identity = next((one.identity for one in answer.verdict.found if one.identity), None)
    if identity:
        lines.append(_identity_line(identity, texts))
    for one in answer.verdict.found:
        title = getattr(one.profile.title, texts.language)
        params = {"profile": one.profile.name, "family": one.profile.family, "title": title}
        if one.objection is None:
            lines.append(texts.say("identify.fits", **params))
        elif one.identity or one.is_heard:
            reason = words.reason(one.objection, {}, texts)
            lines.append(texts.say("identify.differs", reason=reason, **params))
    return lines


def _identity_line(identity: Identity, texts: Texts) -> str:
    unsaid = texts.say("identify.unsaid")
    return texts.say(
        "identify.identity",
        model=f"`{shown(identity.model)}`" if identity.model else unsaid,
        serial=shown(identity.serial_number) or unsaid,
        firmware=shown(identity.firmware) or unsaid,
        channels=", ".join(
            f"{count} x {texts.say(f'kind.{kind}')}" if count > 1 else texts.say(f"kind.{kind}")
            for kind, count in Counter(one.kind for one in identity.capabilities).items()
        ),
    )


def _document(answer: Answer) -> dict[str, Any]:
    return {
        "address": answer.address,
        "outcome": answer.outcome,
        "signs": answer.verdict.signs,
        "possible": answer.verdict.possible,
        "overheard_bytes": answer.verdict.overheard,
        "found": [_found(one) for one in answer.verdict.found],
    }


def _found(one: Found) -> dict[str, Any]:
    identity = one.identity
    return {
        "profile": one.profile.name,
        "family": one.profile.family,
        "heard": one.is_heard,
        "fits": one.objection is None,
        "objection": one.objection.code if one.objection else None,
        "identity": identity
        and {
            "model": identity.model,
            "serial_number": identity.serial_number,
            "firmware": identity.firmware,
            "protocol_version": identity.protocol_version,
            "kinds": [capability.kind.value for capability in identity.capabilities],
        },
    }

"""Who is meant: opens the store of people, finds a person, asks for the PIN."""

import os
import sys
from datetime import date
from getpass import getpass

from chairctl.care.people import Person, unlocks
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.refusal import Refusal, unknown
from chairctl.profiles.problems import LONGEST_PATH, shown
from chairctl.runtime import care_files
from chairctl.runtime.care_files import CareError
from chairctl.runtime.care_store import CareStore
from chairctl.texts import Texts

PIN_VARIABLE = "CHAIRCTL_PIN"


def open_store(texts: Texts) -> CareStore:
    """The store; where it was damaged that is said. Raises Refusal."""
    path = care_files.default_path()
    try:
        store = CareStore(path)
    except CareError as error:
        raise refusal(error, texts) from error
    if store.aside:
        said = texts.say("care_store.care_corrupt", path=shown(str(store.aside), LONGEST_PATH))
        print(f"chairctl: {said}", file=sys.stderr)
    return store


def refusal(error: CareError, texts: Texts) -> Refusal:
    """The trouble of a store as a refusal."""
    code, detail = error.reason.code, shown(error.reason.detail)
    path = shown(str(care_files.default_path()), LONGEST_PATH)
    return Refusal(texts.say(f"care_store.{code}", detail=detail, path=path), ExitCode.REFUSED)


def find(name: str, texts: Texts, *, unlock: bool = True) -> Person:
    """The person of a name, unlocked. Raises Refusal."""
    with open_store(texts) as store:
        person = store.person(name)
        known = [one.name for one in store.people()]
    if person is None:
        raise unknown("people.unknown", name, known, texts)
    if (
        unlock
        and person.pin
        and not unlocks(person, ask_pin(texts.say("people.pin_ask", person=person.name)))
    ):
        raise Refusal(texts.say("people.pin_wrong", person=person.name), ExitCode.REFUSED)
    return person


def ask_pin(prompt: str) -> str:
    """A PIN from the environment or, unseen, from the terminal; empty where nobody can be asked."""
    if PIN_VARIABLE in os.environ:
        return os.environ[PIN_VARIABLE]
    if not sys.stdin.isatty():
        return ""
    try:
        return getpass(prompt)
    except (EOFError, KeyboardInterrupt):
        return ""


def day(text: str, texts: Texts) -> date:
    """A date as it is written on the command line. Raises Refusal."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal(texts.say("history.bad_date", text=shown(text))) from error

"""What a verb refuses, with its text said already; `app.py` prints it."""

from collections.abc import Collection

from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.profiles.problems import shown, suggestion
from chairctl.texts import Texts


class Refusal(Exception):  # noqa: N818  (an answer to a person)
    """A verb can't do what it was asked for; `said` is for the person."""

    def __init__(self, said: str, code: ExitCode = ExitCode.USAGE) -> None:
        super().__init__(said)
        self.said = said
        self.code = code


def unknown(code: str, name: str, known: Collection[str], texts: Texts) -> Refusal:
    """The refusal of a name that is not known, with the nearest one."""
    params = suggestion(name, known)
    near = texts.say("profile.suggestion", name=shown(params["suggested"])) if params["suggested"] else ""
    return Refusal(texts.say(code, name=shown(name), suggestion=near, known=", ".join(known)))

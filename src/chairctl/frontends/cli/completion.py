"""Shell completion: typer makes the script, we say where it went."""

import sys

from typer._completion_shared import _get_shell_name as shell_name
from typer._completion_shared import get_completion_script
from typer._completion_shared import install as install_script

from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.texts import Texts

SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")
COMPLETE_VARIABLE = "_CHAIRCTL_COMPLETE"


def completion(texts: Texts, *, install: bool) -> int:
    """Install or print the completion of the shell that runs us; an exit code."""
    shell = shell_name()
    if shell not in SHELLS:
        print(f"chairctl: {texts.say('completion.no_shell', shells=', '.join(SHELLS))}", file=sys.stderr)
        return ExitCode.USAGE
    if not install:
        print(get_completion_script(prog_name="chairctl", complete_var=COMPLETE_VARIABLE, shell=shell))
        return ExitCode.FINISHED
    _, path = install_script(shell=shell, prog_name="chairctl", complete_var=COMPLETE_VARIABLE)
    print(texts.say("completion.installed", path=path))
    return ExitCode.FINISHED

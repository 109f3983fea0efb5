"""Where `chairctl` starts. A plain `stop` and `--version` import nothing that takes time.

A plain `daemon` runs for months, so it does not carry the command line with it: five MiB.
"""

import io
import os
import sys
from pathlib import Path

from chairctl import __version__
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.language import language_option
from chairctl.texts import LANGUAGES, Texts, language_from


def main() -> None:
    """Run the command line of this process and exit."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without our characters must not end a session
    language, arguments = language_option(sys.argv[1:])
    texts = Texts(language_from(os.environ, language))
    if language is not None and language not in LANGUAGES:
        print(f"chairctl: {texts.say('usage.bad_language', language=language)}", file=sys.stderr)
        sys.exit(ExitCode.USAGE)
    if "_CHAIRCTL_COMPLETE" not in os.environ:
        if arguments == ["--version"]:
            print(f"chairctl {__version__}")
            return
        if arguments == ["stop"]:
            from chairctl.frontends.cli.stop import stop

            sys.exit(stop(texts))
        if is_plain_daemon(arguments):
            from chairctl.frontends.cli.daemon import daemon

            sys.exit(daemon(texts, Path(arguments[2]) if arguments[2:] else None))
    from chairctl.frontends.cli.app import run_app

    sys.exit(run_app(texts, arguments))


def is_plain_daemon(arguments: list[str]) -> bool:
    """Whether it is `daemon`, or `daemon --config FILE`, and nothing else."""
    if arguments[:1] != ["daemon"]:
        return False
    return not arguments[1:] or (arguments[1:-1] == ["--config"] and not arguments[-1].startswith("-"))

"""`chairctl check`: what is wrong with device profiles and programmes, and how to mend it."""

import json
from collections.abc import Sequence
from pathlib import Path

from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.profiles import check as checker
from chairctl.texts import Texts


def check(texts: Texts, files: Sequence[Path], *, as_json: bool) -> int:
    """Check every file; an exit code."""
    problems = 0
    for path in files:
        found = checker.check(path)
        problems += len(found)
        for problem in found:
            if as_json:
                document = {
                    "file": problem.file,
                    "line": problem.line,
                    "column": problem.column,
                    "key": problem.key,
                    "code": problem.code,
                    "text": problem.say(texts),
                }
                print(json.dumps(document, ensure_ascii=False))
            else:
                print(problem.say(texts))
        if not found and not as_json:
            print(texts.say("check.fine", file=path))
    return ExitCode.USAGE if problems else ExitCode.FINISHED

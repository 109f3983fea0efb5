"""`chairctl check`: what is wrong with device profiles and programmes, and how to mend it."""

import json
from collections.abc import Sequence
from pathlib import Path

from chairctl.control.assembly import UnsafeStationError
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.profiles import check as checker
from chairctl.profiles.loader import find_any, load_device
from chairctl.profiles.problems import Problem, ProfileErrors
from chairctl.profiles.yaml_source import parse, read_text
from chairctl.runtime.listening import device_of
from chairctl.texts import Texts


def check(texts: Texts, files: Sequence[str | Path], *, as_json: bool) -> int:
    """Check every file, given by its path or by the name of what is in it; an exit code."""
    problems = 0
    for path in map(find_any, files):
        found = checker.check(path) or _unusable(path)
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


def _unusable(path: Path) -> list[Problem]:
    """Why no device can be made from a sound device file: mostly a family that nobody brings."""
    try:
        device_of(load_device(path))
    except ProfileErrors:
        return []  # a programme, or a named device
    except UnsafeStationError as error:
        source = parse(read_text(path), str(path))
        return [source.problem(("family",), f"unsafe.{error.code}", {"detail": error.detail})]
    return []

"""`chairctl programmes`: what can be run."""

import json
import sys

from chairctl.frontends.cli import words
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.table import columns
from chairctl.profiles.loader import load_programme, programme_names
from chairctl.profiles.problems import ProfileErrors
from chairctl.texts import Texts


def programmes(texts: Texts, *, as_json: bool) -> int:
    """List every programme that can be run by its name; an exit code."""
    code = ExitCode.FINISHED
    found = []
    for name in programme_names():
        try:
            found.append(load_programme(name))
        except ProfileErrors as errors:
            code = ExitCode.USAGE
            for problem in errors.problems:
                print(f"chairctl: {problem.say(texts)}", file=sys.stderr)
    rows = [[texts.say(f"programmes.{head}") for head in ("name", "title", "time", "channels")]]
    for programme in found:
        kinds = sorted({target.kind for step in programme.steps for target in step.targets})
        title = getattr(programme.title, texts.language)
        if as_json:
            document = {
                "name": programme.name,
                "title": title,
                "summary": getattr(programme.summary, texts.language),
                "duration_ns": programme.duration,
                "steps": len(programme.steps),
                "kinds": [kind.value for kind in kinds],
            }
            print(json.dumps(document, ensure_ascii=False))
        needs = ", ".join(texts.say(f"kind.{kind}") for kind in kinds)
        rows.append([programme.name, title, words.clock_time(programme.duration), needs])
    if not as_json:
        print("\n".join(columns(rows)))
    return code

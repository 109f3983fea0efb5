"""`chairctl replay`: does a recorded session give the same packets again?"""

import json
import sys
from pathlib import Path

from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.runtime.replay import RecordingError, replay_file
from chairctl.texts import Texts


def replay(texts: Texts, path: Path, *, as_json: bool) -> int:
    """Replay a recording; an exit code."""
    try:
        result = replay_file(path)
    except RecordingError as error:
        detail = error.detail.say(texts) if error.detail else ""
        said = texts.say(f"replay.{error.code}", path=path, line=error.line)
        print(f"chairctl: {said} {detail}".rstrip(), file=sys.stderr)
        return ExitCode.USAGE
    if as_json:
        print(json.dumps({**result._asdict(), "difference": _as_dict(result.difference)}))
    elif result.difference is None:
        print(
            texts.say("replay.same", events=result.events, packets=result.packets, digest=result.digest[:16])
        )
    else:
        line, recorded, replayed = result.difference
        nothing = texts.say("replay.nothing")
        print(texts.say("replay.different", line=line, events=result.events))
        print(texts.say("replay.recorded", packet=" ".join(recorded) or nothing))
        print(texts.say("replay.replayed", packet=" ".join(replayed) or nothing))
    if result.difference:
        return ExitCode.DIFFERENT
    if result.cut_short:
        print(f"chairctl: {texts.say('replay.cut_short', path=path)}", file=sys.stderr)
        return ExitCode.USAGE
    return ExitCode.FINISHED


def _as_dict(difference: tuple[int, tuple[str, ...], tuple[str, ...]] | None) -> dict[str, object] | None:
    if difference is None:
        return None
    line, recorded, replayed = difference
    return {"line": line, "recorded": recorded, "replayed": replayed}

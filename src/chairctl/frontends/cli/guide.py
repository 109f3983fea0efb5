"""A guided session: a programme without channels leads a person, step by step, with a timer.

No device, nothing armed, nothing to pay for: it only speaks. Ctrl-C ends it.
"""

import json
import signal
import sys
import time
from collections.abc import Callable

from chairctl.domain.programme import Programme
from chairctl.domain.snapshot import SessionView
from chairctl.domain.time import SECOND, Instant
from chairctl.frontends.cli import words
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.preview_text import known_lines, said
from chairctl.frontends.plain import plain
from chairctl.runtime import clock
from chairctl.session.plan import fit
from chairctl.session.player import Player
from chairctl.texts import Texts


def guide(
    texts: Texts,
    programme: Programme,
    *,
    as_json: bool,
    now: Callable[[], Instant] = clock.now,
    wait_s: Callable[[float], None] = time.sleep,
) -> int:
    """Lead through a programme to its end; an exit code."""
    player = Player(fit(programme, ()), now())
    if not as_json:
        print("\n".join(known_lines(programme, texts)), flush=True)
    shown = 0
    try:
        while (due := player.next_deadline(at := now())) is not None:
            view = player.view(at)
            if view.step != shown:
                shown = view.step
                _show(view, (due - at + SECOND // 2) // SECOND, texts, as_json=as_json)
            wait_s((due - at) / SECOND)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    if not as_json:
        print(texts.say("end.finished"), flush=True)
    return ExitCode.FINISHED


def _show(view: SessionView, seconds: int, texts: Texts, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"type": "step", "session": plain(view)}, ensure_ascii=False), flush=True)
        return
    bell = "\a" if sys.stdout.isatty() else ""  # for eyes that are closed
    title = said(view.step_title, texts)
    total = words.clock_time(view.elapsed + view.remaining)
    begun = words.clock_time(view.elapsed)
    line = texts.say(
        "guide.step",
        elapsed=begun,
        total=total,
        step=view.step,
        steps=view.steps,
        title=title,
        seconds=seconds,
    )
    print(f"{bell}{line}", flush=True)
    if view.prompt:
        print(f"    {said(view.prompt, texts)}", flush=True)

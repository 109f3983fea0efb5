"""Hostile messages at a chair that a person has armed: `python -m chairctl_proof.broker.bombard --count N`.

Armed, so that nothing but the decision about each message stands between it and an output. Every 125th
message is a stop, in some form, and has to stop the chair.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from chairctl_proof.broker.hostile import hostile
from chairctl_proof.broker.remote import AT_REST, CHAIR, DAEMON, Remote, codes
from chairctl_proof.broker.scene import Scene, scene
from chairctl_proof.realtime.chair import boot_clock

STOP_EVERY = 125
STOPS = (b"STOP", b'{"action":"stop"', b"\xffstop\xff", b'{"id": 7, "action": ["Stop"]}')


@dataclass(slots=True)
class Outcome:
    """What came of it."""

    sent: int = 0
    stops: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def bombard(
    stage: Scene, remote: Remote, count: int, seed: int, progress: Callable[[int], None] = lambda _: None
) -> Outcome:
    """Send `count` messages of a seed."""
    dice, outcome = random.Random(seed), Outcome()
    stage.sit()
    began = boot_clock()
    remote.heard.clear()
    for number in range(count):
        topic, payload, retain, properties = hostile(dice, number)
        remote.say(topic, payload, retain=retain, **properties)
        outcome.sent += 1
        if number % STOP_EVERY == STOP_EVERY - 1:
            _stop(stage, remote, dice, outcome)
            progress(number + 1)
    if not stage.chair.stayed_zero(began):
        outcome.failures.append("something was put out")
    if stage.daemon is None or stage.daemon.poll() is not None:
        outcome.failures.append("the daemon has ended")
    return outcome


def _stop(stage: Scene, remote: Remote, dice: random.Random, outcome: Outcome) -> None:
    """A stop among them stops; then somebody arms again."""
    _count(remote, outcome)
    remote.say(f"{CHAIR}/{dice.choice(('stop', 'command', 'admin'))}", dice.choice(STOPS))
    outcome.stops += 1
    try:
        remote.wait(_is_at_rest)
    except AssertionError:
        outcome.failures.append(f"stop {outcome.stops} was not obeyed")
    stage.sit()
    _count(remote, outcome)


def _is_at_rest(heard: tuple[str, bytes, bool]) -> bool:
    return heard[0] == f"{CHAIR}/state" and json.loads(heard[1])["state"] in AT_REST


def _count(remote: Remote, outcome: Outcome) -> None:
    """Count the answers that came, and look at each."""
    for topic, payload, _ in remote.heard:
        if not topic.startswith(f"{CHAIR}/answer"):
            continue
        answer = json.loads(payload)
        why = codes(answer)
        outcome.answers[why[0] if why else answer["outcome"]] += 1
        if answer["outcome"] == "refused" and not all(reason["text"] for reason in answer["reasons"]):
            outcome.failures.append(f"no words: {answer}")
    remote.heard.clear()


def main() -> None:
    """Run it and say what came of it; ends with 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as folder,
        scene(Path(folder)) as stage,
        Remote(stage.broker.port) as remote,
    ):
        remote.wait_for(f"{DAEMON}/availability", "online")
        outcome = bombard(
            stage, remote, options.count, options.seed, lambda done: _say(f"{done}/{options.count}")
        )
    _say(f"{outcome.sent} messages and {outcome.stops} stops in {time.monotonic() - began:.0f} s")
    for code, count in outcome.answers.most_common():
        _say(f"  {count:6} {code}")
    _say("\n".join(outcome.failures) or "No output, no crash, every stop obeyed.")
    sys.exit(bool(outcome.failures))


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    main()

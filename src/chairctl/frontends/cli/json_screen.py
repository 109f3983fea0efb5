"""A session as JSON lines, for scripts: start, receipt, snapshots, end."""

import json
from typing import Any

from chairctl.domain.channels import LEVEL_UNIT
from chairctl.domain.safety import Receipt
from chairctl.domain.snapshot import Snapshot
from chairctl.domain.time import MILLISECOND, Duration, Instant
from chairctl.frontends.cli.screen import Ending, Plan
from chairctl.frontends.plain import plain

INTERVAL: Duration = 500 * MILLISECOND


class JsonScreen:
    """One object per line, each with its `type`; values are integers in the units of docs/cli.md."""

    def __init__(self) -> None:
        self._shown_at: Instant | None = None

    def start(self, plan: Plan) -> None:
        """The plan, with every channel's unit and limit."""
        channels = [
            {
                "name": profile.channel.name,
                "kind": profile.channel.kind.value,
                "unit": LEVEL_UNIT[profile.channel.kind],
                "limit": profile.max_level,
                "rise_per_s": profile.rise_per_s,
            }
            for profile in plan.profile.channels
        ]
        self._say(
            "start",
            programme=plan.programme.name,
            duration_ns=plan.programme.duration,
            device=plan.address,
            profile=plan.profile.name,
            channels=channels,
            recording=str(plan.recording) if plan.recording else None,
        )

    def connected(self, snapshot: Snapshot) -> None:
        """What each device proves, and what no software catches on it."""
        for link in snapshot.links:
            self._say(
                "device", device=link.device, device_class=plain(link.device_class), residuals=link.residuals
            )

    def receipt(self, receipt: Receipt) -> None:
        """The answer to the wish to run."""
        self._say("receipt", receipt=plain(receipt))

    def picture(self, snapshot: Snapshot) -> None:
        """A snapshot, at most two a second."""
        if self._shown_at is None or snapshot.at - self._shown_at >= INTERVAL:
            self._shown_at = snapshot.at
            self._say("snapshot", snapshot=plain(snapshot))

    def end(self, ending: Ending) -> None:
        """The last snapshot, and how it ended."""
        problem = ending.line_problem
        self._say(
            "end",
            exit_code=int(ending.code),
            at_rest=ending.at_rest,
            signal=ending.signal or None,
            line_problem={"code": problem[0], "address": problem[1]} if problem else None,
            refusal=plain(ending.refusal) if ending.refusal else None,
            recording_problem=ending.recording_problem or None,
            felt=plain(ending.felt) if ending.felt else None,
            snapshot=plain(ending.snapshot),
        )

    def _say(self, kind: str, **values: Any) -> None:
        print(json.dumps({"type": kind, **values}, ensure_ascii=False), flush=True)

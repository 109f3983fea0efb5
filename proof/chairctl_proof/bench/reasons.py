"""Why a target is missed, where that is known; the page says it only where one is missed."""

from typing import Final

from chairctl_proof.bench.measurement import Measurement, Target, Verdict

NOBODY: Final = "The floor misses it as well: this computer was too busy, or its timers are too coarse."
UNKNOWN: Final = "Nobody knows why yet."
_LATE: Final = "The deadline is 150 ms after the last beat; what is later is when a process gets its core."
REASONS: Final = (
    (
        "stop call → bytes",
        (
            "The floor is one call of the system. The stop goes ahead of its turn in six calls of Python, of "
            "which each comes from cold caches: 5 µs until the line, 9 to empty it of what waits, then the "
            "write. The turn, several times as long, comes after it; see the decision on "
            "[stops](decisions/0016-stop-goes-ahead.md)."
        ),
    ),
    (
        "key in the screen",
        (
            "The key wakes the screen's process and then, by a socket, the host's: two interpreters in a "
            "row, where the floor is one program in C that reads the keyboard itself. Medians of 80, in "
            "µs: the screen's thread is awake after 56, knows the key at 85, has handed it over by 137; the "
            "host is awake at 234, and writes its stop at 311. Then the chair needs a core, while screen and "
            "host go on. The tail is that of the thread that reads keys, while the screen draws."
        ),
    ),
    (
        "command on the local socket",
        (
            "An interpreter wakes, and knows the line by its bytes. Medians of 100, µs: its loop runs after "
            "101, the bytes are read at 132, the stop is at the line at 166 and written from 182 on. The "
            "floor is a program in C that knows no commands."
        ),
    ),
    (
        "`chairctl stop` typed",
        (
            "An interpreter starts and imports what it needs; the floor is the same interpreter without "
            "imports."
        ),
    ),
    (
        "chairctl on uvloop",
        (
            "What is left is the client library and the turn, which another loop does not change; see the "
            "decision on [uvloop](decisions/0014-no-uvloop.md)."
        ),
    ),
    (
        "message on MQTT",
        (
            "The client library reads every packet in Python before we see it: a bare forwarder on the "
            "same library takes nearly as long (see *Beside others*). The floor is in C and searches "
            "bytes for the topic."
        ),
    ),
    (
        "report that breaks a limit",
        (
            "The turn itself takes tenths of a millisecond; the tail is that of waking a process that "
            "shares its cores, and of the other stations' turns that are before it."
        ),
    ),
    (
        "the warden's stop",
        ("A timer of this computer is as late; a real time priority helps where it may be had."),
    ),
    ("the host is", _LATE),
    ("its loop is", _LATE),
    ("its interpreter is", _LATE),
    ("trips without a cause", "The computer stood still for longer than telemetry may be old."),
    (
        "a turn,",
        ("The judge looks at every channel and interlock in every turn; the breakdown is below."),
    ),
    (
        "a session of 30 min",
        (
            "36,000 reports: each is a turn, and half as much again for the chair's physics and its half of "
            "the codec. Compiled to C it still took 1.7 s; see the decision on "
            "[a compiled core](decisions/0015-no-compiled-core.md)."
        ),
    ),
    (
        "`chairctl --help`",
        ("The command line library and its help; what is ours is below in *Imports*."),
    ),
    (
        "a daemon at rest: memory",
        (
            "Sixteen MiB of it are shared libraries. Python with asyncio and pydantic alone is at 29 MiB, "
            "with the files' checks at 36; what a station does not need is imported late."
        ),
    ),
    (
        "a daemon at rest",
        (
            "Twenty reports a second wake it, each for a whole turn; who is woken finds nothing in the "
            "processor's caches, so a turn takes several times as long as one that follows another. A "
            "loop that only reads as many bytes takes a third of it."
        ),
    ),
    (
        "the screen in a session",
        ("Each change of an output draws a part of the screen anew, in Python."),
    ),
    (
        "stations at",
        ("Each turn takes its time (see *One turn*), so many of them fill a core."),
    ),
    (
        "the ledger when somebody arms",
        ("Two files are written and synced before anything may move; the floor syncs two lines."),
    ),
    (
        "`chairctl report`",
        ("Every row is read and checked, and the pictures are drawn in Python."),
    ),
)
"""A part of the name, and why; the first that fits."""


def reason_for(found: Measurement, target: Target) -> str:
    """One sentence or two."""
    if found.verdict(target) is Verdict.BELOW_FLOOR:
        return NOBODY
    return next((reason for name, reason in REASONS if name in found.name), UNKNOWN)

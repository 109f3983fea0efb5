"""The watcher: sees who did what, knows none of the rules, and says when an output must be zero."""

from enum import IntEnum
from typing import NamedTuple


class Happening(IntEnum):
    """What the watcher notes."""

    NOTHING = 0
    ARM = 1
    STOP = 2
    """By the person, or by the warden."""
    TRIP = 3
    ACKNOWLEDGE = 4
    CRASH = 5
    FREEZE = 6
    THAW = 7
    REBOOT = 8
    STOP_TAKEN = 9
    """The device has received STOP, from whomever."""
    TICK = 10


class Watch(NamedTuple):
    """What an output needs before it may be on, and for how long it has needed it."""

    unarmed: int
    """Ticks since an output has needed a person, up to the lease."""
    needs_arm: bool = True
    needs_acknowledge: bool = False
    booted: bool = False
    """The device has booted since the person armed."""
    stopped: bool = False
    """The device has received STOP after the person, the warden, a trip or a crash ended the arming."""
    unread: bool = False
    """The person has armed after a trip that nobody has acknowledged."""
    silent: int = -1
    """Ticks since the host has been frozen, up to the lease; -1: it is not."""


def note(watch: Watch, happening: Happening, lease: int) -> Watch:
    """The watcher after something has happened."""
    needed = _needs(watch)
    match happening:
        case Happening.ARM:
            unread = watch.needs_acknowledge
            watch = watch._replace(needs_arm=False, booted=False, stopped=False, unread=unread)
        case Happening.STOP:
            watch = watch._replace(needs_arm=True)
        case Happening.CRASH:
            watch = watch._replace(needs_arm=True, needs_acknowledge=False, silent=-1)
        case Happening.TRIP:
            watch = watch._replace(needs_arm=True, needs_acknowledge=True)
        case Happening.ACKNOWLEDGE:
            watch = watch._replace(needs_acknowledge=False)
        case Happening.FREEZE:
            watch = watch._replace(silent=0)
        case Happening.THAW:
            watch = watch._replace(silent=-1)
        case Happening.REBOOT:
            watch = watch._replace(needs_arm=True, booted=True)
        case Happening.STOP_TAKEN:
            watch = watch._replace(stopped=watch.needs_arm)
        case Happening.TICK:
            silent = watch.silent if watch.silent < 0 else min(watch.silent + 1, lease)
            return watch._replace(unarmed=min(watch.unarmed + needed, lease), silent=silent)
        case Happening.NOTHING:
            pass
    return watch if needed and _needs(watch) else watch._replace(unarmed=0)


def fault_of_output(watch: Watch, lease: int) -> str:
    """Which promise is broken if an output is on now; empty: none."""
    if watch.booted:
        return "I6 on after a reboot without a new arming"
    if watch.unread:
        return "I5 on after a trip that nobody has acknowledged"
    if watch.stopped:
        return "I4 on after STOP without a new arming"
    if _needs(watch) and watch.unarmed >= lease:
        return "I1 on without a person's arming, more than 300 ms later"
    return "I3 on though the host has been silent for 300 ms" if watch.silent >= lease else ""


def _needs(watch: Watch) -> bool:
    return watch.needs_arm or watch.needs_acknowledge

"""The watcher: sees who did what, knows none of the rules, and says when an output must be zero."""

from enum import IntEnum
from typing import Final, NamedTuple

from chairctl_proof.model.rules import LEASE


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

    needs_arm: bool = True
    needs_acknowledge: bool = False
    booted: bool = False
    """The device has booted since the person armed."""
    stopped: bool = False
    """The device has received STOP after the person, the warden, a trip or a crash ended the arming."""
    unarmed: int = LEASE
    """Ticks since an output has needed it, up to LEASE."""
    silent: int = -1
    """Ticks since the host has been frozen, up to LEASE; -1: it is not."""


START: Final = Watch()


def note(watch: Watch, happening: Happening) -> Watch:
    """The watcher after something has happened."""
    needed = _needs(watch)
    match happening:
        case Happening.ARM:
            watch = watch._replace(needs_arm=False, booted=False, stopped=False)
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
            silent = watch.silent if watch.silent < 0 else min(watch.silent + 1, LEASE)
            return watch._replace(unarmed=min(watch.unarmed + needed, LEASE), silent=silent)
        case Happening.NOTHING:
            pass
    return watch if needed and _needs(watch) else watch._replace(unarmed=0)


def fault_of_output(watch: Watch) -> str:
    """Which promise is broken if an output is on now; empty: none."""
    if watch.booted:
        return "I6 on after a reboot without a new arming"
    if watch.stopped:
        return "I4 on after STOP without a new arming"
    if _needs(watch) and watch.unarmed >= LEASE:
        if watch.needs_acknowledge:
            return "I5 on after a trip, more than 300 ms later, without acknowledge and arm"
        return "I1 on without a person's arming, more than 300 ms later"
    return "I3 on though the host has been silent for 300 ms" if watch.silent >= LEASE else ""


def _needs(watch: Watch) -> bool:
    return watch.needs_arm or watch.needs_acknowledge

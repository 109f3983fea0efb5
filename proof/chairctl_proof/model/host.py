"""The host of the model: its safety states are the product's own table, the rest is kept to what matters.

Whatever only makes the host more careful (stale telemetry, refusals, levels read back) is left out: a
trip can come at any time instead. Sequences are relative to the device's echo, -1 standing for all below.
"""

from enum import IntEnum
from typing import Final, NamedTuple

from chairctl.domain.safety import SafetyState
from chairctl.safety.states import LIVE, SafetyEvent, after
from chairctl_proof.model.device import Frame
from chairctl_proof.model.rules import STALE, Broken, Rules
from chairctl_proof.model.watch import Happening

MOST_AHEAD: Final = 3
"""The host is this many sequences ahead of the device's echo at most; further frames are lost at once."""


class Life(IntEnum):
    """Of the host's process."""

    UP = 0
    FROZEN = 1
    DEAD = 2


class Epoch(IntEnum):
    """Which boot of the device the host believes in."""

    NONE = 0
    THIS = 1
    EARLIER = 2


class Report(NamedTuple):
    """TELEMETRY on its way to the host."""

    earlier: bool
    """Of an earlier epoch; `echo` and `age` are then of no meaning."""
    armed: bool
    echo: int
    age: int
    void: bool = False
    """Sent before the outputs were last put to zero: its nonce is stale."""


class Host(NamedTuple):
    """What the host remembers."""

    life: Life = Life.UP
    state: SafetyState = SafetyState.SAFE
    epoch: Epoch = Epoch.NONE
    nonce: int = STALE
    """Age of the newest telemetry's nonce."""
    nonce_is_new: bool = False
    nonce_is_void: bool = False
    armed: bool = False
    """As the newest telemetry says."""
    echo: int = -1
    sent: int = -1
    first_arm: int | None = None
    """Sequence of the first ARM since a person armed."""
    confirmed: bool = False
    wanted: bool = False


class Turn(NamedTuple):
    """What became of the host, what it sent, and what a watcher notes."""

    words: str
    host: Host
    frame: Frame | None = None
    happening: Happening = Happening.NOTHING


FRESH: Final = Host()
DEAD: Final = Host(life=Life.DEAD)


def move(host: Host, event: SafetyEvent) -> Host:
    """The product's table; who is no longer live forgets what belongs to the arming."""
    state = after(host.state, event)
    if state in LIVE:
        return host._replace(state=state)
    return host._replace(state=state, first_arm=None, confirmed=False, wanted=False)


def hear(host: Host, report: Report, rules: Rules) -> Turn | None:
    """One turn with telemetry; None: an old report, nothing changes."""
    if host.life is not Life.UP:
        return None
    words = f"host hears telemetry (armed {report.armed:d}, {_told(report)})"
    epoch = Epoch.EARLIER if report.earlier else Epoch.THIS
    live = host.state in LIVE
    if epoch is not host.epoch:
        told = host._replace(
            epoch=epoch, nonce=report.age, nonce_is_new=True, nonce_is_void=report.void,
            armed=report.armed, echo=report.echo, sent=-1, first_arm=None, confirmed=False,
        )  # fmt: skip
        if live and host.epoch is not Epoch.NONE and Broken.REBOOT_UNNOTICED not in rules.without:
            return Turn(f"{words}: new epoch, trip", move(told, SafetyEvent.TRIP), None, Happening.TRIP)
    elif report.earlier or report.age >= host.nonce:
        return None
    else:
        told = host._replace(
            nonce=report.age, nonce_is_new=True, nonce_is_void=report.void,
            armed=report.armed, echo=report.echo,
        )  # fmt: skip
        foreign = host.first_arm is not None and report.echo > host.sent
        if live and (foreign or (host.confirmed and not report.armed)):
            why = "frames of another" if foreign else "dropped out"
            return Turn(f"{words}: {why}, trip", move(told, SafetyEvent.TRIP), None, Happening.TRIP)
    if not live:
        return Turn(words, told)
    return answer(words, told._replace(confirmed=told.confirmed or told.armed), rules)


def answer(words: str, host: Host, rules: Rules) -> Turn:
    """ARM until the device has taken it, then OUTPUT with what is wanted now."""
    on = host.wanted and (host.confirmed or Broken.ARM_WITH_LEVEL in rules.without)
    host = move(host, SafetyEvent.ENERGISE if on else SafetyEvent.REST)
    taken = host.armed and host.first_arm is not None and host.echo >= host.first_arm
    if not taken and on and Broken.ARM_WITH_LEVEL not in rules.without:
        return Turn(words, host)
    sequence = max(host.sent, host.echo) + 1
    earlier = host.epoch is Epoch.EARLIER
    if host.nonce >= STALE and not earlier:
        return Turn(words, host)
    host = host._replace(nonce_is_new=False)
    if sequence > MOST_AHEAD:
        return Turn(words, host)
    first_arm = host.first_arm if taken or host.first_arm is not None else sequence
    kind = f"{'OUTPUT' if taken else 'ARM'} {'on' if on else 'zero'}"
    age = STALE if host.nonce_is_void else host.nonce
    frame = Frame(earlier, not taken, on, max(sequence, 0), age).one_flaw()
    if not earlier:
        host = host._replace(sent=sequence, first_arm=first_arm)
    return Turn(f"{words}, sends {kind}", host, frame)


def shift(host: Host, by: int) -> Host:
    """The device's echo has grown."""
    if host.epoch is not Epoch.THIS:
        return host
    first_arm = None if host.first_arm is None else max(host.first_arm - by, -1)
    return host._replace(echo=max(host.echo - by, -1), sent=max(host.sent - by, -1), first_arm=first_arm)


def void(host: Host) -> Host:
    """The device has put its outputs to zero; the nonce that the host holds is stale."""
    return host._replace(nonce_is_void=True) if host.epoch is Epoch.THIS else host


def forget_boot(host: Host) -> Host:
    """The device has booted; what the host believes is now of an earlier epoch."""
    if host.epoch is not Epoch.THIS:
        return host
    first_arm = None if host.first_arm is None else 0
    return host._replace(
        epoch=Epoch.EARLIER, nonce=STALE, nonce_is_void=False, echo=0, sent=0, first_arm=first_arm
    )


def _told(report: Report) -> str:
    return "earlier epoch" if report.earlier else f"age {report.age}"

"""What happens to the host from outside the line: a person, its process, its warden, time."""

from collections.abc import Iterator

from chairctl.domain.safety import SafetyState
from chairctl.safety.states import LIVE, SafetyEvent, after
from chairctl_proof.model.host import DEAD, FRESH, Epoch, Host, Life, Turn, answer, move
from chairctl_proof.model.rules import Broken, Rules
from chairctl_proof.model.watch import Happening


def tick(host: Host, rules: Rules) -> Host:
    """A tick passes."""
    return host._replace(nonce=rules.older(host.nonce)) if host.epoch is Epoch.THIS else host


def turns(host: Host, rules: Rules) -> Iterator[Turn]:
    """All that can happen to the host without time or line."""
    yield from _of_process(host, rules)
    if host.life is Life.UP:
        yield from _of_person(host, rules)


def _of_process(host: Host, rules: Rules) -> Iterator[Turn]:
    if host.life is Life.DEAD:
        again = FRESH
        if Broken.RESTART_RESTORES in rules.without:
            again = FRESH._replace(state=SafetyState.READY, wanted=True)
        yield Turn("host starts anew", again)
    else:
        yield Turn("host crashes", DEAD, None, Happening.CRASH)
    if host.life is Life.UP and host.state in LIVE:
        yield Turn("host freezes", host._replace(life=Life.FROZEN), None, Happening.FREEZE)
    if host.life is Life.FROZEN:
        yield Turn("host goes on", host._replace(life=Life.UP), None, Happening.THAW)
        if host.state in LIVE:
            heard = host if Broken.WARDEN_UNHEARD in rules.without else move(host, SafetyEvent.TRIP)
            yield Turn("warden fires", heard, None, Happening.STOP)


def _of_person(host: Host, rules: Rules) -> Iterator[Turn]:
    if host.state in LIVE:
        yield Turn("person stops", move(host, SafetyEvent.STOP), None, Happening.STOP)
        yield Turn("host trips", move(host, SafetyEvent.TRIP), None, Happening.TRIP)
        if host.wanted:
            yield _lower(host._replace(wanted=False), rules)
        else:
            yield Turn("person wants output", host._replace(wanted=True))
    if host.state is SafetyState.TRIPPED:
        read = move(host, SafetyEvent.ACKNOWLEDGE)
        yield Turn("person acknowledges", read, None, Happening.ACKNOWLEDGE)
    if _can_arm(host, rules):
        armed = move(move(host, SafetyEvent.ACKNOWLEDGE), SafetyEvent.ARM)
        turn = answer("person arms", armed, rules) if host.nonce_is_new else Turn("person arms", armed)
        yield turn._replace(happening=Happening.ARM)


def _lower(host: Host, rules: Rules) -> Turn:
    """A lower image goes out at once, with the nonce that there is."""
    taken = host.armed and host.first_arm is not None and host.echo >= host.first_arm
    if taken and host.state is SafetyState.ENERGISED:
        return answer("person wants zero", host, rules)
    return Turn("person wants zero", host)


def _can_arm(host: Host, rules: Rules) -> bool:
    """At the chair, the device known and read back as not armed."""
    if host.epoch is Epoch.NONE or host.armed:
        return False
    if Broken.TRIP_NOT_LATCHED in rules.without and host.state is SafetyState.TRIPPED:
        return True
    return after(host.state, SafetyEvent.ARM) in LIVE and host.state not in LIVE

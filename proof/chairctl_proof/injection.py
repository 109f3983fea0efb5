"""Faults as data: what happens to a virtual session, and when."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from chairctl.domain.commands import Acknowledge, Action, Arm, Attend, LowerLimit, Present, SetOutput, Stop
from chairctl.domain.time import MILLISECOND, Duration, Instant
from chairctl_proof.line import IDEAL, Disturbance
from chairctl_proof.second_master import SecondMaster
from chairctl_proof.virtual import VirtualSession
from chairctl_simulators.devices.chairlink.chair import SimulatedChair


@dataclass(frozen=True, slots=True)
class Fault:
    """Something happens `at` ns after the injection begins; `kind` is a name of `KINDS`."""

    at: Duration
    kind: str
    params: Mapping[str, Any] = field(default_factory=dict)


def _chair(session: VirtualSession, params: Mapping[str, Any]) -> None:
    """Fields of the simulator's `Faults`."""
    session.chair.set_faults(session.chair.faults.changed(params), session.now)


def _line(session: VirtualSession, params: Mapping[str, Any]) -> None:
    """`direction`, and fields of `Disturbance`."""
    rest = {name: value for name, value in params.items() if name != "direction"}
    for direction in session.line.directions(params["direction"]):
        direction.disturb(Disturbance(**rest))


def _mend_line(session: VirtualSession, _params: Mapping[str, Any]) -> None:
    for direction in session.line.directions("both"):
        direction.disturb(IDEAL)


def _flood(session: VirtualSession, params: Mapping[str, Any]) -> None:
    """Garbage from the chair: `pieces` of `size` bytes, one every `every_ms`."""
    chance = Random(params["seed"])
    for number in range(params["pieces"]):
        garbage = chance.randbytes(params["size"])
        session.line.to_host.inject(garbage, session.now + number * params["every_ms"] * MILLISECOND)


def _replay(session: VirtualSession, params: Mapping[str, Any]) -> None:
    """All pieces that the host has sent lately, but no STOP, arrive anew, in order, `times` over."""
    recorded = [data for data in session.line.to_chair.recorded if not data.startswith(b"\0")]
    for number in range(params.get("times", 1)):
        for data in recorded:
            session.line.to_chair.inject(data, session.now + number * 20 * MILLISECOND)


def _beat(session: VirtualSession, params: Mapping[str, Any]) -> None:
    """Something that is no control turn repeats the host's last packet, every 50 ms for `times`."""
    recorded = session.line.to_chair.recorded
    for number in range(params["times"]):
        session.line.to_chair.inject(recorded[-1], session.now + number * 50 * MILLISECOND)


def _second_master(session: VirtualSession, params: Mapping[str, Any]) -> None:
    """Another host wants `levels`."""
    kinds = tuple(kind for kind, _ in params["layout"])
    session.second_master = SecondMaster(kinds, tuple(params["levels"]))


def _end_second_master(session: VirtualSession, _params: Mapping[str, Any]) -> None:
    session.second_master = None


def _swap(session: VirtualSession, params: Mapping[str, Any]) -> None:
    """Another chair stands at the end of the line."""
    session.chair = SimulatedChair(params["seed"], start_ns=session.now)
    session.contactor.chair = session.chair


def _hang_ledger(session: VirtualSession, _params: Mapping[str, Any]) -> None:
    session.ledger_hangs = True


def _reboot(session: VirtualSession, _params: Mapping[str, Any]) -> None:
    session.chair.reboot(session.now)


def _hold(session: VirtualSession, params: Mapping[str, Any]) -> None:
    """A person asks for outputs by hand: `outputs` by the name of the channel."""
    for name, output in params["outputs"].items():
        session.ask(SetOutput(name, output))


def _lower_limit(session: VirtualSession, params: Mapping[str, Any]) -> None:
    """A person lowers the limit of a channel; `index` is its place on the wire."""
    session.ask(LowerLimit(params["channel"], params["max_level"]))
    if session.oracle:
        session.oracle.wire.caps[params["index"]] = params["max_level"]


def _asks(action: Action) -> Callable[[VirtualSession, Mapping[str, Any]], None]:
    """A person asks for something that needs no words."""

    def ask(session: VirtualSession, _params: Mapping[str, Any]) -> None:
        session.ask(action)

    return ask


KINDS: Final[Mapping[str, Callable[[VirtualSession, Mapping[str, Any]], None]]] = {
    "chair": _chair,
    "line": _line,
    "mend_line": _mend_line,
    "flood": _flood,
    "replay": _replay,
    "beat": _beat,
    "second_master": _second_master,
    "end_second_master": _end_second_master,
    "swap": _swap,
    "reboot": _reboot,
    "hang_ledger": _hang_ledger,
    "unplug": lambda session, _: session.unplug(),
    "pull": lambda session, _: session.pull(),
    "plug": lambda session, _: session.plug(),
    "kill_host": lambda session, _: session.kill_host(),
    "start_host": lambda session, _: session.start_host(),
    "suspend_host": lambda session, _: session.suspend_host(),
    "resume_host": lambda session, _: session.resume_host(),
    "stop": _asks(Stop()),
    "arm": _asks(Arm()),
    "hold": _hold,
    "lower_limit": _lower_limit,
    "acknowledge": _asks(Acknowledge()),
    "present": _asks(Present()),
    "attend": _asks(Attend()),
}


OF_PEOPLE: Final = frozenset({"stop", "arm", "hold", "acknowledge", "present", "attend", "lower_limit"})
"""What needs a host that listens."""


def run_with(session: VirtualSession, faults: Sequence[Fault], begin: Instant, until: Instant) -> None:
    """Let time pass up to `until`; what happens after it stays undone."""
    for fault in sorted(faults, key=lambda each: each.at):
        if session.now <= begin + fault.at <= until:
            session.run_until(begin + fault.at)
            if session.host_runs or fault.kind not in OF_PEOPLE:
                KINDS[fault.kind](session, fault.params)
    session.run_until(until)

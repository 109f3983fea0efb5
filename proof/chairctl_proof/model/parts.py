"""The rules of each part as tables over numbered values; two numbers make one key: first << PAIR | second."""

from typing import Final, NamedTuple

from chairctl_proof.model import device as devices
from chairctl_proof.model import host as hosts
from chairctl_proof.model import line, people
from chairctl_proof.model.device import Device, Frame
from chairctl_proof.model.host import Host, Report, Turn
from chairctl_proof.model.rules import Broken, Rules
from chairctl_proof.model.tables import (
    ARMED,
    DEVICE_MASK,
    FAULTY,
    FRAMES_MASK,
    HOST_MASK,
    ON,
    REPORTS_MASK,
    WATCH_MASK,
    Pool,
    Table,
)
from chairctl_proof.model.watch import Happening, Watch, fault_of_output, note

PAIR: Final = 18
_SECOND: Final = (1 << PAIR) - 1


class Bounds(NamedTuple):
    """How many messages a line holds at once."""

    frames: int = 2
    reports: int = 1


class Step(NamedTuple):
    """A turn of the host in numbers; `frame` is -1 if it sends none."""

    words: str
    host: int
    frame: int
    happening: int


class Taken(NamedTuple):
    """An accepted frame in numbers; the echo has grown `by`."""

    device: int
    by: int


class Parts:
    """Pools and tables under one set of rules and bounds."""

    def __init__(self, rules: Rules, bounds: Bounds) -> None:
        def checked(device: Device, fault: str = "") -> int:
            return devices_pool.number((device, fault or devices.fault_of(device, rules)))

        def step(turn: Turn) -> Step:
            frame = -1 if turn.frame is None else frames_pool.number(turn.frame)
            return Step(turn.words, hosts_pool.number(turn.host), frame, turn.happening)

        def hear(key: int) -> Step | None:
            turn = hosts.hear(hosts_pool.values[key >> PAIR], reports_pool.values[key & _SECOND], rules)
            return None if turn is None else step(turn)

        def take(key: int) -> Taken | None:
            device, frame = devices_pool.values[key >> PAIR][0], frames_pool.values[key & _SECOND]
            after = devices.take(device, frame, rules)
            if after is None:
                return None
            return Taken(checked(after, devices.fault_of_taking(device, frame, after)), frame.ahead)

        def send(key: int) -> tuple[int, ...]:
            frames, frame = lines_out.values[key >> PAIR], frames_pool.values[key & _SECOND]
            return tuple(lines_out.number(one) for one in line.with_frame(frames, frame, bounds.frames))

        def report(key: int) -> tuple[int, ...]:
            reports = lines_in.values[key >> PAIR]
            new = Report(earlier=False, armed=devices_pool.values[key & _SECOND][0].armed, echo=0, age=0)
            return tuple(lines_in.number(one) for one in line.with_report(reports, new, bounds.reports))

        def watch(key: int) -> int:
            return watches_pool.number(
                note(watches_pool.values[key >> PAIR], Happening(key & _SECOND), rules.lease)
            )

        self.hosts = hosts_pool = Pool[Host](HOST_MASK)
        self.watches = watches_pool = Pool[Watch](WATCH_MASK)
        self.devices = devices_pool = Pool[tuple[Device, str]](DEVICE_MASK, _flags)
        self.lines_out = lines_out = Pool[tuple[Frame, ...]](FRAMES_MASK)
        self.lines_in = lines_in = Pool[tuple[Report, ...]](REPORTS_MASK)
        self.frames = frames_pool = Pool[Frame](_SECOND)
        self.reports = reports_pool = Pool[Report](_SECOND)
        self.new_device = checked
        self.time_passes = f"{rules.tick_ms} ms pass"

        self.host_tick: Table[int] = Table(
            lambda key: hosts_pool.number(people.tick(hosts_pool.values[key], rules))
        )
        self.host_turns: Table[tuple[Step, ...]] = Table(
            lambda key: tuple(map(step, people.turns(hosts_pool.values[key], rules)))
        )
        self.hear = Table(hear)
        self.watch = Table(watch)
        self.forbids: Table[str] = Table(lambda key: fault_of_output(watches_pool.values[key], rules.lease))

        self.device_tick: Table[int] = Table(
            lambda key: checked(devices.tick(devices_pool.values[key][0], rules))
        )
        self.device_stop: Table[int] = Table(
            lambda key: checked(devices.stop(devices_pool.values[key][0], rules))
        )
        self.zeroed = checked(devices.ZERO)
        self.device_boot: Table[int] = Table(
            lambda key: checked(devices.boot(devices_pool.values[key][0], rules))
        )
        self.take = Table(take)

        self.frames_of: Table[tuple[int, ...]] = Table(
            lambda key: tuple(map(frames_pool.number, lines_out.values[key]))
        )
        self.reports_of: Table[tuple[int, ...]] = Table(
            lambda key: tuple(map(reports_pool.number, lines_in.values[key]))
        )
        self.send = Table(send)
        self.report = Table(report)
        self.reports_age: Table[int] = Table(
            lambda key: lines_in.number(line.reports_age(lines_in.values[key], rules))
        )
        self.frames_age: Table[int] = Table(
            lambda key: lines_out.number(line.frames_age(lines_out.values[key], rules))
        )

        kept = Broken.STOP_KEEPS_NONCES in rules.without
        self.host_void: Table[int] = Table(
            lambda key: key if kept else hosts_pool.number(hosts.void(hosts_pool.values[key]))
        )
        self.frames_void: Table[int] = Table(
            lambda key: key if kept else lines_out.number(line.frames_void(lines_out.values[key]))
        )
        self.reports_void: Table[int] = Table(
            lambda key: key if kept else lines_in.number(line.reports_void(lines_in.values[key]))
        )

        self.host_boot: Table[int] = Table(
            lambda key: hosts_pool.number(hosts.forget_boot(hosts_pool.values[key]))
        )
        self.frames_boot: Table[int] = Table(
            lambda key: lines_out.number(line.frames_of_earlier_boot(lines_out.values[key]))
        )
        self.reports_boot: Table[int] = Table(
            lambda key: lines_in.number(line.reports_of_earlier_boot(lines_in.values[key]))
        )
        self.host_shift: Table[int] = Table(
            lambda key: hosts_pool.number(hosts.shift(hosts_pool.values[key >> PAIR], key & _SECOND))
        )
        self.frames_shift: Table[int] = Table(
            lambda key: lines_out.number(line.frames_shift(lines_out.values[key >> PAIR], key & _SECOND))
        )
        self.reports_shift: Table[int] = Table(
            lambda key: lines_in.number(line.reports_shift(lines_in.values[key >> PAIR], key & _SECOND))
        )


def _flags(device: tuple[Device, str]) -> int:
    return (ON if device[0].on else 0) | (ARMED if device[0].armed else 0) | (FAULTY if device[1] else 0)

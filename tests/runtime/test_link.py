"""The last steps before the wire: what a slow line does to a stop."""

from tests.support.profiles import chair

from chairctl.control.effects import Transmission
from chairctl.control.families import FAMILIES
from chairctl.domain.packet import Packet
from chairctl.runtime.link import Link
from chairctl.safety.kernel import Kernel
from chairctl.transports.memory import memory_pair

STOP = Packet("chair", b"stop", urgent=True)
OUTPUT = Packet("chair", b"output")


async def test_a_stop_that_waits_on_a_slow_line_is_not_thrown_away_for_the_next_one() -> None:
    profile = chair()
    near, far = memory_pair()
    heard: list[bytes] = []
    await far.open(heard.append, lambda _reason: None)
    await near.open(lambda _data: None, lambda _reason: None)
    kinds = tuple(channel.channel.kind for channel in profile.channels)
    link = Link(
        "chair", FAMILIES[profile.family](profile), kinds, near,
        on_up=print, on_warden=print, on_bytes=print, on_down=print,
    )  # fmt: skip
    link.up = True
    kernel = Kernel((profile,))
    discarded: list[int] = []
    near.discard_output = lambda: discarded.append(near.backlog())  # type: ignore[method-assign]

    near.hold()
    for packet in (OUTPUT, STOP, STOP, STOP):
        permit = kernel.decide((), None, 0).permits[0]
        link.send(Transmission(permit, (packet,), heard=False), 0)
    assert discarded == [len(OUTPUT.data)]
    near.release()
    assert heard == [b"output", b"stop"]

    permit = kernel.decide((), None, 0).permits[0]
    link.send(Transmission(permit, (STOP,), heard=False), 0)
    assert heard == [b"output", b"stop", b"stop"]

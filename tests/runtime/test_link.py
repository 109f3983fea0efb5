"""The last steps before the wire: what the gate holds back, and what a slow line does to a stop."""

import asyncio

import pytest
from tests.support.profiles import chair

from chairctl.control.effects import Transmission
from chairctl.control.families import FAMILIES
from chairctl.domain.channels import Output
from chairctl.domain.packet import Packet
from chairctl.domain.time import MILLISECOND
from chairctl.profiles.loader import load_device
from chairctl.runtime.link import Link
from chairctl.safety.issuer import Issuer
from chairctl.safety.kernel import Kernel
from chairctl.transports.ble_writer import Writer
from chairctl.transports.memory import MemoryTransport, memory_pair

STOP = Packet("chair", b"stop", urgent=True)
OUTPUT = Packet("chair", b"output")


PROFILE = chair()
DEVICE = FAMILIES[PROFILE.family](PROFILE)
KINDS = tuple(channel.channel.kind for channel in PROFILE.channels)


async def opened() -> tuple[Link, MemoryTransport, list[bytes]]:
    """A link whose line is up, its near end, and what the far end hears."""
    near, far = memory_pair()
    heard: list[bytes] = []
    await far.open(heard.append, lambda _reason: None)
    await near.open(lambda _data: None, lambda _reason: None)
    link = Link(
        "chair", DEVICE, KINDS, near,
        on_up=print, on_warden=print, on_bytes=print, on_down=print,
    )  # fmt: skip
    link.up = True
    return link, near, heard


@pytest.mark.parametrize(
    ("why", "levels", "now_ms", "lease_ms"),
    [
        ("above_ceiling", 1_001, 0, 250),
        ("expired", 1, 250, 250),
        ("lease_too_long", 1, 0, 301),
        ("superseded", 1, 0, 250),
        ("wrong_device", None, 0, 250),
    ],
)
async def test_what_the_gate_objects_to_never_reaches_the_line_and_is_counted(
    why: str, levels: int | None, now_ms: int, lease_ms: int
) -> None:
    link, _, heard = await opened()
    issuer = Issuer()
    image = () if levels is None else tuple(Output(levels) for _ in KINDS)
    permit = issuer.issue(image, armed=True, now=0, expires_at=lease_ms * MILLISECOND)
    stop = issuer.issue((), armed=False, now=0, expires_at=0)
    if why == "superseded":
        link.send(Transmission(stop, (STOP,), heard=False), 0)
        heard.clear()
    link.send(Transmission(permit, (OUTPUT,), heard=False), now_ms * MILLISECOND)
    assert heard == []
    assert link.kept_back == {why: 1}
    link.send(Transmission(stop, (STOP,), heard=False), now_ms * MILLISECOND)
    assert heard == [b"stop"]


async def test_what_the_gate_does_not_object_to_goes_out() -> None:
    link, _, heard = await opened()
    permit = Issuer().issue(tuple(Output(1) for _ in KINDS), armed=True, now=0, expires_at=250 * MILLISECOND)
    link.send(Transmission(permit, (OUTPUT,), heard=False), 0)
    assert (heard, link.kept_back) == ([b"output"], {})


async def test_nothing_is_written_to_a_line_that_is_down_and_it_is_counted() -> None:
    link, _, heard = await opened()
    link.up = False
    permit = Issuer().issue(tuple(Output(1) for _ in KINDS), armed=True, now=0, expires_at=250 * MILLISECOND)
    link.send(Transmission(permit, (OUTPUT,), heard=False), 0)
    link.panic()
    assert (heard, link.kept_back) == ([], {"line_down": 1})


async def test_a_panic_goes_past_everything_that_waits() -> None:
    link, near, heard = await opened()
    near.hold()
    permit = Issuer().issue(tuple(Output(1) for _ in KINDS), armed=True, now=0, expires_at=250 * MILLISECOND)
    link.send(Transmission(permit, (OUTPUT,), heard=False), 0)
    link.panic()
    near.release()
    assert heard == [DEVICE.panic]


def armed(issuer: Issuer, link: Link, *packets: Packet) -> None:
    """A turn under an armed permit."""
    permit = issuer.issue(tuple(Output(1) for _ in KINDS), armed=True, now=0, expires_at=250 * MILLISECOND)
    link.send(Transmission(permit, packets, heard=False), 0)


async def test_a_stop_goes_ahead_of_its_turn_past_all_that_waits_and_its_turn_does_not_say_it_again() -> None:
    link, near, heard = await opened()
    issuer = Issuer()
    near.hold()
    armed(issuer, link, OUTPUT)
    link.stop_ahead()
    link.stop_ahead()
    near.release()
    link.stop_ahead()
    assert heard == [DEVICE.panic]
    stop = Packet("chair", DEVICE.panic, urgent=True)
    permit = issuer.issue((), armed=False, now=5, expires_at=5)
    link.send(Transmission(permit, (stop, Packet("chair", b"hello")), heard=False), 5)
    assert heard == [DEVICE.panic, b"hello"]
    assert (link.sent, link.sent_at) == (3, 5)
    link.send(Transmission(permit, (stop,), heard=False), 5)
    assert heard == [DEVICE.panic, b"hello", DEVICE.panic]


async def test_nothing_goes_ahead_of_a_turn_that_has_nothing_to_end_or_no_line() -> None:
    link, _, heard = await opened()
    link.stop_ahead()
    armed(Issuer(), link)
    link.up = False
    link.stop_ahead()
    assert heard == []


async def test_a_stop_that_the_line_did_not_take_ahead_is_said_by_its_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    link, near, heard = await opened()
    issuer = Issuer()
    armed(issuer, link)
    with monkeypatch.context() as patch:
        patch.setattr(near, "write", lambda _data: False)
        link.stop_ahead()
    stop = Packet("chair", DEVICE.panic, urgent=True)
    link.send(Transmission(issuer.issue((), armed=False, now=0, expires_at=0), (stop,), heard=False), 0)
    assert heard == [DEVICE.panic]


async def test_a_stop_that_went_ahead_of_a_turn_without_one_does_not_swallow_the_next() -> None:
    link, _, heard = await opened()
    issuer = Issuer()
    armed(issuer, link)
    link.stop_ahead()
    link.send(Transmission(issuer.issue((), armed=False, now=0, expires_at=0), (), heard=False), 0)
    stop = Packet("chair", DEVICE.panic, urgent=True)
    link.send(Transmission(issuer.issue((), armed=False, now=0, expires_at=0), (stop,), heard=False), 0)
    assert heard == [DEVICE.panic] * 2


async def test_nothing_goes_ahead_on_a_line_without_a_warden_whose_device_chooses_its_moment() -> None:
    profile = load_device("beurer-em70")
    device = FAMILIES[profile.family](profile)
    link, near, heard = await opened()
    link = Link("tens", device, KINDS, near, on_up=print, on_warden=print, on_bytes=print, on_down=print)
    link.up = True
    armed(Issuer(), link)
    link.stop_ahead()
    assert heard == []


class ToldWarden:
    """What a warden would be told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def arm(self) -> None:
        self.told.append("arm")

    def beat(self) -> None:
        self.told.append("beat")

    def stand_down(self) -> None:
        self.told.append("stand down")

    def hear(self) -> None:
        self.told.append("asked")

    async def close(self) -> None:
        self.told.append("let go")


async def test_only_a_turn_that_has_heard_the_device_sends_the_warden_a_beat() -> None:
    link, _, _ = await opened()
    warden = ToldWarden()
    link.warden = warden  # type: ignore[assignment]
    issuer = Issuer()

    def turn(*, armed: bool, heard: bool) -> list[str]:
        permit = issuer.issue((), armed=armed, now=0, expires_at=250 * MILLISECOND)
        link.send(Transmission(permit, (), heard=heard), 0)
        told, warden.told = warden.told, []
        return told

    assert turn(armed=False, heard=True) == []
    assert turn(armed=True, heard=True) == ["arm"]
    assert turn(armed=True, heard=False) == []
    assert turn(armed=True, heard=True) == ["beat"]
    assert turn(armed=False, heard=True) == ["stand down"]
    assert turn(armed=False, heard=True) == []


async def test_while_armed_what_the_warden_says_comes_before_what_the_device_says() -> None:
    near, far = memory_pair()
    await far.open(lambda _data: None, lambda _reason: None)
    warden = ToldWarden()
    link = Link(
        "chair", DEVICE, KINDS, near,
        on_up=print, on_warden=print, on_bytes=lambda *_: warden.told.append("bytes"), on_down=print,
    )  # fmt: skip
    running = asyncio.create_task(link.run())
    await asyncio.sleep(0)
    link.warden = warden  # type: ignore[assignment]
    issuer = Issuer()
    for armed in (False, True, False):
        permit = issuer.issue((), armed=armed, now=0, expires_at=250 * MILLISECOND)
        link.send(Transmission(permit, (), heard=False), 0)
        far.write(b"report")
        await asyncio.sleep(0)
    running.cancel()
    await link.close()
    assert warden.told == ["bytes", "arm", "asked", "bytes", "stand down", "bytes", "let go"]


async def test_a_stop_of_several_packets_leaves_whole_over_bluetooth_also_behind_an_output() -> None:
    left: list[bytes] = []
    stops = tuple(Packet("chair", data, urgent=True) for data in (b"back", b"legs", b"rollers"))

    async def send(piece: bytes) -> None:
        left.append(piece)
        await asyncio.sleep(0)

    link, near, _ = await opened()
    writer = Writer(send, lambda: 20, print)
    near.write, near.discard_output = writer.put, writer.discard  # type: ignore[method-assign]
    near.backlog = writer.backlog  # type: ignore[method-assign]
    issuer = Issuer()
    armed(issuer, link, OUTPUT)
    permit = issuer.issue((), armed=False, now=0, expires_at=0)
    link.send(Transmission(permit, stops, heard=False), 0)
    link.send(Transmission(permit, stops, heard=False), 0)
    async with asyncio.timeout(10):
        while writer.backlog():
            await asyncio.sleep(0)
    writer.end()
    assert left == [b"back", b"legs", b"rollers"]


async def test_a_stop_that_waits_on_a_slow_line_is_not_thrown_away_for_the_next_one() -> None:
    link, near, heard = await opened()
    kernel = Kernel((PROFILE,))
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

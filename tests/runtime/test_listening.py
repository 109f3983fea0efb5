"""Devices are listened to and asked; nothing that energises ever leaves."""

import asyncio
import os
import pty
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.chair_process import chair_process
from tests.support.pty_device import boot_clock, on_a_pty

from chairctl.domain.time import SECOND
from chairctl.profiles.loader import device_names, load_device
from chairctl.protocols.chairlink.frames import HELLO, STOP, Frame, Kind, decode
from chairctl.protocols.openemsstim import device as openemsstim
from chairctl.runtime.identifying import identify
from chairctl.runtime.listening import LineError, Listening, check_address, overhear
from chairctl_simulators.devices.openemsstim import SimulatedBoard
from chairctl_simulators.devices.sciencemode4 import SimulatedP24

CHAIR = load_device("chairlink-reference")
ALL = [load_device(name) for name in device_names()]


class DeviceEnd:
    """The far end of a pseudo-terminal, played by the test."""

    def __init__(self) -> None:
        self.end, self._near = pty.openpty()
        tty.setraw(self._near)
        os.set_blocking(self.end, False)
        self.address = os.ttyname(self._near)

    def heard(self) -> bytes:
        """What was written to it since the last call."""
        try:
            return os.read(self.end, 65536)
        except BlockingIOError:
            return b""

    def close(self) -> None:
        os.close(self.end)
        os.close(self._near)


@pytest.fixture
def device() -> Iterator[DeviceEnd]:
    end = DeviceEnd()
    yield end
    end.close()


async def test_a_chair_is_recognised_in_silence_then_asked_and_fits(tmp_path: Path) -> None:
    with chair_process(tmp_path) as chair:
        verdict = await identify(chair.url, ALL, 5)
        assert verdict.overheard > 0
        (answer,) = verdict.found
        assert (answer.profile.name, answer.objection) == ("chairlink-reference", None)
        assert answer.identity
        assert answer.identity.serial_number == "SIM-000001"
        assert all(record["outputs_zero"] for record in chair.truth())


async def test_a_device_that_says_nothing_is_told_nothing(device: DeviceEnd) -> None:
    verdict = await identify(device.address, ALL, 0.5)
    assert (verdict.overheard, verdict.found) == (0, ())
    assert "chairlink" in verdict.possible
    assert "keeson" not in verdict.possible
    assert device.heard() == b""


async def test_a_device_in_a_foreign_language_is_told_nothing(device: DeviceEnd) -> None:
    async def babble() -> None:
        while True:
            os.write(device.end, b"GOOD MORNING\r\n\0")
            await asyncio.sleep(0.05)

    babbling = asyncio.create_task(babble())
    verdict = await identify(device.address, ALL, 0.5)
    babbling.cancel()
    assert verdict.overheard > 0
    assert verdict.found == ()
    assert device.heard() == b""


async def test_a_device_that_starts_when_it_is_opened_is_given_the_time_that_it_takes() -> None:
    profile = load_device("openemsstim")
    with on_a_pty(lambda now: SimulatedBoard(0, now)) as served:
        verdict = await identify(served.url, [profile], 0.6, pinned=True)  # it starts for more than 2 s
        (answer,) = verdict.found
        assert (answer.is_heard, answer.objection) == (True, None)
        assert served.truth().outputs_zero


async def test_the_persons_choice_is_asked_even_in_silence(device: DeviceEnd) -> None:
    verdict = await identify(device.address, [CHAIR], 1.5, pinned=True)
    (answer,) = verdict.found
    assert (answer.identity, answer.is_heard) == (None, False)
    assert answer.objection
    assert answer.objection.code == "not_identified"
    pieces = set(device.heard().split(b"\0")) - {b""}
    assert pieces == {STOP[:-1], HELLO[:-1]}


async def test_a_chair_with_other_channels_may_only_be_read(tmp_path: Path) -> None:
    with chair_process(tmp_path, "--layout", "roller,air") as chair:
        verdict = await identify(chair.url, [CHAIR], 2, pinned=True)
    (answer,) = verdict.found
    assert answer.identity
    assert answer.objection
    assert answer.objection.code == "wrong_channels"


async def test_only_stop_and_hello_leave_however_long_it_listens(tmp_path: Path) -> None:
    passed: list[tuple[str, bytes]] = []
    with chair_process(tmp_path) as chair:
        async with Listening(CHAIR, chair.url, lambda word, data: passed.append((word, data))) as listening:
            await asyncio.sleep(1.5)
            assert listening.problem() is None
            assert listening.found().objection is None
    sent = b"".join(data for word, data in passed if word == "out")
    frames = [decode(piece) for piece in sent.split(b"\0") if piece]
    assert {frame.kind for frame in frames if isinstance(frame, Frame)} == {Kind.STOP, Kind.HELLO}
    assert passed[0] == ("up", b"")


async def test_a_line_that_is_not_there_is_said(tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nothing")
    for pinned in (False, True):
        with pytest.raises(LineError) as refused:
            await identify(nowhere, [CHAIR], 0.5, pinned=pinned)
        assert (refused.value.code, refused.value.address) == ("missing", nowhere)
    with pytest.raises(LineError) as refused:
        check_address(CHAIR, "nonsense")
    assert refused.value.code == "address"


async def test_the_end_of_a_line_that_is_only_overheard_is_told(device: DeviceEnd, tmp_path: Path) -> None:
    passed: list[tuple[str, bytes]] = []
    with chair_process(tmp_path) as chair:
        async with overhear(chair.url, None, None, lambda *one: passed.append(one)) as lost:
            chair.tell(unplug=True)
            async with asyncio.timeout(5):
                await lost.wait()
    assert passed[0] == ("up", b"")
    assert passed[-1] == ("down", b"hangup")


async def test_bluetooth_that_is_not_there_is_said_in_a_word_of_the_catalogue() -> None:
    with pytest.raises(LineError) as refused:
        await identify("ble:AA:BB:CC:DD:EE:FF", ALL, 0.5)
    assert refused.value.code == "no_bluetooth"


async def test_a_stimulator_that_only_speaks_when_asked_is_asked_by_its_sign_or_by_a_person() -> None:
    p24 = load_device("hasomed-p24")
    with on_a_pty(lambda now: SimulatedP24(1, now)) as device:
        unmarked = await identify(device.url, ALL, 0.4)
        assert (unmarked.found, device.heard) == ((), b"")
        verdict = await identify(device.url, [p24], 3, pinned=True)
        assert device.device.outputs_zero
    (answer,) = verdict.found
    assert answer.identity
    assert (answer.identity.serial_number, answer.objection) == ("P24-000001", None)


async def test_a_board_of_single_letters_is_told_nothing_before_its_banner_was_read() -> None:
    """The letters 1, 2, q, a, w and s are orders to it, without any time-out."""
    with on_a_pty(lambda now: SimulatedBoard(1, now)) as board:
        await asyncio.sleep(0.1)
        others = [profile for profile in ALL if profile.family != "openemsstim"]
        assert (await identify(board.url, others, 0.5)).found == ()
        assert board.heard == b""
        asking = asyncio.create_task(identify(board.url, [load_device("openemsstim")], 3))
        await asyncio.sleep(0.5)
        board.device.reboot(boot_clock())  # as opening the port does where the board is real
        await asyncio.sleep(3.2)
        board.device.reboot(boot_clock())
        verdict = await asking
        assert board.device.outputs_zero
    (answer,) = verdict.found
    assert answer.objection is None
    assert set(board.heard) <= set(b"WV,018.0123456789ABCDEF\n")


async def test_a_board_without_a_banner_is_waited_for_and_then_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openemsstim, "BOOT", 3 * SECOND)
    with on_a_pty(lambda now: SimulatedBoard(1, now)) as board:
        await asyncio.sleep(2)  # it has started long ago
        verdict = await identify(board.url, [load_device("openemsstim")], 1, pinned=True)
        assert board.device.outputs_zero
    (answer,) = verdict.found
    assert answer.objection is None

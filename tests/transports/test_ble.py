"""Bluetooth through unmodified bleak and its BlueZ backend, against a GATT server on a private bus."""

import asyncio
import time

from tests.support.radio import ADDRESS, GATT, ble, bus, radio, session_bus
from tests.transports.far_end import Listener

from chairctl.transports.ble_writer import KEEP_S, WRITE_S
from chairctl_simulators.ble.bus import PrivateBus

__all__ = ["bus", "session_bus"]


from tests.transports.ble_line import linked, lost, refused


def stall() -> None:
    """The process stands still until what waits is too old."""
    time.sleep(KEEP_S + 0.05)


async def test_bytes_go_both_ways_and_close_frees_the_device(bus: PrivateBus) -> None:
    async with radio(bus) as far:
        async with linked(far) as (line, near):
            far.say(b"hello")
            await near.until(lambda: near.data == b"hello")
            assert line.write(b"good day")
            await far.until_told(1)
            assert far.told == [b"good day"]
        assert not far.connected
        assert near.lost == []
        assert not line.write(b"too late")


async def test_it_subscribes_before_anything_is_written(bus: PrivateBus) -> None:
    async with radio(bus) as far, linked(far) as (line, _):
        line.write(b"first")
        await far.until_told(1)
        members = [member for _, member in far.bluez.calls]
        assert members.index("StartNotify") < members.index("WriteValue")


async def test_the_warden_hears_the_device_even_when_the_host_is_gone(bus: PrivateBus) -> None:
    async with radio(bus) as far, linked(far) as (line, _):
        guard = line.guard(b"stop")
        assert guard
        assert guard.descriptor == line.descriptor
        assert guard.over_bluetooth
        async with asyncio.timeout(1):
            while [member for _, member in far.bluez.calls].count("StartNotify") < 2:
                await asyncio.sleep(0.01)  # one for the host, one for the warden


async def test_a_closed_line_has_no_guard(bus: PrivateBus) -> None:
    line = ble()
    assert (line.guard(b"stop"), line.descriptor, line.backlog()) == (None, None, 0)
    line.discard_output()


async def test_a_device_is_found_by_its_name(bus: PrivateBus) -> None:
    async with radio(bus) as far, linked(far, ble("Chair")):
        pass


async def test_a_device_is_found_by_an_address_in_small_letters(bus: PrivateBus) -> None:
    async with radio(bus) as far, linked(far, ble(ADDRESS.lower())):
        pass


async def test_long_packets_are_cut_to_what_the_link_carries(bus: PrivateBus) -> None:
    async with radio(bus, mtu=23) as far, linked(far) as (line, near):
        line.write(bytes(range(50)))
        await far.until_told(3)
        assert [len(told) for told in far.told] == [20, 20, 10]
        assert b"".join(far.told) == bytes(range(50))
        far.say(bytes(range(50)))
        await near.until(lambda: near.data == bytes(range(50)))


async def test_writes_with_response_wait_for_it(bus: PrivateBus) -> None:
    async with radio(bus) as far:
        far.fault(latency_ms=30)
        async with linked(far, ble(gatt=GATT._replace(acknowledged=True))) as (line, _):
            line.write(b"one")
            await asyncio.sleep(0)
            line.write(b"two")
            await far.until_told(2)
            assert far.told == [b"one", b"two"]
            assert line.backlog() == 3  # the answer to it is on its way
            await asyncio.sleep(0.05)
            assert line.backlog() == 0


async def test_the_newest_image_replaces_the_waiting_one_and_a_stop_goes_first(bus: PrivateBus) -> None:
    async with radio(bus) as far:
        far.fault(latency_ms=40)
        async with linked(far, ble(gatt=GATT._replace(acknowledged=True))) as (line, _):
            line.write(b"on its way")
            await asyncio.sleep(0.01)
            for image in (b"old", b"older"):
                line.write(image)
                await asyncio.sleep(0)
            line.discard_output()
            line.write(b"STOP")
            line.write(b"hello")
            await asyncio.sleep(0)
            line.write(b"new")
            await far.until_told(3)
            await asyncio.sleep(0.1)
            assert far.told == [b"on its way", b"STOP", b"new"]


async def test_what_one_turn_writes_stays_together(bus: PrivateBus) -> None:
    async with radio(bus) as far, linked(far) as (line, _):
        for packet in (b"one", b"two", b"three"):
            line.write(packet)
        await far.until_told(3)
        assert far.told == [b"one", b"two", b"three"]


async def test_after_a_stall_nothing_of_before_is_sent_but_a_stop(bus: PrivateBus) -> None:
    async with radio(bus) as far, linked(far) as (line, _):
        line.write(b"image")
        stall()
        await asyncio.sleep(0.05)
        assert far.told == []
        line.discard_output()
        line.write(b"STOP")
        line.write(b"image")
        stall()
        await asyncio.sleep(0.05)
        assert far.told == [b"STOP"]
        line.write(b"fresh")
        await far.until_told(2)


async def test_a_write_that_hangs_is_given_up_within_the_lease_and_the_link_dropped(bus: PrivateBus) -> None:
    async with radio(bus) as far, linked(far) as (line, near):
        far.fault(hang=True)
        began = asyncio.get_running_loop().time()
        assert line.write(b"image")
        await near.until(lambda: bool(near.lost))
        took = asyncio.get_running_loop().time() - began
        assert await lost(near) == "stuck"
        assert WRITE_S <= took < 0.3
        assert not line.write(b"image")
        async with asyncio.timeout(1):
            while far.connected:
                await asyncio.sleep(0.01)


async def test_a_lost_link_is_reported_once_and_can_be_made_again(bus: PrivateBus) -> None:
    async with radio(bus) as far, linked(far) as (line, near):
        far.bluez.lose_link(far.device)
        assert await lost(near) == "hangup"
        assert not line.write(b"nobody hears")
        async with linked(far, line):
            line.write(b"again")
            await far.until_told(1)


async def test_silence_is_no_loss(bus: PrivateBus) -> None:
    async with radio(bus) as far, linked(far) as (line, near):
        far.fault(mute=True, deaf=True)
        far.say(b"unheard")
        assert line.write(b"unheard")
        await asyncio.sleep(0.1)
        assert (near.data, near.lost, line.backlog()) == (b"", [], 0)


async def test_a_device_is_held_by_one_line_at_a_time(bus: PrivateBus) -> None:
    async with radio(bus) as far:
        async with linked(far):
            assert await refused(ble("Chair")) == "busy"
            assert far.connected
        async with linked(far, ble("Chair")):
            pass


async def test_two_who_want_one_device_at_once_do_not_both_get_it(bus: PrivateBus) -> None:
    async with radio(bus) as far:
        lines = (ble(), ble("Chair"))
        listeners = (Listener(), Listener())
        opened = await asyncio.gather(
            *(line.open(near.on_bytes, near.on_lost) for line, near in zip(lines, listeners, strict=True)),
            return_exceptions=True,
        )
        assert sorted(str(getattr(one, "code", one)) for one in opened) == ["None", "busy"]
        assert [member for _, member in far.bluez.calls].count("Connect") == 1
        for line in lines:
            await line.close()


async def test_a_link_that_a_killed_program_left_behind_is_taken_over(bus: PrivateBus) -> None:
    async with radio(bus) as far:
        line = ble()
        await line.open(lambda _data: None, lambda _reason: None)
        assert line._claim
        line._claim.close()  # as the system does for a program that is killed
        async with linked(far) as (heir, near):
            far.say(b"hello")
            await near.until(lambda: near.data == b"hello")
            heir.write(b"mine")
            await far.until_told(1)
        await line.close()


async def test_a_device_that_insists_is_paired_with(bus: PrivateBus) -> None:
    async with radio(bus, needs_bond=True) as far, linked(far) as (line, near):
        assert far.bluez.is_bonded(far.device)
        far.say(b"hello")
        await near.until(lambda: near.data == b"hello")
        line.write(b"good day")
        await far.until_told(1)


async def test_the_first_characteristic_that_the_device_has_is_written_to(bus: PrivateBus) -> None:
    async with radio(bus) as far:
        write = ("00002a00-0000-1000-8000-00805f9b34fb", *GATT.write)
        async with linked(far, ble(gatt=GATT._replace(write=write, notify=None))) as (line, _):
            line.write(b"good day")
            await far.until_told(1)

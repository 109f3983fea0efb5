import asyncio
import os
import subprocess
import sys
import tty
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import serial as pyserial
from tests.transports.far_end import Listener

from chairctl.transports.serial import SerialTransport
from chairctl.transports.transport import Transport, TransportError


@dataclass
class Pty:
    master: int
    path: str
    is_open: bool = True

    def hang_up(self) -> None:
        if self.is_open:
            self.is_open = False
            os.close(self.master)


@pytest.fixture
def pty() -> Iterator[Pty]:
    master, slave = os.openpty()
    tty.setraw(slave)
    pair = Pty(master, os.ttyname(slave))
    os.close(slave)
    yield pair
    pair.hang_up()


async def opened(path: str, listener: Listener) -> SerialTransport:
    transport = SerialTransport(path, path)
    await transport.open(listener.on_bytes, listener.on_lost)
    return transport


async def test_bytes_go_both_ways_unchanged(pty: Pty) -> None:
    listener = Listener()
    transport: Transport = await opened(pty.path, listener)
    every_byte = bytes(range(256))
    assert transport.write(every_byte)
    assert os.read(pty.master, 1000) == every_byte
    os.write(pty.master, every_byte)
    await listener.until(lambda: len(listener.data) == 256)
    assert listener.data == every_byte
    assert transport.address == pty.path
    await transport.close()


async def test_a_port_that_is_not_there_is_missing() -> None:
    with pytest.raises(TransportError) as caught:
        await opened("/dev/no-such-port", Listener())
    assert caught.value.code == "missing"
    assert caught.value.address == "/dev/no-such-port"


async def test_something_that_is_no_port_fails(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("no port")
    with pytest.raises(TransportError) as caught:
        await opened(str(file), Listener())
    assert caught.value.code == "failed"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give up its rights")
async def test_a_port_that_we_may_not_open_says_so(pty: Pty) -> None:
    os.chmod(pty.path, 0o600)
    program = (
        "import asyncio, concurrent.futures.thread, os, sys\n"
        "from chairctl.transports.serial import SerialTransport\n"
        "from chairctl.transports.transport import TransportError\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "try:\n"
        "    asyncio.run(SerialTransport('x', sys.argv[1]).open(print, print))\n"
        "except TransportError as error:\n"
        "    print(error.code)\n"
    )
    command = [sys.executable, "-c", program, pty.path]
    child = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True)
    assert child.stderr == ""
    assert child.stdout.strip() == "permission"


async def test_a_second_opener_in_the_same_process_is_refused(pty: Pty) -> None:
    first = await opened(pty.path, Listener())
    with pytest.raises(TransportError) as caught:
        await opened(pty.path, Listener())
    assert caught.value.code == "busy"
    await first.close()
    second = await opened(pty.path, Listener())
    await second.close()


async def test_a_second_opener_in_another_process_is_refused(pty: Pty) -> None:
    transport = await opened(pty.path, Listener())
    program = (
        "import asyncio, sys\n"
        "from chairctl.transports.serial import SerialTransport\n"
        "from chairctl.transports.transport import TransportError\n"
        "try:\n"
        "    asyncio.run(SerialTransport('x', sys.argv[1]).open(print, print))\n"
        "except TransportError as error:\n"
        "    print(error.code)\n"
    )
    command = [sys.executable, "-c", program, pty.path]
    child = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=True)
    assert child.stdout.strip() == "busy"
    await transport.close()


async def test_a_port_that_another_process_holds_is_busy(pty: Pty) -> None:
    program = (
        "import serial, sys\n"
        "port = serial.Serial(sys.argv[1], exclusive=True)\n"
        "print('held', flush=True)\n"
        "input()\n"
    )
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, pty.path, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdout
    assert child.stdin
    assert await child.stdout.readline() == b"held\n"
    with pytest.raises(TransportError) as caught:
        await opened(pty.path, Listener())
    assert caught.value.code == "busy"
    child.stdin.write(b"\n")
    await child.wait()
    transport = await opened(pty.path, Listener())
    await transport.close()


async def test_a_hang_up_is_reported_once_and_the_port_is_released(pty: Pty) -> None:
    listener = Listener()
    transport = await opened(pty.path, listener)
    pty.hang_up()
    await listener.until(lambda: bool(listener.lost))
    assert transport.write(b"x") is False
    assert transport.backlog() == 0
    transport.discard_output()
    await listener.settle()
    await transport.close()
    assert listener.lost == ["hangup"]


async def test_a_write_that_finds_the_line_broken_reports_it_later_and_once(pty: Pty) -> None:
    listener = Listener()
    transport = await opened(pty.path, listener)
    pty.hang_up()
    assert transport.write(b"x") is False
    assert listener.lost == []
    await listener.settle()
    assert listener.lost == ["hangup"]
    await transport.close()


async def test_a_broken_line_that_nobody_has_noticed_yet_has_no_backlog(pty: Pty) -> None:
    transport = await opened(pty.path, Listener())
    pty.hang_up()
    assert transport.backlog() == 0
    transport.discard_output()
    await transport.close()


async def test_nothing_is_reported_after_close(pty: Pty) -> None:
    listener = Listener()
    transport = await opened(pty.path, listener)
    pty.hang_up()
    transport.write(b"x")
    await transport.close()
    await transport.close()
    await listener.settle()
    assert listener.lost == []
    assert transport.descriptor is None
    assert transport.write(b"x") is False


async def test_a_full_line_takes_no_more_and_does_not_block_and_can_be_emptied(pty: Pty) -> None:
    transport = await opened(pty.path, Listener())
    taken = 0
    while taken < 1_000_000 and transport.write(b"\x55" * 1000):
        taken += 1000
    assert 10_000 < taken < 1_000_000
    assert transport.write(b"\x55" * 1000) is False
    transport.discard_output()
    assert transport.write(b"stop")
    os.set_blocking(pty.master, False)
    left = b""
    while not left.endswith(b"stop"):
        left += os.read(pty.master, 100_000)
    # the few thousand bytes that the far end already had are not ours to take back
    assert len(left) < 5_000
    await transport.close()


async def test_a_line_can_be_opened_again(pty: Pty) -> None:
    listener = Listener()
    transport = await opened(pty.path, listener)
    await transport.close()
    await transport.open(listener.on_bytes, listener.on_lost)
    descriptor = transport.descriptor
    assert descriptor is not None
    assert os.ttyname(descriptor) == pty.path
    os.write(pty.master, b"hi")
    await listener.until(lambda: listener.data == b"hi")
    await transport.close()


async def test_an_open_that_is_given_up_gives_the_port_back(pty: Pty) -> None:
    opening = asyncio.create_task(SerialTransport("x", pty.path).open(print, print))
    await asyncio.to_thread(lambda: None)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    await Listener().settle()
    port = pyserial.Serial(pty.path, exclusive=True)
    port.close()

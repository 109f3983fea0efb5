"""The simulated P24 answers every request, ends by itself, and has the faults that its maker names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairctl_simulators.devices.sciencemode4 import SimulatedP24, Truth
from chairctl_simulators.devices.sciencemode4.frames import Message, Reader, write

MS = 1_000_000
LOW_INIT, LOW_CONFIG, LOW_STOP, INIT, UPDATE, STOP, STATE = 0, 2, 4, 30, 32, 34, 36
BATTERY, RESET, STATUS = 54, 58, 62


def pulses(mask: int, half_ma: int, width_us: int = 200, period_half_ms: int = 20) -> bytes:
    block = b"\x10" + (period_half_ms * 2).to_bytes(2, "big")
    for sign in (1, -1):
        block += (width_us << 20 | (300 + sign * half_ma) << 10).to_bytes(4, "big")
    return bytes((mask,)) + block * mask.bit_count()


class Bench:
    """A device, and every message that it has said."""

    def __init__(self, **faults: object) -> None:
        self.unit = SimulatedP24(42)
        self.now = 0
        self.said: list[Message] = []
        self.number = 0
        self._reader = Reader()
        self.suffer(**faults)

    def suffer(self, **faults: object) -> None:
        self.unit.set_faults(self.unit.faults.changed(faults), self.now)

    def wait(self, ms: int) -> Truth:
        end = self.now + ms * MS
        while (due := self.unit.next_deadline()) <= end:
            self.now = due
            self._hear(self.unit.advance(due))
        self.now = end
        self._hear(self.unit.advance(end))
        return self.unit.truth(end)

    def ask(self, command: int, data: bytes = b"", ms: int = 100) -> bytes:
        """The data of the answer."""
        self.number = (self.number + 1) % 64
        self._hear(self.unit.feed(write(command, self.number, data), self.now))
        self.wait(ms)
        assert (self.said[-1].command, self.said[-1].number) == (command + 1, self.number)
        return self.said[-1].data

    def start(self, mask: int, half_ma: int) -> None:
        assert self.ask(INIT, b"\1") == b"\0"
        assert self.ask(UPDATE, pulses(mask, half_ma)) == b"\0"

    def _hear(self, data: bytes) -> None:
        self.said += [message for message in self._reader.feed(data) if message]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_switching_the_high_voltage_takes_its_time_and_pulses_end_before_it(bench: Bench) -> None:
    bench.unit.feed(write(INIT, 1, b"\1"), bench.now)
    assert bench.unit.advance(80 * MS - 1) == b""
    assert bench.unit.advance(80 * MS) == write(INIT + 1, 1, b"\0")
    bench.now = 80 * MS
    bench.ask(UPDATE, pulses(1, 20))
    bench.unit.feed(write(STOP, 0), bench.now)
    assert bench.unit.truth(bench.now).outputs_zero
    assert bench.unit.advance(bench.now + 39 * MS) == b""
    assert bench.unit.advance(bench.now + 40 * MS) == write(STOP + 1, 0, b"\0")


def test_a_stimulation_ends_two_seconds_after_the_last_question(bench: Bench) -> None:
    bench.start(1, 20)
    for _ in range(3):
        assert bench.ask(STATE, b"\4", 1900)[2] == 1
    assert not bench.wait(99).outputs_zero
    assert bench.wait(2).outputs_zero
    assert bench.ask(STATE, b"\4")[2] == 0
    assert bench.ask(STATUS)[1] == 2


def test_without_its_deadman_it_goes_on(bench: Bench) -> None:
    bench.start(1, 20)
    bench.suffer(no_deadman=True)
    assert not bench.wait(60_000).outputs_zero


def test_questions_before_an_init_are_refused(bench: Bench) -> None:
    assert bench.ask(UPDATE, pulses(1, 20)) == b"\7"
    assert bench.ask(STATE, b"\4") == b"\7"
    assert bench.ask(LOW_CONFIG, b"\0\0\0\0\0") == b"\7\0\0"
    assert bench.ask(STOP) == b"\0"
    bench.suffer(stop_refused=True)
    assert bench.ask(STOP) == b"\7"


def test_the_levels_exclude_each_other(bench: Bench) -> None:
    assert bench.ask(LOW_INIT, b"\0") == b"\0"
    assert bench.ask(STATUS)[1] == 1
    assert bench.ask(INIT, b"\1") == b"\7"
    assert bench.ask(LOW_CONFIG, b"\xd1" + pulses(0, 0)[1:] + bytes(8)) == b"\0\x12\0"
    assert bench.ask(LOW_CONFIG, b"\xd1\0") == b"\2\0\0"
    assert bench.unit.truth(bench.now).low_pulses == 1
    assert bench.ask(LOW_STOP) == b"\0"
    bench.ask(INIT, b"\1")
    assert bench.ask(LOW_INIT, b"\0") == b"\7"


@pytest.mark.parametrize("data", [b"", b"\1", b"\1\x10\0\2", b"\1\0\0\0" + bytes(4), pulses(1, 20) + b"\0"])
def test_an_update_with_wrong_parameters_is_refused(bench: Bench, data: bytes) -> None:
    bench.start(1, 20)
    assert bench.ask(UPDATE, data) == b"\2"
    assert not bench.unit.truth(bench.now).outputs_zero


def test_currents_beyond_the_range_are_refused(bench: Bench) -> None:
    bench.ask(INIT, b"\1")
    beyond = bytes((1, 0, 0, 40)) + (200 << 20 | 601 << 10).to_bytes(4, "big")
    assert bench.ask(UPDATE, beyond) == b"\2"
    assert bench.ask(INIT, b"") == b"\2"
    assert bench.ask(STATE, b"\5") == b"\2"


def test_quarter_milliseconds_and_net_charge_are_seen(bench: Bench) -> None:
    bench.ask(INIT, b"\1")
    lone = bytes((1, 0)) + (101).to_bytes(2, "big") + (100 << 20 | 340 << 10).to_bytes(4, "big")
    assert bench.ask(UPDATE, lone) == b"\0"
    output = bench.wait(1).stimulations[0]
    assert output.rate_tenth_hz == 800
    assert output.net_charge_nc == 100 * 200 / 10


@pytest.mark.parametrize(("stop_all", "left"), [(b"\1", 0.0), (b"\0", 20.0)])
def test_an_electrode_that_comes_off_stops_all_channels_or_its_own(
    bench: Bench, stop_all: bytes, left: float
) -> None:
    bench.ask(INIT, stop_all)
    bench.ask(UPDATE, pulses(0b11, 40))
    bench.suffer(electrodes_off=1)
    truth = bench.wait(30)
    assert [output.current_ma for output in truth.stimulations[:2]] == [0.0, left]
    answer = bench.ask(STATE, b"\4")
    assert (answer[0], answer[3]) == (10, 1)
    assert bench.ask(STATE, b"\2")[2] & 0xF == 1
    assert bench.ask(STATE, b"\3")[2] & 0xF == 1
    bench.suffer(electrodes_off=0)
    bench.ask(UPDATE, pulses(1, 40))
    assert bench.ask(STATE, b"\4")[0] == 0


def test_below_15_ma_an_electrode_that_is_off_is_not_seen(bench: Bench) -> None:
    bench.start(1, 29)
    bench.suffer(electrodes_off=1)
    bench.wait(100)
    assert bench.ask(STATE, b"\4")[:3] == b"\0\4\1"


def test_dry_electrodes_and_pulses_that_do_not_fit(bench: Bench) -> None:
    bench.start(1, 40)
    bench.suffer(dry_electrodes=1)
    bench.wait(50)
    assert bench.ask(STATE, b"\4")[0] == 28
    bench.ask(UPDATE, pulses(1, 40, width_us=4000, period_half_ms=10))
    bench.wait(50)
    assert bench.ask(STATE, b"\4")[0] == 16


def test_a_source_that_fails_ends_all_and_says_so_unasked(bench: Bench) -> None:
    bench.start(1, 40)
    bench.suffer(high_voltage=True)
    assert bench.wait(30).outputs_zero
    assert bench.said[-1] == Message(0, 66, b"\x08")
    assert bench.ask(INIT, b"\1") == b"\x08"


def test_a_command_that_it_does_not_know_is_told_so(bench: Bench) -> None:
    bench.unit.feed(write(200, 9), 0)
    bench.wait(10)
    assert bench.said[-1] == Message(9, 67, b"\x0b")
    bench.unit.feed(write(STATUS, 9, spoil=1), bench.now)
    bench.wait(10)


def test_a_frame_that_came_broken_is_told_so(bench: Bench) -> None:
    assert bench.unit.feed(write(STATUS, 9, spoil=1), 0) == write(66, 0, b"\1")


def test_reset_battery_and_busy(bench: Bench) -> None:
    bench.start(1, 20)
    bench.suffer(battery_mv=7543, busy=True)
    assert bench.ask(BATTERY) == b"\0\x39\x1d\x77"
    assert bench.ask(UPDATE, pulses(1, 30)) == b"\x15"
    assert bench.ask(RESET) == b"\0"
    assert bench.unit.truth(bench.now).outputs_zero


def test_a_mute_a_deaf_and_a_rebooted_device(bench: Bench) -> None:
    bench.start(1, 20)
    bench.suffer(mute=True)
    assert bench.unit.feed(write(STATUS, 1), bench.now) == b""
    assert bench.unit.advance(bench.now + 100 * MS) == b""
    bench.suffer(mute=False, deaf=True)
    assert bench.unit.feed(write(STATUS, 1), bench.now + 200 * MS) == b""
    bench.unit.reboot(bench.now + 200 * MS)
    assert bench.unit.truth(bench.now + 200 * MS).status == 0


@pytest.mark.parametrize(
    "change", [{"nonsense": 1}, {"deaf": 1}, {"electrodes_off": 256}, {"battery_mv": True}]
)
def test_faults_that_do_not_exist_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="fault"):
        SimulatedP24(1).faults.changed(change)


@given(st.lists(st.tuples(st.integers(0, 90), st.binary(max_size=30), st.integers(0, 300)), max_size=12))
def test_no_request_breaks_it(requests: list[tuple[int, bytes, int]]) -> None:
    bench = Bench()
    for command, data, ms in requests:
        bench.unit.feed(write(command, 1, data), bench.now)
        bench.unit.feed(data, bench.now)
        bench.wait(ms)
    assert bench.unit.next_deadline() >= bench.now

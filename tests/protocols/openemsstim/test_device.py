from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.profiles import air

from chairctl.domain.channels import OFF, Channel, ChannelKind, Output, StimulationMode
from chairctl.domain.packet import Packet
from chairctl.domain.telemetry import Garbled, Identity, Refusal, Report, Telemetry
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.profiles.attenuator import level_of
from chairctl.profiles.device import ChannelProfile, StimulationBounds
from chairctl.protocols.openemsstim.device import OpenEmsStim
from chairctl.safety.issuer import Issuer

ISSUER = Issuer()
PULSES = StimulationMode(100, 500)
FULL_SCALE = 200
BOUNDS = StimulationBounds(250, 1_200, 2_500, full_scale_tenth_ma=FULL_SCALE)
BANNER = b"\r\nSETUP:\r\n\tBT: RESETTING\r\n"
READY = b"SETUP DONE (LED 13 WILL BE ON)\r\n"


def channel(name: str) -> ChannelProfile:
    return ChannelProfile(Channel(name, ChannelKind.STIMULATION, "board"), 200, 10, BOUNDS)


class Wire:
    """Both directions of one line, the board played by hand; levels are those of intensities."""

    def __init__(self) -> None:
        self.board = OpenEmsStim("board", (channel("one"), channel("other")))
        self.now = 0
        self.board.line_up(0)

    def wait(self, ms: int) -> "Wire":
        self.now += ms * MILLISECOND
        return self

    def packets(self, *intensities: int, armed: bool = True, lease_ms: int = 300) -> list[Packet]:
        levels = [level_of(one, FULL_SCALE) for one in intensities or (0, 0)]
        image = tuple(Output(level, PULSES) if level else OFF for level in levels)
        expires_at = self.now + lease_ms * MILLISECOND
        permit = ISSUER.issue(image, armed=armed, now=self.now, expires_at=expires_at)
        return self.board.transmit(permit, self.now)

    def send(self, *intensities: int, armed: bool = True) -> str:
        """The text that leaves; empty: none."""
        packets = self.packets(*intensities, armed=armed)
        return "".join(
            bytes.fromhex(packet.data.removeprefix(b"WV,0018,").decode()[:-2]).decode() for packet in packets
        )

    def hear(self, data: bytes) -> list[Report]:
        return self.board.receive(data, self.now)

    def echo(self, text: str) -> list[Report]:
        return self.hear(b"\tEMS_CMD: Converted HEX command: \r\n" + text.encode() + b"\r\n")

    def telemetry(self, text: str) -> Telemetry:
        *_, report = self.echo(text)
        assert isinstance(report, Telemetry)
        return report

    def known(self) -> "Wire":
        self.hear(BANNER + READY)
        assert self.send(armed=False) == "G"
        self.wait(90).echo("G")
        return self.wait(90)

    def armed(self) -> "Wire":
        self.known()
        assert self.send() == "G"
        assert self.wait(90).telemetry("G").armed
        return self.wait(90)

    def turn(self, *intensities: int) -> str:
        """A command, its echo after 90 ms, and the rest of the spacing."""
        text = self.send(*intensities)
        self.wait(90)
        if text:
            self.telemetry(text)
        self.wait(60)
        return text


def test_nothing_is_sent_before_the_board_is_ready_or_15_seconds_are_over() -> None:
    wire = Wire()
    assert wire.board.next_deadline() == 15 * SECOND
    wire.hear(BANNER)
    assert wire.wait(14_999).send(armed=False) == ""
    assert wire.wait(1).send(armed=False) == "G"
    wire = Wire()
    wire.hear(BANNER + READY)
    assert wire.board.next_deadline() == 0
    assert wire.send(armed=False) == "G"


def test_a_closed_line_is_silent() -> None:
    wire = Wire().armed()
    wire.board.line_down(wire.now)
    assert wire.board.next_deadline() is None
    assert wire.wait(20_000).send(armed=False) == ""


def test_the_first_echo_makes_it_known_and_later_ones_do_not() -> None:
    wire = Wire()
    wire.hear(READY)
    wire.send(armed=False)
    identity, telemetry = wire.echo("G")
    assert isinstance(identity, Identity)
    assert (identity.model, identity.serial_number, identity.lease_cap_ms) == ("openEMSstim", "", 500)
    assert isinstance(telemetry, Telemetry)
    assert not telemetry.armed
    wire.wait(180).send(armed=False)
    assert len(wire.echo("G")) == 1


def test_at_rest_it_is_asked_by_a_stop_every_180_ms() -> None:
    wire = Wire().known()
    assert wire.send(armed=False) == "G"
    assert wire.wait(179).send(armed=False) == ""
    assert wire.board.next_deadline() == wire.now + MILLISECOND
    assert wire.wait(1).send(armed=False) == "G"


def test_a_stop_does_not_wait_its_turn_and_overtakes() -> None:
    wire = Wire().armed()
    assert wire.send(5, 0) == "C0I5T500G"
    (stop,) = wire.wait(1).packets(armed=False)
    assert stop == Packet("board", wire.board.panic, urgent=True)
    assert wire.board.at_rest is None
    assert wire.board.gatt is None


def test_a_channel_rises_by_five_percent_at_most_from_what_it_has_echoed() -> None:
    wire = Wire().armed()
    assert [wire.turn(18, 0) for _ in range(5)] == [
        "C0I5T500G", "C0I10T500G", "C0I15T500G", "C0I18T500G", "C0I18T500G",
    ]  # fmt: skip
    assert wire.send(30, 0) == "C0I23T500G"
    assert wire.wait(150).send(30, 0) == "C0I23T500G"


def test_a_channel_that_has_run_out_begins_from_zero() -> None:
    wire = Wire().armed()
    for _ in range(4):
        wire.turn(20, 0)
    assert wire.wait(500).send(20, 0) == "C0I5T500G"


def test_a_fall_is_told_at_once_in_full() -> None:
    wire = Wire().armed()
    for _ in range(4):
        wire.turn(20, 0)
    assert wire.turn(3, 0) == "C0I3T500G"


def test_the_channels_take_turns() -> None:
    wire = Wire().armed()
    assert [wire.turn(5, 3)[:4] for _ in range(4)] == ["C0I5", "C1I3", "C0I5", "C1I3"]


def test_a_channel_alone_is_ended_by_its_lowest_output_for_the_shortest_time_once() -> None:
    wire = Wire().armed()
    wire.turn(5, 5)
    wire.turn(5, 5)
    assert wire.turn(0, 5) == "C0I1T50G"
    assert wire.turn(0, 5) == "C1I5T500G"
    assert wire.turn(0, 5) == "C1I5T500G"


def test_with_nothing_wanted_the_board_is_stopped_and_stays_armed() -> None:
    wire = Wire().armed()
    wire.turn(5, 0)
    assert wire.send(0, 0) == "G"
    report = wire.wait(90).telemetry("G")
    assert report.armed
    assert [readback.applied for readback in report.readbacks] == [0, 0]
    assert wire.wait(90).send(5, 0) == "C0I5T500G"


def test_after_a_stop_whose_echo_was_lost_nothing_is_ended_that_does_not_run() -> None:
    wire = Wire().armed()
    wire.turn(5, 5)
    wire.turn(5, 5)
    assert wire.send(0, 0) == "G"
    assert wire.wait(180).send(0, 5) == "C1I5T500G"


def test_a_level_below_the_lowest_output_is_nothing() -> None:
    wire = Wire().armed()
    image = (Output(level_of(1, FULL_SCALE) - 1, PULSES), OFF)
    permit = ISSUER.issue(image, armed=True, now=wire.now, expires_at=wire.now + 300 * MILLISECOND)
    (packet,) = wire.board.transmit(permit, wire.now)
    assert packet.data == wire.board.panic
    assert not packet.urgent


def test_what_was_echoed_is_applied_until_its_time_is_over() -> None:
    wire = Wire().armed()
    wire.send(5, 0)
    report = wire.wait(90).telemetry("C0I5T500G")
    assert [readback.applied for readback in report.readbacks] == [level_of(5, FULL_SCALE), 0]
    assert report.readbacks[0].measured is None
    wire.wait(60).send(5, 5)
    wire.wait(150).send(5, 5)
    report = wire.wait(290).telemetry("C1I5T500G")
    assert [readback.applied for readback in report.readbacks] == [0, level_of(5, FULL_SCALE)]


def test_a_permit_that_has_expired_sends_nothing() -> None:
    wire = Wire().armed()
    assert wire.packets(5, 0, lease_ms=0) == []
    assert wire.wait(149).send(5, 0) == ""
    assert wire.wait(1).send(5, 0) == "C0I5T500G"


def test_an_echo_counts_for_the_oldest_command_of_its_text_and_drops_those_before() -> None:
    wire = Wire().armed()
    wire.send(5, 0)
    wire.wait(150).send(0, 0)
    assert [report.armed for report in wire.echo("G") if isinstance(report, Telemetry)] == [True]
    assert wire.echo("C0I5T500G") == [Garbled("board", 9, "echo")]


def test_an_echo_that_comes_after_a_second_or_that_nobody_asked_for_is_garbled() -> None:
    wire = Wire().armed()
    wire.send(5, 0)
    assert wire.echo("C0I6T500G") == [Garbled("board", 9, "echo")]
    assert wire.wait(1001).echo("C0I5T500G") == [Garbled("board", 9, "echo")]
    wire.send(5, 0)
    assert wire.telemetry("C0I5T500G").readbacks[0].applied > 0


def test_a_board_that_starts_anew_has_dropped_out_and_is_waited_for() -> None:
    wire = Wire().armed()
    wire.turn(5, 0)
    (report,) = wire.hear(BANNER)
    assert isinstance(report, Telemetry)
    assert (report.armed, report.readbacks[0].applied) == (False, 0)
    assert wire.wait(180).send(armed=False) == ""
    assert len(wire.hear(READY)) == 1
    assert wire.send(armed=False) == "G"


def test_what_the_board_does_not_understand_is_refused_and_counted() -> None:
    wire = Wire().armed()
    assert wire.hear(b"\tCommand NON HEX:\r\nV,0018,47.\r\n") == [Refusal("board", 0, "not_understood")]
    wire.send()
    assert wire.telemetry("G").refused == 1


def test_noise_is_garbled() -> None:
    assert Wire().hear(b"\xff\xfe\r\n") == [Garbled("board", 3, "text")]


@pytest.mark.parametrize(
    "channels",
    [
        (),
        (channel("a"), channel("b"), channel("c")),
        (air("board"),),
        (replace(channel("a"), bounds=StimulationBounds(250, 1_200, 2_500)),),
    ],
)
def test_channels_that_no_board_has_are_refused(channels: tuple[ChannelProfile, ...]) -> None:
    with pytest.raises(ValueError, match="board: one or two"):
        OpenEmsStim("board", channels)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_receive_never_raises_whatever_the_bytes(parts: list[bytes]) -> None:
    wire = Wire().armed()
    for part in parts:
        wire.hear(part)
        wire.send(5, 5)

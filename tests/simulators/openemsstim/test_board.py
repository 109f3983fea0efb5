"""The simulated board does what its firmware does, mistakes included."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairctl_simulators.devices.openemsstim import SimulatedBoard, Truth
from chairctl_simulators.devices.openemsstim.commands import from_hex, number_after

VECTORS = json.loads((Path(__file__).parents[3] / "docs/protocols/openemsstim-vectors.json").read_text())
MS = 1_000_000


class Bench:
    """A board that has booted; `said` is all its text."""

    def __init__(self, **faults: object) -> None:
        self.board = SimulatedBoard()
        self.board.set_faults(self.board.faults.changed(faults), 0)
        self.now = 0
        self.said = ""
        self.wait(3000)

    def wait(self, ms: int) -> Truth:
        end = self.now + ms * MS
        while (due := self.board.next_deadline()) <= end:
            self.now = due
            self.said += self.board.advance(due).decode("latin-1")
        self.now = end
        self.said += self.board.advance(end).decode("latin-1")
        return self.board.truth(end)

    def send(self, data: bytes, ms: int = 300) -> Truth:
        self.said += self.board.feed(data, self.now).decode("latin-1")
        return self.wait(ms)

    def tell(self, text: str, ms: int = 300) -> Truth:
        return self.send(b"WV,0018," + text.encode().hex().upper().encode() + b".\n", ms)


def test_it_announces_itself_and_says_when_it_is_ready() -> None:
    bench = Bench()
    assert "SETUP:" in bench.said
    assert "SETUP DONE" in bench.said
    board = SimulatedBoard()
    assert not board.truth(2000 * MS).booted
    assert board.truth(3000 * MS).booted


@pytest.mark.parametrize(
    "vector",
    [one for one in VECTORS if one["line"] == "usb" and "G" in one["text"]],
    ids=lambda one: one["name"],
)
def test_every_vector_of_the_usb_line_is_carried_out_and_echoed(vector: dict[str, str]) -> None:
    bench = Bench()
    truth = bench.send(bytes.fromhex(vector["wire"]), 150)
    assert f"Converted HEX command: \r\n{vector['text']}\r\n" in bench.said
    assert truth.commands == 1
    assert truth.stimulations[0].relay == vector["text"].startswith("C0")


def test_the_vectors_of_the_radio_reach_it_in_the_radios_own_words() -> None:
    for vector in VECTORS:
        if vector["line"] == "radio":
            bench = Bench()
            hexadecimal = vector["wire"].upper().encode()
            truth = bench.send(b"WV,0018," + hexadecimal + b".\r\n", 150)
            assert truth.stimulations[int(vector["text"][1])].relay
            assert truth.commands == 1


def test_the_end_of_the_radio_link_shuts_both_channels_down() -> None:
    (vector,) = [one for one in VECTORS if one["from"] == "radio"]
    bench = Bench()
    bench.tell("C0I100T5000G")
    assert not bench.tell("C1I100T5000G").outputs_zero
    truth = bench.send(bytes.fromhex(vector["wire"]))
    assert not any(channel.relay for channel in truth.stimulations)


def test_a_channel_ends_when_its_time_is_over_and_a_new_command_begins_it_anew() -> None:
    bench = Bench()
    bench.tell("C0I100T500G", 400)
    bench.tell("C0I50T500G", 400)
    assert bench.board.truth(bench.now).stimulations[0].relay
    assert bench.wait(400).outputs_zero
    bench.tell("C0I100T60000G")
    assert not bench.wait(4500).outputs_zero
    assert bench.wait(700).outputs_zero


def test_intensities_lie_between_the_calibrated_minimum_and_maximum() -> None:
    bench = Bench(dial_tenth_ma=255)
    strengths = [
        round(bench.tell(f"C0I{percent}T1000G").stimulations[0].current_ma * 10)
        for percent in (1, 2, 50, 100)
    ]
    assert strengths == [55, 57, 133, 213]
    assert round(bench.tell("C0I0T1000G").stimulations[0].current_ma * 10) == 54


def test_a_bare_go_and_a_channel_that_does_not_exist_shut_both_down() -> None:
    for stop in ("G", "C7G"):
        bench = Bench()
        bench.tell("C0I100T5000G")
        bench.tell("C1I100T5000G")
        truth = bench.tell(stop)
        assert not any(channel.relay for channel in truth.stimulations)
        assert truth.spoilt == 0


def test_a_channel_that_does_not_exist_spoils_the_memory_if_it_is_told_more() -> None:
    assert Bench().tell("C2I50T500G").spoilt == 2
    assert Bench().tell("I50G").spoilt == 1


def test_switching_off_takes_50_ms_for_each_channel() -> None:
    bench = Bench()
    bench.tell("C0I100T5000G")
    bench.tell("C1I100T5000G")
    bench.tell("G", 0)
    bench.wait(90)
    assert [channel.relay for channel in bench.wait(10).stimulations] == [True, True]
    assert bench.wait(120).outputs_zero


def test_the_decoder_gets_letters_wrong() -> None:
    assert from_hex("43304931") == "C0I1"
    assert from_hex("4F4D41") == "ECA"
    assert from_hex("5B") == "Q"
    assert from_hex("4") == "\xff"
    assert from_hex("zz") == "\xff"


def test_a_number_is_read_up_to_its_last_figure() -> None:
    assert number_after("T", "C0I10T200G") == 200
    assert number_after("C", "I10") is None
    assert number_after("C", "CG") == -1


def test_options_do_nothing_as_the_decoder_spoils_them() -> None:
    bench = Bench()
    assert bench.tell("OMA[0,50]").commands == 0
    assert bench.tell("C0I10T500").commands == 0
    assert bench.said.count("Unknown command") == 2


def test_plain_text_is_not_understood_and_its_first_letter_is_a_test_command() -> None:
    bench = Bench()
    truth = bench.send(b"C0I100T1000G\n")
    assert truth.outputs_zero
    assert "Command NON HEX:\r\nC0I100T1000G" in bench.said
    assert "SINGLE-CHAR Command Unknown" in bench.said


def test_single_characters_switch_and_turn_without_any_end() -> None:
    bench = Bench()
    assert bench.send(b"1\n").stimulations[0].relay
    for _ in range(3):
        bench.send(b"q\n")
    bench.send(b"a\n")
    truth = bench.wait(60_000)
    assert truth.stimulations[0].wiper == 253
    assert not truth.outputs_zero
    assert not bench.send(b"1\n").stimulations[0].relay
    truth = bench.send(b"2\nw\ns\nw\n", 1000)
    assert (truth.stimulations[1].relay, truth.stimulations[1].wiper) == (True, 254)
    assert truth.toggled == 10


def test_a_line_whose_next_byte_does_not_come_in_50_ms_is_cut_there() -> None:
    bench = Bench()
    bench.send(b"WV,0018,4", 100)
    truth = bench.send(b"7.\n")
    assert truth.commands == 0
    assert "NON HEX:\r\n7." in bench.said


def test_what_comes_while_64_bytes_wait_is_lost() -> None:
    bench = Bench()
    bench.tell("C0I100T5000G", 5)
    truth = bench.send(b"x" * 200)
    assert truth.lost_bytes > 0


def test_a_deaf_a_mute_and_a_silent_build() -> None:
    assert Bench(deaf=True).tell("C0I100T500G").commands == 0
    for fault in ("mute", "no_debug"):
        bench = Bench(**{fault: True})
        assert bench.tell("C0I100T500G").commands == 1
        assert "C0I100T500G" not in bench.said


def test_a_channel_that_never_ends_and_electrodes_that_are_off() -> None:
    bench = Bench(no_end=True)
    bench.tell("C0I100T500G")
    assert not bench.wait(60_000).outputs_zero
    bench.board.set_faults(bench.board.faults.changed({"electrodes_off": 1}), bench.now)
    assert bench.wait(1).stimulations[0].current_ma == 0


@pytest.mark.parametrize(
    "change", [{"nonsense": 1}, {"deaf": 1}, {"electrodes_off": 4}, {"dial_tenth_ma": True}]
)
def test_faults_that_do_not_exist_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="fault"):
        SimulatedBoard().faults.changed(change)


def test_a_reset_ends_all() -> None:
    bench = Bench()
    bench.tell("C0I100T5000G")
    bench.board.reboot(bench.now)
    truth = bench.board.truth(bench.now)
    assert truth.outputs_zero
    assert not truth.booted


@given(st.lists(st.tuples(st.binary(max_size=80), st.integers(0, 400)), max_size=10))
def test_no_bytes_break_it(parts: list[tuple[bytes, int]]) -> None:
    bench = Bench()
    for data, ms in parts:
        bench.send(data, ms)
    assert bench.board.next_deadline() >= bench.now

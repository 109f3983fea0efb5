"""Our words against those of the PyPI package `science-mode-4`, which other people wrote."""

from hypothesis import given
from hypothesis import strategies as st
from science_mode_4 import ChannelPoint, MidLevelChannelConfiguration
from science_mode_4.mid_level.mid_level_current_data import PacketMidLevelGetCurrentDataAck
from science_mode_4.mid_level.mid_level_update import PacketMidLevelUpdate
from science_mode_4.protocol.protocol import Protocol

from chairctl.domain.channels import Output, StimulationMode
from chairctl.protocols.sciencemode4.frames import decode_current_data, encode_update
from chairctl.protocols.sciencemode4.pulses import block_of

LEVELS = st.lists(st.integers(0, 120).map(lambda steps: steps * 5), min_size=1, max_size=8)


@given(LEVELS, st.integers(50, 250), st.integers(1, 100), st.integers(0, 63))
def test_an_update_is_what_the_peer_would_send(
    levels: list[int], width_us: int, period_ms: int, number: int
) -> None:
    mode = StimulationMode(width_us, 10_000 // period_ms)
    blocks = [block_of(Output(level, mode if level else None)) for level in levels]
    packet = PacketMidLevelUpdate()
    packet.number = number
    packet.channel_configuration = [
        MidLevelChannelConfiguration(
            is_active=True,
            ramp=block.ramp,
            period_in_ms=block.period_half_ms // 2,
            points=[ChannelPoint(point.duration_us, point.half_ma / 2) for point in block.points],
        )
        if block and block.period_half_ms % 2 == 0
        else None
        for block in blocks
    ]
    ours = [block if block and block.period_half_ms % 2 == 0 else None for block in blocks]
    assert encode_update(number, ours) == Protocol.packet_to_bytes(packet)


@given(st.integers(0, 255), st.lists(st.integers(0, 3), min_size=8, max_size=8))
def test_current_data_means_the_same_to_both(mask: int, errors: list[int]) -> None:
    pairs = zip(errors[::2], errors[1::2], strict=True)
    data = bytes((0, 4, mask, *(low | high << 4 for low, high in pairs)))
    ours, theirs = decode_current_data(data), PacketMidLevelGetCurrentDataAck(data)
    assert not isinstance(ours, str)
    assert list(ours.running) == theirs.is_stimulation_active_per_channel
    names = ["NO_ERROR", "ELECTRODE_ERROR", "PULSE_TIMEOUT_ERROR", "PULSE_LOW_CURRENT_ERROR"]
    assert [names[error] for error in ours.errors] == [error.name for error in theirs.channel_error]

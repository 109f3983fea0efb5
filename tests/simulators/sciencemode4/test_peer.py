"""The PyPI package `science-mode-4`, a client by other people, drives our simulator over a real line."""

import pytest
from science_mode_4 import (
    ChannelPoint,
    DeviceP24,
    MidLevelChannelConfiguration,
    ResultAndError,
    SerialPortConnection,
)
from science_mode_4.low_level.low_level_types import LowLevelHighVoltageSource, LowLevelMode
from science_mode_4.protocol.exceptions import ProtocolError
from science_mode_4.protocol.types import Channel, Connector, StimStatus
from tests.support.pty_device import PtyDevice, on_a_pty

from chairctl_simulators.devices.sciencemode4 import SimulatedP24


def pulses(ma: float) -> MidLevelChannelConfiguration:
    points = [ChannelPoint(200, ma), ChannelPoint(100, 0), ChannelPoint(200, -ma)]
    return MidLevelChannelConfiguration(is_active=True, ramp=3, period_in_ms=20, points=points)


async def open_peer(served: PtyDevice) -> tuple[SerialPortConnection, DeviceP24]:
    connection = SerialPortConnection(served.url)
    connection.open()
    return connection, DeviceP24(connection)


async def test_the_peer_initialises_starts_updates_asks_and_stops() -> None:
    with on_a_pty(lambda now: SimulatedP24(123, now)) as served:
        connection, peer = await open_peer(served)
        try:
            await peer.initialize()
            general, mid = peer.get_layer_general(), peer.get_layer_mid_level()
            assert general.device_id == "P24-000123"
            assert (general.firmware_version, general.science_mode_version) == ("3.1.0", "4.1.0")
            assert (await general.get_stim_status()).stim_status is StimStatus.NO_LEVEL_INITIALIZED

            await mid.init(do_stop_on_all_errors=True)
            assert (await general.get_stim_status()).stim_status is StimStatus.MID_LEVEL_INITIALIZED
            await mid.update([pulses(12.5), None, pulses(7.0)])
            truth = served.truth()
            assert [one.current_ma for one in truth.stimulations[:4]] == [12.5, 0, 7.0, 0]
            assert (truth.stimulations[0].pulse_width_us, truth.stimulations[0].rate_tenth_hz) == (200, 500)
            assert truth.stimulations[0].net_charge_nc == 0

            state = await mid.get_current_data()
            assert state.is_stimulation_active_per_channel == [True, False, True, *[False] * 5]
            assert set(state.channel_error) == {ResultAndError.NO_ERROR}

            await mid.update([pulses(20.0)])
            assert served.truth().stimulations[0].current_ma == 20.0
            served.suffer(electrodes_off=1)
            served.wait_until(lambda truth: truth.outputs_zero)
            with pytest.raises(ProtocolError, match="ELECTRODE_ERROR"):
                await mid.get_current_data()

            await mid.stop()
            assert (await general.get_stim_status()).stim_status is StimStatus.NO_LEVEL_INITIALIZED
            assert not served.truth().high_voltage
        finally:
            connection.close()


async def test_the_peer_drives_the_low_level_as_well() -> None:
    with on_a_pty(lambda now: SimulatedP24(1, now)) as served:
        connection, peer = await open_peer(served)
        try:
            await peer.initialize()
            low = peer.get_layer_low_level()
            await low.init(LowLevelMode.NO_MEASUREMENT, LowLevelHighVoltageSource.STANDARD)
            points = [ChannelPoint(250, 12), ChannelPoint(250, -12)]
            low.send_channel_config(
                execute_stimulation=True, channel=Channel.BLACK, connector=Connector.GREEN, points=points
            )
            served.wait_until(lambda truth: truth.low_pulses == 1)
            await low.stop()
            assert served.truth().status == 0
        finally:
            connection.close()

"""The drivers of real instruments against counterparts on real ports, sockets and a real broker."""

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from chairctl_hil.drivers.counterparts import GaugeCounterpart, RelayCounterpart, ScpiCounterpart
from chairctl_hil.drivers.driver import DriverError
from chairctl_hil.drivers.mqtt_plug import MqttPlug
from chairctl_hil.drivers.scpi import ScpiMeter
from chairctl_hil.drivers.serial_gauge import SerialGauge
from chairctl_hil.drivers.serial_relay import SerialRelay, command
from chairctl_hil.rig.subject import BenchDevice
from chairctl_hil.trace.record import Recorder
from chairctl_proof.realtime.chair import boot_clock


def test_a_relay_board_is_told_with_start_channel_state_and_sum() -> None:
    assert command(1, closed=True) == bytes.fromhex("a00101a2")
    assert command(2, closed=False) == bytes.fromhex("a00200a2")


def test_a_serial_relay_switches_its_channel_and_opens_when_it_is_let_go() -> None:
    seen: list[bool] = []
    news = threading.Event()

    def switched(closed: bool) -> None:
        seen.append(closed)
        if len(seen) == 3:
            news.set()

    with RelayCounterpart(2, switched) as board:
        relay = SerialRelay(board.address, 2)
        relay.set(closed=True)
        relay.set(closed=False)
        relay.close()
        assert news.wait(2)
    assert seen == [True, False, False]


def test_a_gauge_is_read_off_its_newest_line() -> None:
    shown = [21.5]
    with GaugeCounterpart(lambda: shown[0]) as part:
        gauge = SerialGauge(part.address)
        assert gauge.read() == 21.5
        shown[0] = 43.25
        time.sleep(0.15)
        assert gauge.read() == 43.25
        gauge.close()


def test_a_multimeter_says_who_it_is_and_its_reading_is_in_the_unit_of_its_role() -> None:
    with ScpiCounterpart("MEAS:CURR:AC?", lambda: 0.0021) as part:
        meter = ScpiMeter(part.address, "MEAS:CURR:AC?", 1_000_000)
        assert meter.identify() == "chairctl,simulated multimeter,0,1"
        assert meter.read() == pytest.approx(2.1)
        meter.close()


def test_a_meter_that_does_not_know_its_query_is_an_error_in_words() -> None:
    with ScpiCounterpart("MEAS:CURR:AC?", lambda: 1.0) as part:
        meter = ScpiMeter(part.address, "MEAS:NONSENSE?")
        assert meter.read() == -113
        meter.close()
    with pytest.raises(DriverError, match=r"/nowhere"):
        SerialGauge("/nowhere")
    with pytest.raises(DriverError, match=r"/nowhere"):
        SerialRelay("/nowhere", 1)


def test_a_bench_device_is_seen_by_its_meter_and_says_how_finely() -> None:
    current = [0.0]
    with ScpiCounterpart("READ?", lambda: current[0]) as part:
        meter = ScpiMeter(part.address, "READ?")
        device = BenchDevice("/dev/null", meter, Recorder())
        threading.Timer(0.1, lambda: current.__setitem__(0, 5.0)).start()
        assert device.energised_at(2.0) is not None
        since = boot_clock()
        current[0] = 0.0
        zero_at = device.zero_at(since, 2.0)
        assert zero_at is not None
        assert zero_at - since < 500_000_000
        assert 0 < device.resolution_ms < 500
        device.close()
        meter.close()


@pytest.fixture
def broker() -> Iterator[str]:
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if not program:
        pytest.skip("there is no Mosquitto here; on Debian: apt install mosquitto")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([program, "-p", str(port)], stderr=subprocess.DEVNULL)
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 0.1).close()
            break
        except OSError:
            time.sleep(0.02)
    yield f"127.0.0.1:{port}"
    process.terminate()
    process.wait(5)


def test_an_mqtt_plug_counts_as_switched_when_it_has_said_so(broker: str) -> None:
    host, _, port = broker.partition(":")
    state = ["OFF"]
    plug = Client(CallbackAPIVersion.VERSION2)

    def obey(client: Client, _data: object, message: object) -> None:
        asked = message.payload.decode()  # type: ignore[attr-defined]
        state[0] = asked or state[0]
        client.publish("stat/chair/POWER", state[0], 1)

    ready = threading.Event()
    plug.on_message = obey
    plug.on_subscribe = lambda *_: ready.set()
    plug.connect(host, int(port))
    plug.subscribe("cmnd/chair/POWER", 1)
    plug.loop_start()
    assert ready.wait(3)
    driver = MqttPlug(broker, "chair")
    assert driver.identify().endswith("is OFF")
    driver.set(closed=True)
    assert state == ["ON"]
    driver.close()
    assert state == ["OFF"]
    plug.disconnect()
    plug.loop_stop()

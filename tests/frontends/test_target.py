"""What a person means by a device."""

import os
from pathlib import Path

import pytest

from chairctl.frontends.attach.folder import attach_folder, make_safe
from chairctl.frontends.cli.scan_words import ScanWords
from chairctl.frontends.cli.simulators import Chair, announced
from chairctl.frontends.cli.target import Target, place_of, target_of
from chairctl.profiles.paired import Paired
from chairctl.runtime.pairing import pair
from chairctl.runtime.scanning import Port, Radio, Sightings
from chairctl.texts import Texts

UART = "6e400001-b5a3-f393-e0a9-e50e24dcca9e"


@pytest.fixture(autouse=True)
def nothing_of_this_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_what_has_a_slash_or_a_colon_is_an_address_and_all_else_a_name() -> None:
    pair(Paired("attic", "/dev/ttyUSB0", "chairlink-reference"))
    assert target_of("attic") == Target("/dev/ttyUSB0", "chairlink-reference")
    for address in ("/dev/attic", "ble:attic", "socket://attic:1"):
        assert target_of(address) == Target(address, None)


def test_a_simulated_device_is_known_by_its_address_and_its_radio_can_be_reached(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    setting = "DBUS_SYSTEM_BUS_ADDRESS"
    monkeypatch.delenv(setting, raising=False)
    monkeypatch.setattr("os.environ", dict(os.environ))
    bed = Chair("ble:C0:DE:00:00:00:01", "1", 1, f"{setting}=unix:path=/bus,guid=1", "ergomotion-bed")
    with announced(make_safe(attach_folder(os.environ)), [bed]):
        assert target_of("ble:AA:BB:CC:DD:EE:FF").simulated is None
        assert setting not in os.environ
        assert target_of("ble:c0:de:00:00:00:01") == Target("ble:c0:de:00:00:00:01", None, "ergomotion-bed")
        assert os.environ[setting] == "unix:path=/bus,guid=1"
        os.environ[setting] = "unix:path=/other"
        target_of("ble:c0:de:00:00:00:01")
        assert os.environ[setting] == "unix:path=/other"
    assert target_of("ble:c0:de:00:00:00:01").simulated is None


def test_a_place_is_the_same_however_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "port").touch()
    (tmp_path / "link").symlink_to(tmp_path / "port")
    assert place_of(f"serial:{tmp_path}/link") == place_of(f"{tmp_path}/port")
    assert place_of("ble:aa:bb:cc:dd:ee:ff") == place_of("ble:AA:BB:CC:DD:EE:FF")
    assert place_of("socket://host:1") == "socket://host:1"


def test_names_are_found_by_link_by_address_and_by_what_a_radio_calls_itself(tmp_path: Path) -> None:
    (tmp_path / "ttyUSB0").touch()
    (tmp_path / "by-id").symlink_to(tmp_path / "ttyUSB0")
    for name, address in (
        ("attic", f"{tmp_path}/by-id"),
        ("bed", "ble:aa:bb:cc:dd:ee:ff"),
        ("chair", "ble:Chair 0"),
    ):
        pair(Paired(name, address, "chairlink-reference"))
    sightings = Sightings()
    for one in (
        Radio("ble:11:22:33:44:55:66", "Headphones", -20, ()),
        Radio("ble:C0:DE:00:00:00:01", "Chair 0", -90, (UART,)),
        Radio("ble:AA:BB:CC:DD:EE:FF", "", -80, (UART,)),
        Port(f"{tmp_path}/ttyUSB0", "FT232R", None, "A50285BI"),
    ):
        sightings.here[one.address] = one
    rows = ScanWords(Texts("en")).rows(sightings)
    assert [row[-1] for row in rows] == ["attic", "bed", "chair", ""]
    assert rows[0][1:4] == ["FT232R", "", "it does not show"]
    assert rows[1][2:4] == ["-80 dBm", "chairlink (chairlink-reference)"]
    assert rows[3][3] == "-"


def test_what_a_device_calls_itself_can_not_give_orders_to_the_terminal() -> None:
    sightings = Sightings()
    sightings.here["ble:1"] = Radio("ble:1", "\x1b[2Jboo\n", -50, ())
    (row,) = ScanWords(Texts("de")).rows(sightings)
    assert row[1] == "\\u001b[2Jboo\\u000a"

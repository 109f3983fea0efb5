"""By what devices may be known before anybody has spoken to them."""

from chairctl.control.families import FAMILIES
from chairctl.control.signs import SIGNS, UsbId, families_of_port, families_of_radio
from chairctl.profiles.loader import device_names, load_device

UART = "6e400001-b5a3-f393-e0a9-e50e24dcca9e"


def test_every_family_that_is_spoken_to_over_bluetooth_shows_its_service() -> None:
    for name in device_names():
        profile = load_device(name)
        gatt = FAMILIES[profile.family](profile).gatt
        assert gatt is None or gatt.service in SIGNS[profile.family].services


def test_every_family_has_a_row() -> None:
    assert SIGNS.keys() == FAMILIES.keys()


def test_signs_are_written_as_they_are_compared() -> None:
    for signs in SIGNS.values():
        assert [text for text in (*signs.services, *signs.names) if text != text.lower() or not text] == []


def test_a_service_points_to_its_family_in_whatever_case_it_is_advertised() -> None:
    assert families_of_radio("", [UART.upper()]) == ("chairlink",)
    assert families_of_radio("", []) == ()
    assert families_of_radio("Headphones", ["0000110b-0000-1000-8000-00805f9b34fb"]) == ()


def test_the_beginning_of_a_name_points_to_its_family() -> None:
    known = ("keeson", "rongtai", "chairlink")
    assert families_of_radio("EVOLUTION-0A1B2C", [], known) == ("rongtai",)
    assert families_of_radio("base-i5.00000123", [], known) == ("keeson",)
    assert families_of_radio("my base-i5.", [], known) == ()


def test_a_usb_id_points_to_its_family_and_only_to_known_ones() -> None:
    port = UsbId(0x0483, 0x5740)
    assert families_of_port(port, ("chairlink", "sciencemode4")) == ("sciencemode4",)
    assert families_of_port(port, ("chairlink",)) == ()
    assert families_of_port(None, SIGNS) == ()


def test_a_family_without_a_row_has_no_sign() -> None:
    assert families_of_radio("garden", [UART], ("garden",)) == ()
    assert families_of_port(UsbId(1, 2), ("garden",)) == ()

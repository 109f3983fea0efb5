import pytest

from chairctl.transports.addresses import transport_for
from chairctl.transports.rfc2217 import Rfc2217Transport
from chairctl.transports.serial import SerialTransport
from chairctl.transports.tcp import TcpTransport
from chairctl.transports.transport import TransportError


@pytest.mark.parametrize(
    ("address", "carrier"),
    [
        ("/dev/ttyUSB0", SerialTransport),
        ("serial:/dev/ttyACM1", SerialTransport),
        ("socket://127.0.0.1:7000", TcpTransport),
        ("socket://[::1]:7000", TcpTransport),
        ("rfc2217://chair.local:2217", Rfc2217Transport),
    ],
)
def test_an_address_says_which_transport_it_needs(address: str, carrier: type) -> None:
    transport = transport_for(address)
    assert isinstance(transport, carrier)
    assert transport.address == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "COM3",
        "serial:",
        "http://chair:80",
        "socket://chair",
        "socket://:7000",
        "socket://chair:70000",
        "socket://chair:7000/path",
        "rfc2217://me@chair:7000",
        "socket://[::1:7000",
    ],
)
def test_an_address_that_leads_nowhere_is_refused(address: str) -> None:
    with pytest.raises(TransportError) as caught:
        transport_for(address)
    assert caught.value.code == "address"
    assert caught.value.address == address

"""What went wrong with Bluetooth, as a code of the text catalogue.

bleak raises errors of its own, of the D-Bus library below it and of the system; a person needs one of
seven: no Bluetooth here, it is switched off, it is not allowed, the device is not heard, it does not
answer, it wants to be paired, anything else.
"""

from chairctl.transports.transport import TransportError

_CODES_BY_DBUS = {
    "org.freedesktop.DBus.Error.ServiceUnknown": "no_bluetooth",
    "org.freedesktop.DBus.Error.NameHasNoOwner": "no_bluetooth",
    "org.freedesktop.DBus.Error.Spawn.ServiceNotFound": "no_bluetooth",
    "org.freedesktop.DBus.Error.AccessDenied": "bluetooth_denied",
    "org.freedesktop.DBus.Error.UnknownObject": "unheard",
    "org.bluez.Error.NotReady": "bluetooth_off",
    "org.bluez.Error.DoesNotExist": "unheard",
    "org.bluez.Error.AuthenticationCanceled": "unpaired",
    "org.bluez.Error.AuthenticationFailed": "unpaired",
    "org.bluez.Error.AuthenticationRejected": "unpaired",
    "org.bluez.Error.AuthenticationTimeout": "unpaired",
}
_CODES_BY_REASON = {
    "POWERED_OFF": "bluetooth_off",
    "DENIED_BY_USER": "bluetooth_denied",
    "DENIED_BY_SYSTEM": "bluetooth_denied",
    "DENIED_BY_UNKNOWN": "bluetooth_denied",
}
_UNPAIRED = (0x05, 0x08, 0x0C, 0x0F)  # ATT: authentication, authorisation, key size, encryption


def refusal(address: str, error: Exception) -> TransportError:
    """The error of a link that cannot be made."""
    return TransportError(_code(error), address, f"{type(error).__name__} {error}".rstrip())


def wants_pairing(error: Exception) -> bool:
    """Whether the device says that it only talks to computers that it is paired with."""
    from bleak.exc import BleakDBusError, BleakGATTProtocolError

    if isinstance(error, BleakGATTProtocolError):
        return error.code in _UNPAIRED
    return isinstance(error, BleakDBusError) and "Not paired" in str(error)


def _code(error: Exception) -> str:
    from bleak.exc import (
        BleakBluetoothNotAvailableError,
        BleakDBusError,
        BleakDeviceNotFoundError,
        BleakError,
    )

    if isinstance(error, BleakBluetoothNotAvailableError):
        return _CODES_BY_REASON.get(error.reason.name, "no_bluetooth")
    if isinstance(error, BleakDeviceNotFoundError):
        return "unheard"
    if isinstance(error, BleakDBusError):
        return _CODES_BY_DBUS.get(error.dbus_error, "no_link")
    if wants_pairing(error):
        return "unpaired"
    if isinstance(error, TimeoutError):
        return "no_link"
    if isinstance(error, PermissionError):
        return "bluetooth_denied"
    if isinstance(error, BleakError):
        return "no_link"
    # the D-Bus library's: no socket, hung up, an address that is none, not let in
    return "no_bluetooth" if isinstance(error, (OSError, EOFError, ValueError)) else "no_link"

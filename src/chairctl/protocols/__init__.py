"""The translators: permits to bytes, bytes to reports. No I/O, no clock."""

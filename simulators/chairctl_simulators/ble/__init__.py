"""Bluetooth without a radio: a fake BlueZ on a private D-Bus, which serves simulated devices."""

"""Simulated devices, written from the protocol documents alone; strangers to `chairctl`."""

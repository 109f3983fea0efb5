"""Drivers of what stands around a device: the kept libraries for real instruments, and counterparts of our own."""

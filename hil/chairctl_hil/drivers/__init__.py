"""Drivers of what stands around a device, and counterparts of our own where there is no hardware."""

"""The carriers: bytes to and from a device. They never look into the bytes."""

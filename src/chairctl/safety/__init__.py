"""The judge: decides what every channel may do now. No I/O, no clock, nothing that waits."""

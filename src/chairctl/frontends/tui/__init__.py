"""The screen at the chair: a client of a running host. It asks and shows; it decides nothing."""

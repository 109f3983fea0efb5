"""One turn: an event and an instant in, packets and a deadline out. No I/O, no clock, no await."""

"""Time and wires: the only place with a clock, tasks, files and open lines."""

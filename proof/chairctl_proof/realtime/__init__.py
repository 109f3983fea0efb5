"""Real processes, a real pty, real time: how long until the simulated chair's true outputs are zero."""

"""A simulated toy cushion, written from NOTES.md: a stranger to chairctl and to `chairctl_toy`."""

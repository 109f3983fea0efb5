"""One folder for each simulated device family."""

"""The body scan on simulated bodies whose truth is known."""

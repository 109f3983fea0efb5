"""The safety case: every hazard with the layers that meet it and the tests that show it, as SAFETY.md."""

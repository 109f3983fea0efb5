"""How fast, how small, and how it grows: every figure beside a floor that was measured in the same run."""

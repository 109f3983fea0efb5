"""The hardware-in-the-loop rig: tests with the hazards' numbers, run unchanged on simulators, firmware and benches."""

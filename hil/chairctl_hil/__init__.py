"""The hardware-in-the-loop rig: tests with hazard ids, unchanged on simulators, firmware and benches."""

"""The askers: they may only say a Command and may only see a Snapshot."""

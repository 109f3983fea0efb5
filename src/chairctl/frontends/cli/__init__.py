"""The command `chairctl`."""

"""The family of the Beurer EM 70, a stimulator over Bluetooth LE (NOTES.md)."""

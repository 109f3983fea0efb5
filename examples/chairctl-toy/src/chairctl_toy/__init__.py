"""The family of the toy cushion, which exists in this example only (NOTES.md)."""

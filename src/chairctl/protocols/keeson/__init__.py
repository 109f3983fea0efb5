"""The family of Keeson beds (NOTES.md); those are driven that report how they are: Ergomotion."""

"""The family of Hasomed stimulators that speak ScienceMode 4: P24 and I24 (sources in NOTES.md)."""

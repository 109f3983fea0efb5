"""The family of openEMSstim boards, which weaken what a TENS unit gives (sources in NOTES.md)."""

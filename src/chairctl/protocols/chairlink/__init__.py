"""The family of devices that speak chairlink, version 1 (docs/protocols/chairlink.md)."""

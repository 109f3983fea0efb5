"""The host for massage chairs and TENS devices."""

__version__ = "0.1.0"

"""The reference firmware with a model of a chair at its pins: in virtual time, or on its interpreter."""

"""Looks at this computer: is all there that a session needs? Changes nothing."""

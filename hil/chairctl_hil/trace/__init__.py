"""Everything that happens on a rig, on one clock; and what was recorded, again in virtual time."""

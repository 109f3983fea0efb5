"""A rig: the file that describes it, what is on it, and the states in which it may be."""

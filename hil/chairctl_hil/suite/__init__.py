"""The tests of the rig. They run unchanged on a simulator, on the firmware in its interpreter, and on a bench."""

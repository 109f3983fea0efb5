"""The tests of the rig, unchanged on a simulator, on the firmware in its interpreter, and on a bench."""

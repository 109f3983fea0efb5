"""The planner: what is wanted now, by the person, the programme, or a remote. No I/O, no clock."""

"""Firmware of a small controller board for massage chairs: chairlink's device side, in MicroPython.

Written from docs/protocols/chairlink.md alone. Everything but `hardware_board.py` and `hardware_host.py` is
pure: bytes and the instant go in, bytes and pin levels come out, so the same files run on a board, on a
computer's MicroPython over a tty, and in CPython. Time is whole milliseconds since the board was switched on.
"""

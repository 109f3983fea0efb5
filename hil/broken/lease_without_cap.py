"""A lease of any length is accepted."""

from start import main

from chairboard import controller

controller.CAP_MS = 60_000

main()

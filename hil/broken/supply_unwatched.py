"""A supply that sags is not noticed."""

from start import main

from chairboard import controller

controller.SUPPLY_LOW_MV = 0

main()

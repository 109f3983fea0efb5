"""The CRC is not compared."""

from start import main

from chairboard import wire

wire.is_sound = lambda body: 14 <= len(body) <= 250

main()

"""`python -m chairctl_hil.board --pty`: the reference firmware on its interpreter, with a model chair."""

import argparse
import json
import os
import sys
from pathlib import Path

from chairctl_hil.board.serve import BoardServer
from chairctl_hil.board.source import NoInterpreterError
from chairctl_simulators.plant.body import Body


def main() -> None:
    """Say where the board is and serve it until standard input ends."""
    parser = argparse.ArgumentParser(prog="chairctl_hil.board", description=__doc__)
    parser.add_argument(
        "--main", type=Path, help="another script for the interpreter: a firmware with a fault"
    )
    parser.add_argument("--skin-ohm", type=float, default=1000.0, help="as the simulators have it")
    parser.add_argument("--bridge", action="store_true", help="bridge mode")
    parser.add_argument("--link", type=Path, help="a path that always leads to the board's line")
    parser.add_argument("--truth", type=Path, help="append what the chair really does")
    for given in ("--pty", "--json", "--with-stdin"):
        parser.add_argument(given, action="store_true", help="always so")
    parser.add_argument(
        "--seed", type=int, default=1, help="as the simulators have it; the board draws by itself"
    )
    options = parser.parse_args()
    truth_fd = -1
    if options.truth is not None:
        truth_fd = os.open(options.truth, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        server = BoardServer(
            options.main, options.link, truth_fd, Body(impedance_ohm=options.skin_ohm), bridge=options.bridge
        )
    except NoInterpreterError:
        sys.exit(
            "No MicroPython here: run firmware/fetch_micropython.sh, or name one in CHAIRCTL_MICROPYTHON."
        )
    place = {"chair": 0, "url": server.port.url, "serial_number": "BOARD-000001", "environment": ""}
    sys.stdout.write(json.dumps(place | {"profile": "chairlink-reference"}) + "\n")
    sys.stdout.flush()
    server.run()


if __name__ == "__main__":
    main()

"""`python -m chairctl_toy_simulator`: one simulated cushion on a pseudo-terminal, until Ctrl-C."""

from chairctl_simulators.ports import PtyPort
from chairctl_simulators.serve import ServedChair, clock_ns, serve
from chairctl_toy_simulator.cushion import SimulatedCushion


def main() -> None:
    """Say where the cushion is, and serve it."""
    port = PtyPort()
    served = ServedChair(0, SimulatedCushion(start_ns=clock_ns()), port)
    serve([served], None, [f"Toy cushion on {port.url}"])


if __name__ == "__main__":
    main()

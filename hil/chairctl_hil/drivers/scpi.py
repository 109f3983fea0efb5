"""Multimeters and oscilloscopes that speak SCPI, through PyVISA and its Python backend (`chairctl[hil]`)."""

from typing import Any, Final

from chairctl_hil.drivers.driver import DriverError

TIMEOUT_MS: Final = 2_000


class ScpiMeter:
    """`query` is what one reading is asked for with; `unit_permille` thousandths of the unit are its 1."""

    def __init__(self, address: str, query: str, unit_permille: int = 1000) -> None:
        self._address = address
        self._query = query
        self._unit = unit_permille / 1000
        try:
            import pyvisa
        except ImportError as error:
            raise DriverError("SCPI needs PyVISA: the extra `hil` (docs/installing.md)") from error
        try:
            self._manager: Any = pyvisa.ResourceManager("@py")
            self._instrument: Any = self._manager.open_resource(
                address, read_termination="\n", write_termination="\n", timeout=TIMEOUT_MS
            )
        except (pyvisa.Error, OSError, ValueError) as error:
            raise DriverError(f"instrument at {address}: {error}") from error
        self._errors = (pyvisa.Error, OSError, ValueError)

    def identify(self) -> str:
        """Its answer to *IDN?."""
        return self._ask("*IDN?")

    def read(self) -> float:
        """One reading."""
        answer = self._ask(self._query)
        try:
            return float(answer.split(",")[0]) * self._unit
        except ValueError as error:
            raise DriverError(f"instrument at {self._address}: {answer!r} is no number") from error

    def close(self) -> None:
        """Let it go."""
        self._instrument.close()
        self._manager.close()

    def _ask(self, query: str) -> str:
        try:
            return str(self._instrument.query(query)).strip()
        except self._errors as error:
            raise DriverError(f"instrument at {self._address}: {error}") from error

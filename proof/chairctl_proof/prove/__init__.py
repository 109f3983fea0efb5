"""`chairctl prove`: a sample of everything that is claimed, run here and now against simulated chairs.

`rows` runs figure after figure and gives each as soon as it is there. Nothing that was not run is said to
hold; every figure is only worth what its red twin is, the same run without one layer, which has to fail.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from chairctl.domain.time import SECOND
from chairctl.runtime import clock
from chairctl_proof.prove.campaigns import campaign_rows
from chairctl_proof.prove.latency import ACCIDENTS_OF, latency_row
from chairctl_proof.prove.mutants import mutant_row
from chairctl_proof.prove.others import alarm_row, ledger_row, model_row, soak_row
from chairctl_proof.prove.row import FULL, QUICK, Row, Sizes

__all__ = ["FULL", "QUICK", "Row", "Sizes", "rows"]

Progress = Callable[[str, int, int], None]


def rows(sizes: Sizes, progress: Progress = lambda *_: None) -> Iterator[Row]:
    """Run what `sizes` names; `progress` is told figure, trials done, and trials in all.

    What measures time comes first and alone; a busy computer would be measured instead of the chair.
    """
    single: dict[str, Callable[[], Row]] = {
        **{figure: _latency(figure, sizes, progress) for figure in ACCIDENTS_OF},
        "F16": lambda: alarm_row(sizes, progress),
        "F15": lambda: soak_row(sizes, progress),
        "F9": lambda: ledger_row(sizes, progress),
        "F13": lambda: model_row(sizes, progress),
    }
    for figure, run in single.items():
        began = clock.now()
        progress(figure, 0, 1)
        yield _timed(_attempt(figure, run) if figure in sizes.figures else Row(figure, None), began)
    began = clock.now()
    for row in campaign_rows(sizes, progress):
        yield _timed(row, began)
        began = clock.now()
    if "F14" in sizes.figures:
        yield _timed(_attempt("F14", lambda: mutant_row(sizes, progress)), began)
    else:
        yield Row("F14", None, measured="see_mutation")


def _attempt(figure: str, run: Callable[[], Row]) -> Row:
    """A figure that could not be measured has not held."""
    try:
        return run()
    except Exception as error:  # whatever breaks is said in the table
        return Row(
            figure, held=False, measured="broken", figures={"error": f"{type(error).__name__}: {error}"}
        )


def _latency(figure: str, sizes: Sizes, progress: Progress) -> Callable[[], Row]:
    return lambda: latency_row(figure, sizes, progress)


def _timed(row: Row, began: int) -> Row:
    return row if row.held is None else replace(row, seconds=round((clock.now() - began) / SECOND, 1))

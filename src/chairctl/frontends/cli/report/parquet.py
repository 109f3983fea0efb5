"""The tables as Parquet, with types. Needs the extra `chairctl[parquet]`, and imports it only here, late."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from chairctl.care.history import SessionRecord
from chairctl.frontends.cli.history import document
from chairctl.frontends.cli.report.tables import SESSION_FIELDS, CurveRow

if TYPE_CHECKING:
    import pyarrow


def is_there() -> bool:
    """Whether the extra is installed."""
    return find_spec("pyarrow") is not None


def sessions(found: Iterable[tuple[int, SessionRecord]]) -> bytes:
    """A row for every session; `trips` and `channels` are lists inside."""
    import pyarrow as pa

    channel = pa.struct(
        [("channel", pa.string()), ("kind", pa.string())]
        + [(name, pa.int64()) for name in ("planned", "delivered", "peak")]
    )
    types: dict[str, Any] = dict.fromkeys(SESSION_FIELDS, pa.int64())
    types |= dict.fromkeys(("programme", "device", "ended", "course", "note"), pa.string())
    types |= {
        "started": pa.timestamp("us", tz="UTC"),
        "trips": pa.list_(pa.string()),
        "channels": pa.list_(channel),
    }
    rows = [document(number, record) | {"started": record.started} for number, record in found]
    return _written(pa.Table.from_pylist(rows, schema=pa.schema(list(types.items()))))


def curves(rows: Sequence[CurveRow]) -> bytes:
    """A row for every value of a curve."""
    import pyarrow as pa

    numbers = {"session", "at_ms", "slice_ms", "low", "high"}
    schema = pa.schema([(name, pa.int64() if name in numbers else pa.string()) for name in CurveRow._fields])
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return _written(pa.Table.from_arrays(list(map(pa.array, columns, schema.types)), schema=schema))


def _written(table: pyarrow.Table) -> bytes:
    from pyarrow.parquet import write_table

    file = io.BytesIO()
    write_table(table, file)
    return file.getvalue()

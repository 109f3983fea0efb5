"""A session's trace as the bytes that are stored: JSON, packed."""

import zlib

from pydantic import TypeAdapter

from chairctl.domain.trace import SLICES_MOST, Quantity, SessionTrace

UNPACKED_MOST = 16_000_000
"""Bytes; 64 channels over a whole session are less."""

_TRACE = TypeAdapter(SessionTrace)


def pack(trace: SessionTrace) -> bytes:
    """The bytes of a trace."""
    return zlib.compress(_TRACE.dump_json(trace), 6)


def unpack(data: bytes) -> SessionTrace:
    """The trace in such bytes. Raises ValueError for any others."""
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(data, UNPACKED_MOST)
    except zlib.error as error:
        raise ValueError("not a trace") from error
    if not unpacking.eof:
        raise ValueError("not a whole trace")
    trace = _TRACE.validate_json(text)
    lengths = {len(line) for channel in trace.channels for line in channel.lines}
    counts = {len(channel.lines) for channel in trace.channels} | {len(Quantity)}
    if len(counts) > 1 or len(lengths) > 1 or max(lengths, default=0) > SLICES_MOST or trace.slice <= 0:
        raise ValueError("lines that do not fit together")
    return trace


def plain(trace: SessionTrace) -> object:
    """The trace as plain values, for an export."""
    return _TRACE.dump_python(trace, mode="json")

"""Keeps pytest-asyncio from making, and never closing, an event loop of its own."""

import asyncio

asyncio.set_event_loop(None)

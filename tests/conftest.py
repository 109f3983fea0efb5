"""What all tests share."""

import asyncio

# Without this, pytest-asyncio asks for the current loop, Python before 3.14 makes one, and nobody closes it.
asyncio.set_event_loop(None)

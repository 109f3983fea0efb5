"""Keeping Python's collector of garbage from holding up the control turn."""

import gc


def keep_what_is_loaded() -> None:
    """Look for garbage once more, then never again through what is alive by now.

    Without this a full collection goes through every module that is loaded. On an overloaded computer that
    took 140 ms in the middle of a session; together with the load that is enough for the warden to fire.
    Call it when all is loaded and nothing is armed yet, once in a process.
    """
    gc.collect()
    gc.freeze()

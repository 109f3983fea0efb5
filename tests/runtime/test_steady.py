"""What is loaded before a session is not looked through again while it runs."""

import gc

from chairctl.runtime.steady import keep_what_is_loaded


def test_a_collection_after_it_goes_through_nothing_that_was_there_before() -> None:
    there = [[number] for number in range(1_000)]
    try:
        keep_what_is_loaded()
        assert gc.get_freeze_count() > len(there)
        looked_through = {id(one) for one in gc.get_objects()}
        assert not any(id(one) in looked_through for one in there)
    finally:
        gc.unfreeze()

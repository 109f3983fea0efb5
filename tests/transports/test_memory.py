import pytest

from chairctl.transports.memory import memory_pair
from chairctl.transports.transport import Transport, TransportError


def ignore(_: object) -> None:
    return None


def test_bytes_arrive_at_the_other_end_at_once_and_only_there() -> None:
    near, far = memory_pair()
    at_near: list[bytes] = []
    at_far: list[bytes] = []
    near.attach(at_near.append, ignore)
    far.attach(at_far.append, ignore)
    line: Transport = near
    assert line.write(b"a")
    assert far.write(b"b")
    assert (at_near, at_far) == ([b"b"], [b"a"])
    assert (near.address, far.address) == ("memory:near", "memory:far")


def test_an_answer_comes_after_the_reader_that_gave_it_has_returned() -> None:
    near, far = memory_pair()
    order: list[str] = []

    def answer(data: bytes) -> None:
        far.write(data)
        order.append("reader returned")

    near.attach(lambda data: order.append("answer"), ignore)
    far.attach(answer, ignore)
    near.write(b"a")
    assert order == ["reader returned", "answer"]


def test_bytes_without_a_reader_are_lost() -> None:
    near, far = memory_pair()
    at_far: list[bytes] = []
    assert near.write(b"a") is False
    near.attach(ignore, ignore)
    assert near.write(b"a") is True
    far.attach(at_far.append, ignore)
    near.write(b"b")
    assert at_far == [b"b"]


def test_a_cut_is_told_once_to_each_open_end_and_not_after_close() -> None:
    near, far = memory_pair()
    told: list[str] = []
    near.attach(ignore, lambda reason: told.append("near " + reason))
    far.attach(ignore, lambda reason: told.append("far " + reason))
    near.cut()
    near.cut()
    assert told == ["near hangup", "far hangup"]
    assert near.write(b"a") is False
    near.attach(ignore, lambda reason: told.append("never"))
    near.detach()
    far.cut()
    assert told == ["near hangup", "far hangup"]


def test_an_open_end_is_busy() -> None:
    near, _ = memory_pair()
    near.attach(ignore, ignore)
    with pytest.raises(TransportError) as caught:
        near.attach(ignore, ignore)
    assert caught.value.code == "busy"


def test_held_bytes_wait_can_be_discarded_and_go_in_order() -> None:
    near, far = memory_pair()
    at_far: list[bytes] = []
    near.attach(ignore, ignore)
    far.attach(at_far.append, ignore)
    near.hold()
    near.write(b"old")
    assert (near.backlog(), at_far) == (3, [])
    near.discard_output()
    near.write(b"a")
    near.write(b"b")
    near.release()
    near.write(b"c")
    assert (near.backlog(), at_far) == (0, [b"a", b"b", b"c"])


async def test_it_opens_and_closes_as_any_transport() -> None:
    near, far = memory_pair()
    at_near: list[bytes] = []
    await near.open(at_near.append, ignore)
    await far.open(ignore, ignore)
    far.write(b"a")
    await near.close()
    far.write(b"b")
    assert at_near == [b"a"]

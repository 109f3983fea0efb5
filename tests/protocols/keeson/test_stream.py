from hypothesis import given
from hypothesis import strategies as st

from chairctl.protocols.keeson.frames import LONGEST_REPORT, Flaw, Status
from chairctl.protocols.keeson.stream import LONGEST_TAIL, ReportStream, Waste

ED = bytes.fromhex("ed3200190003020000000000000f0000")
F0 = bytes.fromhex("f0ffff28000000000000000000020300000000")
MARKED = bytes.fromhex("edfe1600000000030307bf020000032d")


def statuses(found: list[Status | Waste]) -> list[Status]:
    return [item for item in found if isinstance(item, Status)]


def test_bytes_behind_a_report_may_belong_to_it_and_are_passed_over() -> None:
    found = ReportStream().feed(ED + b"\1\2\3" + F0)
    assert len(found) == len(statuses(found)) == 2


def test_more_bytes_than_a_report_can_have_are_waste() -> None:
    (_, waste) = ReportStream().feed(ED + bytes(LONGEST_TAIL + 5))
    assert waste == Waste(5, Flaw.HEADER)


def test_bytes_without_a_report_are_waste() -> None:
    assert ReportStream().feed(bytes(30)) == [Waste(30, Flaw.HEADER)]


def test_a_bent_report_is_named_and_the_next_one_is_found() -> None:
    bent = MARKED[:-1] + bytes([MARKED[-1] ^ 1])
    waste, status = ReportStream().feed(bent + F0)
    assert waste == Waste(len(bent), Flaw.CHECKSUM)
    assert isinstance(status, Status)


def test_waste_before_a_bent_report_is_told_by_itself() -> None:
    bent = b"\xed\xff\xff\xff\xfe" + bytes(11)
    assert ReportStream().feed(b"\0\0" + bent) == [Waste(2, Flaw.HEADER), Waste(16, Flaw.VALUE)]


def test_waste_of_one_kind_is_told_once_however_long_it_is() -> None:
    assert ReportStream().feed(b"\xf0" * 100_000) == [Waste(100_000 - LONGEST_REPORT + 2, Flaw.VALUE)]


def test_a_report_of_an_unknown_layout_is_named() -> None:
    assert ReportStream().feed(b"\xf1\xfe\x16\0") == [Waste(4, Flaw.LAYOUT)]


@given(st.lists(st.sampled_from([ED, F0, MARKED]), max_size=6), st.lists(st.integers(1, 25), max_size=40))
def test_however_reports_are_split_all_of_them_come_out(reports: list[bytes], sizes: list[int]) -> None:
    stream, rest, found = ReportStream(), b"".join(reports), []
    for size in sizes:
        found += stream.feed(rest[:size])
        rest = rest[size:]
    found += stream.feed(rest)
    assert found == ReportStream().feed(b"".join(reports))
    assert len(statuses(found)) == len(reports)


@given(st.lists(st.binary(max_size=200), max_size=20))
def test_nothing_raises_and_little_is_kept(parts: list[bytes]) -> None:
    stream = ReportStream()
    for part in parts:
        stream.feed(part)
        assert len(stream._kept) < LONGEST_REPORT

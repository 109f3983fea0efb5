"""A calendar that other programs can read: RFC 5545 in lines, folds and escapes."""

from datetime import UTC, date, datetime, timedelta, timezone

from chairctl.care.calendar import Event, icalendar

MADE = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
EVENT = Event(
    "massage-3@chairctl", date(2026, 3, 31), "Massagekur, Sitzung 3", "20 min; Ruhe geht vor\nimmer"
)


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_an_event_lasts_the_whole_of_its_day() -> None:
    lines = unfolded(icalendar([EVENT], MADE))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "DTSTART;VALUE=DATE:20260331" in lines
    assert "DTEND;VALUE=DATE:20260401" in lines
    assert "DTSTAMP:20260301T123000Z" in lines
    assert "UID:massage-3@chairctl" in lines


def test_what_has_a_meaning_in_the_format_is_escaped() -> None:
    lines = unfolded(icalendar([EVENT._replace(title="a\\b\r")], MADE))
    assert "DESCRIPTION:20 min\\; Ruhe geht vor\\nimmer" in lines
    assert "SUMMARY:a\\\\b" in lines


def test_no_line_is_longer_than_75_bytes_and_no_letter_is_cut() -> None:
    long = "ä" * 200 + "ß€" * 40
    text = icalendar([EVENT._replace(text=long)], MADE)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert f"DESCRIPTION:{long}" in unfolded(text)


def test_the_stamp_is_utc_wherever_it_was_made() -> None:
    made = datetime(2026, 3, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    assert "DTSTAMP:20260228T223000Z" in unfolded(icalendar([EVENT], made))

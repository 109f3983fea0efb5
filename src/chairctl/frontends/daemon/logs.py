"""The daemon's log: lines for the journal or for people, or JSON; a reader that hangs delays nothing.

Lines go through a bounded queue to a thread of their own. When it is full, they are dropped and counted
(hazard H15); the next line that gets through says how many.
"""

import contextlib
import json
import logging
import os
import queue
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TextIO

from chairctl.frontends.daemon.log_form import LogForm
from chairctl.texts import Texts

MOST_WAITING = 1_000
LAST_WORDS_S = 1.0
_PRIORITY = {"CRITICAL": 2, "ERROR": 3, "WARNING": 4, "INFO": 6, "DEBUG": 7}


class _Lossy(logging.Handler):
    """Drops what does not fit."""

    def __init__(self, lines: "queue.Queue[logging.LogRecord | None]", texts: Texts) -> None:
        super().__init__()
        self._lines = lines
        self._texts = texts
        self.dropped = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Never waits."""
        try:
            if self.dropped:
                said = self._texts.say("daemon.log_dropped", count=self.dropped)
                self._lines.put_nowait(logging.makeLogRecord({"levelname": "WARNING", "msg": said}))
                self.dropped = 0
            self._lines.put_nowait(record)
        except queue.Full:
            self.dropped += 1


class Journal(logging.Formatter):
    """The journal reads the priority from the beginning of a line."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        return f"<{_PRIORITY.get(record.levelname, 6)}>{_one_line(super().format(record))}"


class Human(logging.Formatter):
    """Time and text."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        at = datetime.fromtimestamp(record.created, UTC).astimezone()
        level = "" if record.levelname == "INFO" else f"{record.levelname}: "
        return f"{at:%Y-%m-%d %H:%M:%S} {level}{_one_line(super().format(record))}"


class Json(logging.Formatter):
    """An object to a line."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        document = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": super().format(record),
        }
        return json.dumps(document, ensure_ascii=False)


class Logs:
    """The log of this process from `open` to `close`."""

    def __init__(self, form: LogForm, texts: Texts, stream: TextIO = sys.stderr) -> None:
        self._lines: queue.Queue[logging.LogRecord | None] = queue.Queue(MOST_WAITING)
        self._handler = _Lossy(self._lines, texts)
        self._out = logging.StreamHandler(stream)
        self._out.setFormatter(formatter(form, os.environ))
        self._writer = threading.Thread(target=self._write, name="log", daemon=True)

    def open(self) -> None:
        """Begin to write."""
        root = logging.getLogger()
        root.addHandler(self._handler)
        root.setLevel(logging.INFO)
        self._writer.start()

    def close(self) -> None:
        """Write what waits and end; a reader that hangs is left behind."""
        logging.getLogger().removeHandler(self._handler)
        with contextlib.suppress(queue.Full):
            self._lines.put_nowait(None)
            self._writer.join(LAST_WORDS_S)

    def _write(self) -> None:
        while (record := self._lines.get()) is not None:
            self._out.handle(record)


def formatter(form: LogForm, env: Mapping[str, str]) -> logging.Formatter:
    """What writes lines in a form."""
    if form is LogForm.AUTO:
        form = LogForm.JOURNAL if "JOURNAL_STREAM" in env else LogForm.HUMAN
    return {LogForm.JOURNAL: Journal, LogForm.HUMAN: Human, LogForm.JSON: Json}[form]()


def _one_line(text: str) -> str:
    return text.replace("\n", " | ")

"""The ledger's own thread: the control turn asks and goes on, the answer comes when it is on disk.

A disk that hangs delays no turn; the balance runs out instead and the session ends.
"""

import contextlib
import threading
from collections.abc import Callable
from queue import Full, Queue

from chairctl.domain.safety import Reason
from chairctl.runtime.ledger_files import LedgerError, LedgerPaths
from chairctl.runtime.ledger_store import Store
from chairctl.safety.account import Subject
from chairctl.safety.grant import Answer, Refusal, Request

MOST_WAITING = 64
"""Requests that may wait; each station has one under way, so this serves as many stations."""

Deliver = Callable[[Answer], None]
_Job = tuple[Request, Subject, Deliver] | None


class Ledger:
    """The ledger of this computer, for all its stations. `open_store` is called in the thread."""

    def __init__(self, paths: LedgerPaths, open_store: Callable[[LedgerPaths], Store] = Store) -> None:
        self.problem: Reason | None = None
        """Why nothing can be granted at the moment; None: nothing is known to be wrong."""
        self.cause = ""
        """What was wrong with the ledger when it was opened, so that a rest is due; empty: nothing."""
        self._paths = paths
        self._open_store = open_store
        self._jobs: Queue[_Job] = Queue(MOST_WAITING)
        self._thread = threading.Thread(target=self._work, name="ledger", daemon=True)
        self._thread.start()

    def ask(self, request: Request, subject: Subject, deliver: Deliver) -> None:
        """Hand over a request; returns at once.

        `deliver` is called with the answer, in the ledger's thread: from an event loop pass something
        that schedules it there. Where no room is left it is called with a refusal before this returns.
        """
        try:
            self._jobs.put_nowait((request, subject, deliver))
        except Full:
            deliver(Refusal(request.number, Reason("ledger_slow")))

    def close(self, timeout_s: float = 2.0) -> bool:
        """Do what waits and let go of the files; whether that was done in about this time."""
        with contextlib.suppress(Full):
            self._jobs.put(None, timeout=timeout_s)
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _work(self) -> None:
        store = self._opened()
        while (job := self._jobs.get()) is not None:
            request, subject, deliver = job
            store = store or self._opened()
            answer: Answer = Refusal(request.number, self.problem or Reason("ledger_unwritable"))
            if store:
                try:
                    answer = store.answer(request, subject)
                except LedgerError as error:
                    self.problem = error.reason
                    answer = Refusal(request.number, error.reason)
                    store.close()
                    store = None
            with contextlib.suppress(RuntimeError):  # the loop that asked has been closed meanwhile
                deliver(answer)
        if store:
            store.close()

    def _opened(self) -> Store | None:
        try:
            store = self._open_store(self._paths)
        except LedgerError as error:
            self.problem = error.reason
            return None
        self.problem, self.cause = None, self.cause or store.cause
        return store

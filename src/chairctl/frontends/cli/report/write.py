"""`chairctl report`: writes the page, the table of sessions, and what their channels did over time."""

from pathlib import Path

from chairctl.care.history import SessionRecord
from chairctl.domain.trace import SessionTrace
from chairctl.frontends.cli import person as persons
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.history import sessions_of
from chairctl.frontends.cli.refusal import Refusal
from chairctl.frontends.cli.report import parquet, tables
from chairctl.frontends.cli.report.story import Story, tell
from chairctl.frontends.cli.write_own import write_own
from chairctl.profiles.problems import shown
from chairctl.runtime import clock
from chairctl.texts import Texts

Sessions = list[tuple[int, SessionRecord]]


def report(
    texts: Texts,
    name: str,
    first: str | None,
    last: str | None,
    session: int | None,
    *,
    out: Path | None = None,
    csv: Path | None = None,
    parquet_file: Path | None = None,
    curves: Path | None = None,
) -> int:
    """Write what is asked for; an exit code. `session` is the one whose channels are drawn."""
    wants_parquet = parquet_file or (curves and curves.suffix == ".parquet")
    if wants_parquet and not parquet.is_there():
        raise Refusal(texts.say("report.no_parquet"), ExitCode.REFUSED)
    found = sessions_of(texts, name, first, last)
    if session is not None and session not in dict(found):
        raise Refusal(texts.say("history.unknown_session", person=name, number=session))
    if out:
        story = Story(name, found, _pictured(name, found, session, texts), clock.wall().date())
        _write(out, tell(story, texts), texts)
    if csv:
        _write(csv, tables.sessions_csv(found), texts)
    if parquet_file:
        _write(parquet_file, parquet.sessions(found), texts)
    if curves:
        values = [(number, _trace(name, number, texts)) for number, _ in found]
        rows = list(tables.curve_rows(values))
        is_parquet = curves.suffix == ".parquet"
        _write(curves, parquet.curves(rows) if is_parquet else tables.curves_csv(rows), texts)
    return ExitCode.FINISHED


def _write(path: Path, content: str | bytes, texts: Texts) -> None:
    write_own(path, content, texts)
    print(texts.say("report.written", path=shown(str(path), 4096)))


def _pictured(name: str, found: Sessions, session: int | None, texts: Texts) -> dict[int, SessionTrace]:
    """The sessions whose channels are drawn: the one asked for, or the last one and the last that tripped."""
    traces: dict[int, SessionTrace] = {}
    if session is not None:
        wanted = [(number, record) for number, record in found if number == session]
        return {number: trace for number, _ in wanted if (trace := _trace(name, number, texts))}
    tripped = [(number, record) for number, record in found if record.trips]
    for several in (found, tripped):
        for number, _ in reversed(several):
            if number in traces:
                break
            if trace := _trace(name, number, texts):
                traces[number] = trace
                break
    return traces


def _trace(name: str, number: int, texts: Texts) -> SessionTrace | None:
    with persons.open_store(texts) as store:
        return store.trace(name, number)

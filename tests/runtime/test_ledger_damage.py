"""A ledger that is deleted, damaged, exchanged or rolled back costs a whole rest and says so (H70)."""

import os
import random
import shutil
from pathlib import Path

import pytest
from tests.runtime.ledger_session import GUEST, Clock, spend

from chairctl.domain.safety import Reason
from chairctl.domain.time import MINUTE
from chairctl.runtime import ledger_open
from chairctl.runtime.ledger_files import LedgerError, LedgerPaths
from chairctl.runtime.ledger_store import Store
from chairctl.safety.account import REST, Subject
from chairctl.safety.grant import QUANTUM, Request
from chairctl.texts import LANGUAGES, Texts, catalogue

DAMAGES = int(os.environ.get("CHAIRCTL_LEDGER_DAMAGES", "80"))
SIDES = ("", "-wal")
CAUSES = {"new", "missing", "corrupt", "foreign", "rolled_back", "witness"}


@pytest.fixture
def paths(tmp_path: Path) -> LedgerPaths:
    return LedgerPaths(tmp_path / "state" / "ledger.sqlite", tmp_path / "data" / "ledger.witness")


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> LedgerPaths:
    """A ledger with its write-ahead log, as a crash in the 20th minute leaves it."""
    folder = tmp_path_factory.mktemp("crashed")
    live = LedgerPaths(folder / "live" / "ledger.sqlite", folder / "live" / "ledger.witness")
    ledger_open.create(live)
    clock = Clock()
    store = Store(live, clock)
    spend(store, clock, 600)
    store.close()
    store = Store(live, clock)
    spend(store, clock, 600, closed=False)
    shutil.copytree(folder / "live", folder / "copy")
    store.close()
    assert Path(f"{folder / 'copy' / 'ledger.sqlite'}-wal").stat().st_size > 1_000
    return LedgerPaths(folder / "copy" / "ledger.sqlite", folder / "copy" / "ledger.witness")


class Bench:
    """Copies of one ledger to damage; another person asks, whom only a rest keeps from beginning."""

    def __init__(self, source: LedgerPaths, folder: Path) -> None:
        self._source = source
        self.paths = LedgerPaths(folder / "state" / "ledger.sqlite", folder / "state" / "ledger.witness")
        self.clock = Clock()
        self.clock.go_on(20 * MINUTE)

    def fresh(self) -> LedgerPaths:
        shutil.rmtree(self.paths.ledger.parent, ignore_errors=True)
        shutil.copytree(self._source.ledger.parent, self.paths.ledger.parent)
        return self.paths

    def cause(self) -> str:
        """Open, look, and see that nobody got out of a rest."""
        store = Store(self.paths, self.clock)
        cause, refusal = store.cause, store.stand(Subject("bob", ("chair",))).refusal
        store.close()
        assert refusal is not None
        if cause:
            assert cause in CAUSES
            assert refusal == Reason(f"ledger_{cause}", limit=1_800)
        else:
            assert refusal.code.removeprefix("ledger_") in CAUSES | {"rest"}
            assert refusal.limit * 1_000_000_000 >= REST - MINUTE
        if cause in {"corrupt", "foreign"}:
            assert list(self.paths.ledger.parent.glob("*.aside-1*"))
        return cause


@pytest.fixture
def bench(crashed: LedgerPaths, tmp_path: Path) -> Bench:
    return Bench(crashed, tmp_path)


@pytest.fixture
def closed(crashed: LedgerPaths, tmp_path: Path) -> Bench:
    """The same ledger with its log folded in, so that every byte that counts is in the one file."""
    folded = tmp_path / "folded"
    shutil.copytree(crashed.ledger.parent, folded)
    clock = Clock()
    clock.go_on(20 * MINUTE)
    source = LedgerPaths(folded / crashed.ledger.name, folded / crashed.witness.name)
    Store(source, clock).close()
    return Bench(source, tmp_path)


def places(size: int, seed: int) -> list[int]:
    """Some bounds of pages, and some places between them."""
    chance = random.Random(seed)
    edges = [at for page in range(0, size, 4_096) for at in (page - 1, page, page + 1) if 0 <= at < size]
    edges = chance.sample(edges, min(len(edges), DAMAGES // 2))
    return edges + [chance.randrange(size) for _ in range(DAMAGES - len(edges))]


def test_a_crash_alone_costs_no_rest(bench: Bench) -> None:
    bench.fresh()
    assert bench.cause() == ""


@pytest.mark.parametrize("side", SIDES)
def test_truncated_at_any_size_nobody_gets_out_of_a_rest(bench: Bench, closed: Bench, side: str) -> None:
    bench = bench if side else closed
    size = Path(f"{bench.fresh().ledger}{side}").stat().st_size
    causes: dict[str, int] = {}
    for keep in places(size, 1):
        os.truncate(f"{bench.fresh().ledger}{side}", keep)
        cause = bench.cause()  # empty where nothing but the zeros at the end of the last page was cut off
        assert cause or keep > size - 4_096
        causes[cause] = causes.get(cause, 0) + 1
    print(side or "ledger", causes)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("bits", [0x01, 0x80, 0xFF])
def test_a_flipped_byte_is_found_or_changes_nothing(
    bench: Bench, closed: Bench, side: str, bits: int
) -> None:
    bench = bench if side else closed
    causes: dict[str, int] = {}
    size = Path(f"{bench.fresh().ledger}{side}").stat().st_size
    for at in places(size, bits):
        file = Path(f"{bench.fresh().ledger}{side}")
        data = bytearray(file.read_bytes())
        data[at] ^= bits
        file.write_bytes(data)
        cause = bench.cause()
        causes[cause] = causes.get(cause, 0) + 1
    print(side or "ledger", causes)
    assert sum(causes.values()) >= DAMAGES


def test_every_changed_figure_is_found_even_where_sqlite_finds_nothing(bench: Bench) -> None:
    data = bench.fresh().ledger.read_bytes()
    at = data.index(b'[["back"')
    for digit in range(at, at + 30):
        file = bench.fresh().ledger
        Path(f"{file}-wal").unlink()
        bench.paths.witness.unlink()
        changed = bytearray(data)
        changed[digit] ^= 0x01
        file.write_bytes(changed)
        assert bench.cause() == "corrupt"


@pytest.mark.parametrize(
    ("gone", "cause"),
    [
        (("",), "missing"),
        (("-wal",), "rolled_back"),
        (("", "-wal"), "missing"),
        (("witness",), "witness"),
        (("", "-wal", "witness"), "new"),
    ],
)
def test_whatever_is_deleted_costs_a_whole_rest(bench: Bench, gone: tuple[str, ...], cause: str) -> None:
    paths = bench.fresh()
    for what in gone:
        Path(paths.witness if what == "witness" else f"{paths.ledger}{what}").unlink()
    assert bench.cause() == cause
    assert bench.cause() == ""  # said once, due for as long as it takes


def bob_is_refused(paths: LedgerPaths, clock: Clock) -> bool:
    store = Store(paths, clock)
    refusal = store.stand(Subject("bob", ("other",))).refusal
    store.close()
    return refusal is not None


def test_an_imposed_rest_holds_for_every_device_and_ends_by_itself(paths: LedgerPaths) -> None:
    clock = Clock()
    assert bob_is_refused(paths, clock)
    clock.go_on(REST - 1)
    assert bob_is_refused(paths, clock)
    clock.go_on(1)
    assert not bob_is_refused(paths, clock)


def test_an_older_copy_is_found_and_what_it_knows_still_counts(bench: Bench, tmp_path: Path) -> None:
    paths = bench.fresh()
    shutil.copy(paths.ledger, tmp_path / "older")
    store = Store(paths, bench.clock)
    bench.clock.go_on(REST)
    assert spend(store, bench.clock, 60) == 60
    store.close()
    shutil.copy(tmp_path / "older", paths.ledger)
    assert bench.cause() == "rolled_back"
    bench.clock.go_on(REST)
    store = Store(paths, bench.clock)
    assert store.stand(GUEST).parts["back"][0] >= 600
    store.close()


def test_the_ledger_of_another_machine_is_set_aside(bench: Bench, tmp_path: Path) -> None:
    other = LedgerPaths(tmp_path / "other" / "ledger.sqlite", tmp_path / "other" / "ledger.witness")
    ledger_open.create(other)
    paths = bench.fresh()
    Path(f"{paths.ledger}-wal").unlink()
    shutil.copy(other.ledger, paths.ledger)
    assert bench.cause() == "foreign"


@pytest.mark.parametrize("text", [b"", b"x", b"\xff" * 300, b"a b c", b"0 1 00000000"])
def test_a_damaged_witness_costs_a_whole_rest_and_the_ledger_stays(bench: Bench, text: bytes) -> None:
    bench.fresh().witness.write_bytes(text)
    assert bench.cause() == "witness"
    assert not list(bench.paths.ledger.parent.glob("*.aside*"))


def test_a_folder_in_place_of_the_ledger_is_set_aside(bench: Bench) -> None:
    paths = bench.fresh()
    paths.ledger.unlink()
    paths.ledger.mkdir()
    assert bench.cause() == "corrupt"


def test_what_is_set_aside_is_never_overwritten(bench: Bench) -> None:
    paths = bench.fresh()
    for number in (1, 2, 3):
        paths.ledger.write_bytes(b"broken %d" % number)
        store = Store(paths, bench.clock)
        assert store.cause == "corrupt"
        store.close()
    asides = [paths.ledger.with_name(f"{paths.ledger.name}.aside-{number}") for number in (1, 2, 3)]
    kept = [aside.read_bytes() for aside in asides]
    assert kept == [b"broken 1", b"broken 2", b"broken 3"]


def test_only_a_deliberate_first_act_begins_without_a_rest(paths: LedgerPaths) -> None:
    ledger_open.create(paths)
    store = Store(paths, Clock())
    assert (store.cause, store.stand(GUEST).refusal) == ("", None)
    store.close()


def test_a_ledger_that_only_says_that_it_is_new_may_be_begun_again(paths: LedgerPaths) -> None:
    store = Store(paths, Clock())
    assert store.cause == "new"
    store.close()
    ledger_open.create(paths)
    store = Store(paths, Clock())
    assert (store.cause, store.stand(GUEST).refusal) == ("", None)
    store.answer(Request(1, 0, False, QUANTUM, 0, 0, 0, (), ()), GUEST)  # noqa: FBT003
    store.close()
    with pytest.raises(LedgerError) as refused:
        ledger_open.create(paths)
    assert refused.value.reason.code == "ledger_exists"


@pytest.mark.parametrize("left", ["ledger", "witness", "aside"])
def test_the_first_act_is_refused_wherever_a_trace_is_left(paths: LedgerPaths, left: str) -> None:
    ledger_open.create(paths)
    if left == "aside":
        paths.ledger.rename(paths.ledger.with_name(paths.ledger.name + ".aside-1"))
        paths.witness.unlink()
    else:
        (paths.witness if left == "ledger" else paths.ledger).unlink()
    with pytest.raises(LedgerError) as refused:
        ledger_open.create(paths)
    assert refused.value.reason.code == "ledger_exists"


def test_every_code_of_the_ledger_has_a_text_and_a_remedy_in_both_languages() -> None:
    others = {"pending", "rest", "day_sessions", "late", "slow", "busy", "disk_full", "unwritable", "changed"}
    for language in LANGUAGES:
        known = {key for key in catalogue(language) if ".ledger_" in key and not key.startswith("help.")}
        wanted = CAUSES | others | {"exists"}
        assert known == {f"{table}.ledger_{code}" for table in ("reason", "remedy") for code in wanted}
        for cause in CAUSES:
            assert "30 min" in Texts(language).say(f"reason.ledger_{cause}", limit_min=30)

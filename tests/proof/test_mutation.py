"""The mutants themselves: which faults are made, how they are named, and that a run tells them apart."""

from collections import deque
from pathlib import Path

import pytest

from chairctl_proof.mutation.child import Ending, Stage
from chairctl_proof.mutation.document import BEGIN, END, text, write
from chairctl_proof.mutation.equivalent import LIST, EquivalentListError, argued
from chairctl_proof.mutation.mutant import Mutant, mutants, mutated
from chairctl_proof.mutation.outcome import Outcome
from chairctl_proof.mutation.plan import stages
from chairctl_proof.mutation.reach import NOTHING, Changes, Reach
from chairctl_proof.mutation.results import Results
from chairctl_proof.mutation.suite import Selection
from chairctl_proof.mutation.targets import ROOT, TARGETS
from chairctl_proof.mutation.trials import Trial, run_trials

SAME = Changes((), source=False)
SOURCE = '''
"""Words."""

LIMIT = 7


def over(level: int, most: int = 3) -> bool:
    """Words with 1 number."""
    return level > most and level < LIMIT
'''
DOUBLE = """
def double(level):
    while level < 0:
        level += 1
    return level * 2
"""


def made(source: str, folder: Path) -> dict[str, Mutant]:
    """Changed line by line: operator and changed text."""
    (folder / "code.py").write_text(source)
    found = {}
    for mutant in mutants(folder, "code.py"):
        before, after = mutated(source, None).splitlines(), mutated(source, mutant.index).splitlines()
        found["; ".join(sorted(set(after) - set(before)))] = mutant
    return found


def test_faults_are_small_and_leave_words_and_types_alone(tmp_path: Path) -> None:
    assert {line.strip() for line in made(SOURCE, tmp_path)} == {
        "LIMIT = 8",
        "LIMIT = 6",
        "def over(level: int, most: int=4) -> bool:",
        "def over(level: int, most: int=2) -> bool:",
        "return True",
        "return False",
        "return level > most or level < LIMIT",
        "return level >= most and level < LIMIT",
        "return level <= most and level < LIMIT",
        "return level > most and level <= LIMIT",
        "return level > most and level >= LIMIT",
    }


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("x = min(a, 2.5)", {"x = max(a, 2.5)", "x = min(a, 5.0)"}),
        ("x = any(a)", {"x = all(a)"}),
        ("x = abs(a)", {"x = a"}),
        ("x = not a", {"x = a"}),
        ("x = -a", {"x = a"}),
        ("x = a // b", {"x = a * b"}),
        ("x = a is b", {"x = a is not b"}),
        ("x = a in b", {"x = a not in b"}),
        ("x = 'code'", {"x = 'code~'"}),
        ("x = 'two words'", set()),
        ("x = b'B'", {"x = b'B~'"}),
        ("x = f'{a}'", set()),
        ("x = a if b else c", {"x = a if not b else c"}),
        ("x = [a for a in b if c]", {"x = [a for a in b if not c]"}),
        ("x = a or b", {"x = a and b", "x = not a or b", "x = a or not b"}),
        ("while a: break", {"while not a:", "continue"}),
        ("for a in b: continue", {"break"}),
        ("if a: pass", {"if not a:"}),
        ("x: int", set()),
        ("import a.b", set()),
    ],
)
def test_each_kind_of_code_has_its_faults(line: str, changed: set[str], tmp_path: Path) -> None:
    assert {change.strip() for change in made(line + "\n", tmp_path)} == changed


def test_within_functions_a_statement_may_be_left_out(tmp_path: Path) -> None:
    source = "def f(a):\n    a.b = a.c\n    a += 5.0\n    if a():\n        return\n    a()\n    return None\n"
    (tmp_path / "code.py").write_text(source)
    lines = [one.line for one in mutants(tmp_path, "code.py") if one.operator == "delete"]
    assert lines == [2, 3, 5, 6]


def test_a_name_stays_while_other_lines_move_and_tells_equal_ones_apart(tmp_path: Path) -> None:
    body = "def f(a):\n    if a:\n        return a + a + a\n    return a\n"
    (tmp_path / "code.py").write_text(body)
    before = mutants(tmp_path, "code.py")
    (tmp_path / "code.py").write_text("# more\n\n\n" + body)
    after = mutants(tmp_path, "code.py")
    assert [mutant.name for mutant in before] == [mutant.name for mutant in after]
    assert len({mutant.name for mutant in before}) == len(before)
    assert [mutant.line + 3 for mutant in before] == [mutant.line for mutant in after]
    assert [mutant.digest for mutant in before] == [mutant.digest for mutant in after]
    assert before[0].identity.startswith("code.py:2:4:")


def test_every_mutant_of_the_judge_and_the_warden_can_be_read_by_python() -> None:
    for target in TARGETS:
        for file in target.files():
            source = (ROOT / file).read_text()
            for mutant in mutants(ROOT, file)[::9]:
                compile(mutated(source, mutant.index), file, "exec")


def test_a_run_tells_killed_hung_and_unnoticed_apart(tmp_path: Path) -> None:
    (tmp_path / "double.py").write_text(DOUBLE)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    test = "from chairctl_twin import double\n\ndef test_it():\n    assert double(-1) == 0\n"
    (tmp_path / "test_double.py").write_text(test)
    trials = [
        Trial("src/chairctl_twin.py", DOUBLE, mutant, deque([Stage(Selection(("test_double.py",)), 6.0)]))
        for mutant in [None, *mutants(tmp_path, "double.py")]
        if mutant is None or mutant.operator in {"< to <=", "+= to -=", "return None", "* to //"}
    ]
    ended = {
        (trial.mutant.operator if trial.mutant else ""): (trial.ending, trial.by)
        for trial in run_trials(tmp_path, trials, {}, 2)
    }
    assert ended == {
        "": (Ending.SURVIVED, ""),
        "< to <=": (Ending.KILLED, "test_double.py::test_it"),
        "+= to -=": (Ending.TIMED_OUT, ""),
        "return None": (Ending.KILLED, "test_double.py::test_it"),
        "* to //": (Ending.SURVIVED, ""),
    }


def test_a_kill_is_kept_as_long_as_function_and_test_are_there(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text(SOURCE)
    first, second, third = mutants(tmp_path, "code.py")[:3]
    results = Results(tmp_path / "results.jsonl")
    results.add(first, Ending.KILLED, "test_a.py::test_it")
    results.add(second, Ending.SURVIVED, "")
    results.add(third, Ending.TIMED_OUT, "")
    again = Results(tmp_path / "results.jsonl")
    assert again.counts(first, ["test_a.py::test_it"])
    assert again.counts(first, []) is None
    assert again.counts(second, []) is None
    assert again.counts(third, [])
    assert again.killer(first) == "test_a.py::test_it"
    assert again.killer(second) == ""
    (tmp_path / "code.py").write_text(SOURCE.replace("LIMIT = 7", "LIMIT = 7\nMORE = 8"))
    assert again.counts(mutants(tmp_path, "code.py")[0], ["test_a.py::test_it"]) is None


def test_a_line_in_a_function_meets_the_tests_that_reach_it_and_what_is_not_sure_not_to() -> None:
    gate, test = "src/chairctl/safety/gate.py", "tests/safety/test_gate.py::test_x"
    outside = next(one for one in mutants(ROOT, "src/chairctl/safety/slew.py") if not one.in_function)
    mutant = next(one for one in mutants(ROOT, gate) if one.in_function)
    reach = Reach("", {}, {test: 0.1}, {gate: {mutant.line: frozenset({test})}})
    everything = Selection(TARGETS[0].tests)

    def plan(one: Mutant, changed: Changes, known: Reach = reach) -> list[Selection]:
        return [stage.selection for stage in stages(one.file, one, known, known.breadth(), changed)]

    assert [one.only for one in plan(mutant, SAME)] == [frozenset({test})]
    new, known = plan(mutant, SAME._replace(tests=("tests/safety/test_new.py", "tests/warden/test_new.py")))
    assert (new, known.only) == (Selection(("tests/safety/test_new.py",)), frozenset({test}))
    moved = SAME._replace(source=True)
    assert plan(mutant, moved)[-1] == everything._replace(without=frozenset({test}))
    _, named, rest = plan(mutant, moved, NOTHING)
    assert ("tests/safety/test_gate.py" in named.paths, rest) == (True, everything)
    assert plan(outside, SAME)[-1] == everything
    assert plan(outside, SAME)[0].paths == TARGETS[0].at_import
    assert len(stages(gate, mutant, reach, reach.breadth(), moved, near=True)) == 1


def entry(**keys: str) -> str:
    return "[[equivalent]]\n" + "".join(f'{key} = "{value}"\n' for key, value in keys.items())


def test_the_list_of_equivalent_mutants_says_of_each_why(tmp_path: Path) -> None:
    for bad, words in (
        (entry(file="a", line="b", operator="c"), "why missing"),
        (entry(file="a", line="b", operator="c", why="because"), "in a sentence"),
        (2 * entry(file="a", line="b", operator="c", why="It is all the same."), "already"),
    ):
        (tmp_path / "list.toml").write_text(bad)
        with pytest.raises(EquivalentListError, match=words):
            argued(tmp_path / "list.toml")


def test_what_is_on_the_list_is_in_the_source() -> None:
    there = {mutant.name for target in TARGETS for file in target.files() for mutant in mutants(ROOT, file)}
    assert set(argued(LIST)) <= there


def test_what_is_argued_must_survive_and_what_survives_must_be_argued(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text(SOURCE)
    first, second, third, fourth, *_ = mutants(tmp_path, "code.py")
    outcome = Outcome({first.name: "It is all the same.", third.name: "It is | so."})
    outcome.endings = {
        first: Ending.SURVIVED,
        second: Ending.SURVIVED,
        third: Ending.KILLED,
        fourth: Ending.TIMED_OUT,
    }
    assert outcome.equivalent == [first]
    assert outcome.unnoticed == [second]
    assert outcome.argued_in_vain == [third]
    assert outcome.gone([first, second]) == [third.name]
    assert outcome.table() == [("code.py", 4, 1, 1, 1, 1)]
    document = tmp_path / "document.md"
    document.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    write(document, outcome)
    assert document.read_text() == f"before\n{BEGIN}\n{text(outcome)}{END}\nafter\n"
    assert "| all | 4 | 1 | 1 | 1 | 1 |" in document.read_text()
    assert "`LIMIT = 7`, 7 to 8. It is all the same." in document.read_text()


def test_the_document_names_every_argued_survivor() -> None:
    document = (ROOT / "docs/mutation.md").read_text()
    for name, why in argued(LIST).items():
        assert name.text in document
        assert why in document

"""One mutant: where it is, what is changed there, and the source with the change in it."""

import ast
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from chairctl_proof.mutation.operators import changes

LEFT_ALONE = frozenset({"annotation", "returns", "type_params", "kind"})
"""Fields of nodes by which nothing runs."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change, named so that other lines may move without giving it another name."""

    file: str
    """Relative to the root of the project."""
    function: str
    """Qualified name; empty outside of functions and classes."""
    text: str
    """The line as it is written."""
    operator: str
    ordinal: int
    """Which of the same operator on the same text of this function; from 1."""
    line: int
    column: int
    digest: str
    """Of the source of the function (or of the module, outside of functions)."""
    in_function: bool
    """Whether it runs when the function is called, and not at import."""
    index: int
    """Which change of its file; only good for the source that it was made from."""

    @property
    def identity(self) -> str:
        """`file:line:column:operator`."""
        return f"{self.file}:{self.line}:{self.column}:{self.operator}"

    @property
    def name(self) -> "Name":
        """What stays the same while other lines change."""
        return Name(self.file, self.function, self.text, self.operator, self.ordinal)


class Name(NamedTuple):
    """The stable name of a mutant."""

    file: str
    function: str
    text: str
    operator: str
    ordinal: int


class _Site(NamedTuple):
    """A change at its place in a tree: put `new` there to make it."""

    parent: ast.AST
    field: str
    at: int | None
    node: ast.AST
    new: ast.AST
    operator: str
    functions: tuple[ast.AST, ...]
    in_body: bool
    """Whether it is in the body of a function, and no default of its arguments or decorator."""


def mutants(root: Path, file: str) -> list[Mutant]:
    """Every mutant of a file, in the order of its source."""
    source = (root / file).read_text()
    lines = source.splitlines()
    seen: Counter[Name] = Counter()
    found = []
    for index, site in enumerate(_sites(ast.parse(source))):
        line, column = _position(site)
        function = ".".join(getattr(each, "name", "") for each in site.functions)
        text = lines[line - 1].strip()
        first = Name(file, function, text, site.operator, 1)
        seen[first] += 1
        name = first._replace(ordinal=seen[first])
        found.append(Mutant(*name, line, column, _digest(source, site.functions), site.in_body, index))
    return found


def mutated(source: str, index: int | None) -> str:
    """The source with its change number `index` in it (None: written anew without any change)."""
    tree = ast.parse(source)
    if index is not None:
        site = next(site for number, site in enumerate(_sites(tree)) if number == index)
        _put(site, site.new)
    return ast.unparse(ast.fix_missing_locations(tree))


def _sites(tree: ast.Module) -> Iterator[_Site]:
    """All changes that give another text, each once."""
    for site in _walk(tree, ()):
        if _text(site.node) != _text(site.new) and not _ends_anyway(site):
            yield site


def _ends_anyway(site: _Site) -> bool:
    """A `return None` is left out where the function ends: it returns None all the same."""
    return (
        isinstance(site.node, ast.Return)
        and isinstance(site.new, ast.Pass)
        and isinstance(site.parent, ast.FunctionDef)
        and site.at == len(site.parent.body) - 1
    )


def _walk(parent: ast.AST, functions: tuple[ast.AST, ...], in_body: bool = False) -> Iterator[_Site]:
    inner, is_function = functions, isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef)
    if is_function or isinstance(parent, ast.ClassDef):
        inner = (*functions, parent)
    returns = getattr(inner[-1], "returns", None) if inner else None
    for field, at, node in _children(parent):
        runs = field == "body" if is_function else in_body and not isinstance(parent, ast.ClassDef)
        for operator, new in changes(node, returns, in_function=runs):
            yield _Site(parent, field, at, node, new, operator, inner, runs)
        yield from _walk(node, inner, runs)


def _children(parent: ast.AST) -> Iterator[tuple[str, int | None, ast.AST]]:
    """The children by which something runs."""
    if isinstance(parent, ast.Import | ast.ImportFrom | ast.JoinedStr):
        return
    for field, value in ast.iter_fields(parent):
        if field in LEFT_ALONE:
            continue
        if isinstance(value, ast.AST):
            yield field, None, value
        elif isinstance(value, list):
            for at, node in enumerate(value):
                if isinstance(node, ast.AST) and not _is_docstring(node):
                    yield field, at, node


def _is_docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _put(site: _Site, node: ast.AST) -> None:
    if site.at is None:
        setattr(site.parent, site.field, node)
    else:
        getattr(site.parent, site.field)[site.at] = node


def _text(node: ast.AST) -> str:
    return ast.unparse(ast.fix_missing_locations(node))


def _position(site: _Site) -> tuple[int, int]:
    """Line (from 1) and column (from 0); a comprehension has none but its target's."""
    node = site.node.target if isinstance(site.node, ast.comprehension) else site.node
    return getattr(node, "lineno", 1), getattr(node, "col_offset", 0)


def _digest(source: str, functions: tuple[ast.AST, ...]) -> str:
    """Of the source of the innermost function or class; of the whole module outside of them."""
    text = (ast.get_source_segment(source, functions[-1]) if functions else None) or source
    return hashlib.sha256(text.encode()).hexdigest()[:16]

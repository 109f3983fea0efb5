"""Which small faults there are: what may stand in place of a piece of a syntax tree.

Each rule gives, for a node, pairs of an operator's name and the node that takes its place. Docstrings,
annotations, imports and prose (strings with a blank in them) are left alone: nothing runs by them.
"""

import ast
from collections.abc import Callable, Iterator
from typing import Any, Final

Change = tuple[str, ast.AST]

COMPARE: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
ARITHMETIC: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
}
CALLS: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}
SIGNS: Final[dict[type[ast.AST], str]] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%",
    ast.Pow: "**", ast.LShift: "<<", ast.RShift: ">>", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^",
}  # fmt: skip
JUDGED_BY_THEIR_PARTS: Final = (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.Constant)
"""Conditions whose own parts are changed; to negate the whole would be the same once more."""


def changes(node: ast.AST, returns: ast.expr | None, *, in_function: bool) -> Iterator[Change]:
    """What may stand in place of `node`; `returns` is what the function around it says it returns."""
    rule: Callable[[Any], Iterator[Change]] | None = RULES.get(type(node))
    if rule is not None:
        yield from rule(node)
    if isinstance(node, ast.Return):
        yield from _return(node, returns)
    is_declaration = isinstance(node, ast.AnnAssign) and node.value is None
    if in_function and isinstance(node, DELETABLE) and not is_declaration:
        yield "delete", ast.Pass()


def _compare(node: ast.Compare) -> Iterator[Change]:
    for at, op in enumerate(node.ops):
        for other in COMPARE[type(op)]:
            ops = [*node.ops[:at], other(), *node.ops[at + 1 :]]
            name = f"{SIGNS[type(op)]} to {SIGNS[other]}"
            yield name, ast.Compare(node.left, ops, node.comparators)


def _arithmetic(node: ast.BinOp) -> Iterator[Change]:
    other = ARITHMETIC[type(node.op)]
    yield f"{SIGNS[type(node.op)]} to {SIGNS[other]}", ast.BinOp(node.left, other(), node.right)


def _add_to(node: ast.AugAssign) -> Iterator[Change]:
    other = ARITHMETIC[type(node.op)]
    yield f"{SIGNS[type(node.op)]}= to {SIGNS[other]}=", ast.AugAssign(node.target, other(), node.value)
    yield f"{SIGNS[type(node.op)]}= to =", ast.Assign([node.target], node.value)


def _boolean(node: ast.BoolOp) -> Iterator[Change]:
    if isinstance(node.op, ast.And):
        yield "and to or", ast.BoolOp(ast.Or(), node.values)
    else:
        yield "or to and", ast.BoolOp(ast.And(), node.values)
    for at, value in enumerate(node.values):
        if not isinstance(value, JUDGED_BY_THEIR_PARTS):
            yield "negate", ast.BoolOp(node.op, [*node.values[:at], _not(value), *node.values[at + 1 :]])


def _unary(node: ast.UnaryOp) -> Iterator[Change]:
    if isinstance(node.op, ast.Not):
        yield "drop not", node.operand
    elif isinstance(node.op, ast.USub):
        yield "drop -", node.operand


def _constant(node: ast.Constant) -> Iterator[Change]:
    value = node.value
    match value:
        case bool():
            yield f"{value} to {not value}", ast.Constant(not value)
        case int():
            for other in (value + 1, value - 1):
                yield f"{value} to {other}", ast.Constant(other)
        case float():
            yield f"{value:g} to {value * 2:g}", ast.Constant(value * 2)
        case str() if " " not in value:
            yield "string", ast.Constant(value + "~")
        case bytes():
            yield "bytes", ast.Constant(value + b"~")
        case _:
            pass


def _call(node: ast.Call) -> Iterator[Change]:
    if not isinstance(node.func, ast.Name):
        return
    if node.func.id in CALLS:
        other = CALLS[node.func.id]
        yield f"{node.func.id} to {other}", ast.Call(ast.Name(other), node.args, node.keywords)
    elif node.func.id == "abs":
        yield "drop abs", node.args[0]


def _if(node: ast.If) -> Iterator[Change]:
    if not isinstance(node.test, JUDGED_BY_THEIR_PARTS):
        yield "negate", ast.If(_not(node.test), node.body, node.orelse)


def _while(node: ast.While) -> Iterator[Change]:
    if not isinstance(node.test, JUDGED_BY_THEIR_PARTS):
        yield "negate", ast.While(_not(node.test), node.body, node.orelse)


def _either(node: ast.IfExp) -> Iterator[Change]:
    if not isinstance(node.test, JUDGED_BY_THEIR_PARTS):
        yield "negate", ast.IfExp(_not(node.test), node.body, node.orelse)


def _comprehension(node: ast.comprehension) -> Iterator[Change]:
    for at, test in enumerate(node.ifs):
        if not isinstance(test, JUDGED_BY_THEIR_PARTS):
            ifs = [*node.ifs[:at], _not(test), *node.ifs[at + 1 :]]
            yield "negate", ast.comprehension(node.target, node.iter, ifs, node.is_async)


def _return(node: ast.Return, returns: ast.expr | None) -> Iterator[Change]:
    if node.value is None or _is(node.value, None):
        yield "delete", ast.Pass()
    elif not (isinstance(returns, ast.Name) and returns.id == "bool"):
        yield "return None", ast.Return(ast.Constant(None))
    elif not isinstance(node.value, ast.Constant):
        for value in (True, False):
            yield f"return {value}", ast.Return(ast.Constant(value))


def _is(node: ast.expr, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def _not(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), test)


def _break(_node: ast.Break) -> Iterator[Change]:
    yield "break to continue", ast.Continue()


def _continue(_node: ast.Continue) -> Iterator[Change]:
    yield "continue to break", ast.Break()


DELETABLE: Final = (ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Raise, ast.Delete)
RULES: Final[dict[type[ast.AST], Callable[[Any], Iterator[Change]]]] = {
    ast.Compare: _compare,
    ast.BinOp: _arithmetic,
    ast.AugAssign: _add_to,
    ast.BoolOp: _boolean,
    ast.UnaryOp: _unary,
    ast.Constant: _constant,
    ast.Call: _call,
    ast.If: _if,
    ast.While: _while,
    ast.IfExp: _either,
    ast.comprehension: _comprehension,
    ast.Break: _break,
    ast.Continue: _continue,
}

# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# This is private: only modules, roles, playbooks and the fault files are the collection's interface.
"""Compile the expressions of fault files: a safe subset of Python, parsed once and turned into a tree that the examiner walks."""

from __future__ import annotations

import ast
import re
import typing as t

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner import rules

try:  # Python 3.11 moved the parser; both are private, and there is no other way to see a pattern's structure.
    from re import _constants as _sre_constants
    from re import _parser as _sre_parser
except ImportError:  # pragma: no cover
    import sre_constants as _sre_constants
    import sre_parse as _sre_parser

MAX_EXPRESSION = 2000
_UNESCAPED = " _-:.,;()[]{}=+#!?*%@"

_OPERATORS = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Is: "is", ast.IsNot: "is not",
    ast.In: "in", ast.NotIn: "not in",
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%",
}


class ExpressionError(ValueError):
    """An expression or pattern that cannot be used; the message says which part and what to write instead."""


def compile_expression(text: t.Any) -> list[t.Any]:
    """The expression's tree. Raises ExpressionError."""
    if isinstance(text, (bool, int, float)):
        text = repr(text)
    if not isinstance(text, str) or not text.strip():
        raise ExpressionError("an expression is a text such as item.state == \"stopped\"")
    if len(text) > MAX_EXPRESSION:
        raise ExpressionError("the expression is longer than %d characters" % MAX_EXPRESSION)
    try:
        parsed = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as exc:
        raise ExpressionError("%s is not an expression: %s" % (_short(text), getattr(exc, "msg", None) or exc)) from exc
    return _tree(parsed.body)


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:59] + "…")


def _tree(node: ast.AST) -> list[t.Any]:
    if isinstance(node, ast.Constant):
        if node.value is None or isinstance(node.value, (bool, int, float, str)):
            return ["const", node.value]
    elif isinstance(node, ast.Name):
        return ["name", node.id]
    elif isinstance(node, ast.Attribute):
        if not node.attr.startswith("_"):
            return ["attr", _tree(node.value), node.attr]
    elif isinstance(node, ast.Subscript):
        if not isinstance(node.slice, ast.Slice):
            return ["item", _tree(node.value), _tree(node.slice)]
    elif isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return ["list", [_tree(item) for item in node.elts]]
    elif isinstance(node, ast.Compare):
        return ["cmp", _tree(node.left), [[_OPERATORS[type(op)], _tree(right)] for op, right in zip(node.ops, node.comparators, strict=True)]]
    elif isinstance(node, ast.BoolOp):
        return ["and" if isinstance(node.op, ast.And) else "or", [_tree(value) for value in node.values]]
    elif isinstance(node, ast.UnaryOp):
        if isinstance(node.op, ast.Not):
            return ["not", _tree(node.operand)]
        if isinstance(node.op, ast.USub):
            return ["neg", _tree(node.operand)]
    elif isinstance(node, ast.BinOp):
        if type(node.op) in _OPERATORS:
            return ["math", _OPERATORS[type(node.op)], _tree(node.left), _tree(node.right)]
    elif isinstance(node, ast.IfExp):
        return ["if", _tree(node.test), _tree(node.body), _tree(node.orelse)]
    elif isinstance(node, (ast.ListComp, ast.GeneratorExp)):
        if len(node.generators) == 1 and isinstance(node.generators[0].target, ast.Name) and not node.generators[0].is_async:
            loop = node.generators[0]
            return ["each", _tree(node.elt), loop.target.id, _tree(loop.iter), [_tree(condition) for condition in loop.ifs]]
        raise ExpressionError("a comprehension has one `for` over one name")
    elif isinstance(node, ast.Call):
        return _call(node)
    raise ExpressionError("%s is not allowed in an expression" % _short(ast.unparse(node)))


def _call(node: ast.Call) -> list[t.Any]:
    if not isinstance(node.func, ast.Name) or node.func.id not in rules.FUNCTIONS or node.keywords:
        raise ExpressionError("%s is not a known function; there are: %s" % (_short(ast.unparse(node.func)), ", ".join(sorted(rules.FUNCTIONS))))
    least, most = rules.FUNCTIONS[node.func.id][:2]
    if not least <= len(node.args) <= most:
        raise ExpressionError("%s() takes %s arguments" % (node.func.id, least if least == most else "%d to %d" % (least, most)))
    if node.func.id == "matches":
        pattern = node.args[1]
        if not isinstance(pattern, ast.Constant) or not isinstance(pattern.value, str):
            raise ExpressionError("the pattern of matches() is written out, so that it can be checked")
        check_pattern(pattern.value)
    return ["call", node.func.id, [_tree(argument) for argument in node.args]]


def names(tree: list[t.Any], bound: frozenset[str] = frozenset()) -> t.Iterator[list[str]]:
    """The dotted paths that an expression reads, as lists: [["printing", "queues"], ["item", "state"], ["profile", "x"]]."""
    if not isinstance(tree, list) or not tree:
        return
    if tree[0] == "name":
        if tree[1] not in bound:
            yield [tree[1]]
    elif tree[0] == "attr":
        path, node = [tree[2]], tree[1]
        while node[0] == "attr":
            path.insert(0, node[2])
            node = node[1]
        if node[0] == "name":
            if node[1] not in bound:
                yield [node[1], *path]
        else:
            yield from names(node, bound)
    elif tree[0] == "each":
        yield from names(tree[3], bound)
        inner = bound | {tree[2]}
        yield from names(tree[1], inner)
        for condition in tree[4]:
            yield from names(condition, inner)
    elif tree[0] != "const":
        for part in tree[1:]:
            if isinstance(part, list) and part and isinstance(part[0], str) and hasattr(rules.Evaluator, "_" + part[0]):
                yield from names(part, bound)
            elif isinstance(part, list):
                for inner_part in part:
                    if isinstance(inner_part, list) and tree[0] == "cmp":
                        yield from names(inner_part[1], bound)
                    elif isinstance(inner_part, list):
                        yield from names(inner_part, bound)


def check_pattern(pattern: t.Any) -> re.Pattern[str]:
    """Compile a regular expression and refuse those that can take exponential time on a hostile line. Raises ExpressionError."""
    if not isinstance(pattern, str) or not pattern:
        raise ExpressionError("a pattern is a text")
    try:
        compiled = re.compile(pattern)
        parsed = _sre_parser.parse(pattern)
    except (re.error, RecursionError, OverflowError) as exc:
        raise ExpressionError("%s is not a regular expression: %s" % (_short(pattern), exc)) from exc
    if compiled.match(""):
        raise ExpressionError("%s matches everything, even an empty line" % _short(pattern))
    if _explosive(parsed, False):
        raise ExpressionError("%s repeats a repetition or an alternative without end: it can take for ever on a hostile line" % _short(pattern))
    return compiled


def _explosive(parsed: t.Any, repeated: bool) -> bool:
    """Whether an unbounded repetition holds another one or an alternative."""
    for code, argument in parsed:
        name = str(code)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            endless = argument[1] == _sre_constants.MAXREPEAT or argument[1] > 1000
            if endless and repeated:
                return True
            if _explosive(argument[2], repeated or endless):
                return True
        elif name == "BRANCH":
            if repeated or any(_explosive(branch, repeated) for branch in argument[1]):
                return True
        elif name == "SUBPATTERN":
            if _explosive(argument[3], repeated):
                return True
        elif name in ("ASSERT", "ASSERT_NOT"):
            if _explosive(argument[1], repeated):
                return True
        elif name == "GROUPREF_EXISTS":
            if any(_explosive(branch, repeated) for branch in argument[1:] if branch):
                return True
        elif name == "ATOMIC_GROUP":
            if _explosive(argument, repeated):
                return True
    return False


def needles(pattern: str) -> list[str]:
    """Texts of which a line must hold at least one if the pattern is to match: they are cheaper to look for. [""] if there is no such text.

    Only of characters that JSON writes as they are, so that they can be looked for in the journal's own lines.

    >>> needles(r"(?P<port>usb \\d+-\\d+): (device not accepting address|unable to enumerate)")
    ['device not accepting address', 'unable to enumerate']
    """
    parsed = _sre_parser.parse(pattern)
    if parsed.state.flags & re.IGNORECASE:
        return [""]
    return _needles(parsed) or [""]


def _needles(parsed: t.Any) -> list[str]:
    """The best of what each part of a sequence cannot do without: where the shortest text is longest."""
    candidates: list[list[str]] = []
    run = ""
    for code, argument in parsed:
        name = str(code)
        if name == "LITERAL" and chr(argument).isascii() and (chr(argument).isalnum() or chr(argument) in _UNESCAPED):
            run += chr(argument)
            continue
        candidates.append([run] if run else [])
        run = ""
        if name == "SUBPATTERN":
            candidates.append([] if argument[1] & re.IGNORECASE else _needles(argument[3]))
        elif name == "ATOMIC_GROUP":
            candidates.append(_needles(argument))
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and argument[0]:
            candidates.append(_needles(argument[2]))
        elif name == "BRANCH":
            branches = [_needles(branch) for branch in argument[1]]
            candidates.append(sorted({text for branch in branches for text in branch}) if all(branches) else [])
    candidates.append([run] if run else [])
    return max((texts for texts in candidates if texts), key=lambda texts: min(map(len, texts)), default=[])

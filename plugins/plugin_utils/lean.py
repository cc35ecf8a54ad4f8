# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# This is private: only modules, roles, playbooks and the fault files are the collection's interface.
"""Make a Python source lean for travel: what only people read stays at home, what a pass may not need waits; line numbers stay what they are."""

from __future__ import annotations

import ast
import io
import tokenize


def lean(source: str) -> str:
    """The source without what only people read: comments, docstrings, types. A traceback from a workstation still names the right line."""
    lines = source.splitlines()
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) or ast.get_docstring(node) is None:
            continue
        docstring = node.body[0]
        for number in range(docstring.lineno, docstring.end_lineno + 1):
            lines[number - 1] = ""
        if len(node.body) == 1 and not isinstance(node, ast.Module):
            lines[docstring.lineno - 1] = " " * docstring.col_offset + "pass"
    text = _later(_untyped("\n".join(lines) + "\n"))
    lines = text.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            lines[token.start[0] - 1] = lines[token.start[0] - 1][:token.start[1]].rstrip()
    return "\n".join(lines) + "\n"


def _untyped(source: str) -> str:
    """Without annotations, which workstations would build anew at each start, and without `typing` where nothing else needs it."""
    lines = source.encode().splitlines()
    spans: list[tuple[int, int, int]] = []

    def cut(start: int, node: ast.expr) -> None:
        # What goes over several lines is rare, and may stay.
        if node.lineno == node.end_lineno:
            spans.append((node.lineno, start, node.end_col_offset))

    tree = ast.parse(source)
    fields = {id(entry) for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for entry in node.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation and node.lineno == node.annotation.lineno:
            cut(node.col_offset + len(node.arg.encode()), node.annotation)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.returns:
            cut(lines[node.returns.lineno - 1].rfind(b"->", 0, node.returns.col_offset), node.returns)
        elif isinstance(node, ast.AnnAssign) and node.value and id(node) not in fields and node.target.end_lineno == node.annotation.lineno:
            cut(node.target.end_col_offset, node.annotation)
    for number, start, end in sorted(spans, reverse=True):
        if start >= 0:
            line = lines[number - 1]
            lines[number - 1] = line[:start] + line[end:]
    text = b"\n".join(lines).decode() + "\n"
    tree = ast.parse(text)
    # What is left of them is never evaluated.
    for node in ast.walk(tree):
        if isinstance(node, (ast.AnnAssign, ast.arg)):
            node.annotation = None
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            node.returns = None
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return text if "t" in used else text.replace("\nimport typing as t\n", "\n\n", 1)


def _later(source: str) -> str:
    """With a module's regular expressions compiled when they are first used (boot.py's Later): most wait for what a machine has not got."""
    lines = source.encode().splitlines()
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "re.compile":
            called, line = node.value.func, lines[node.value.lineno - 1]
            lines[node.value.lineno - 1] = line[:called.col_offset] + b"Later" + line[called.end_col_offset:]
    return b"\n".join(lines).decode() + "\n"


def profile_of(source: str) -> list[str]:
    """The profile variables that a collector names in its PROFILE tuple."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and any(isinstance(target, ast.Name) and target.id == "PROFILE" for target in node.targets):
            return list(ast.literal_eval(node.value))
    return []

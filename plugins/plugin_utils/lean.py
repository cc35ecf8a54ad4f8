# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# This is private: only modules, roles, playbooks and the fault files are the collection's interface.
"""Make a Python source lean for travel: comments and docstrings stay at home, line numbers stay what they are."""

from __future__ import annotations

import ast
import io
import tokenize


def lean(source: str) -> str:
    """The source without what only people read. A traceback from a workstation still names the right line."""
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
    text = "\n".join(lines) + "\n"
    lines = text.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            lines[token.start[0] - 1] = lines[token.start[0] - 1][:token.start[1]].rstrip()
    return "\n".join(lines) + "\n"


def profile_of(source: str) -> list[str]:
    """The profile variables that a collector names in its PROFILE tuple."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and any(isinstance(target, ast.Name) and target.id == "PROFILE" for target in node.targets):
            return list(ast.literal_eval(node.value))
    return []

# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# This is private: only modules, roles, playbooks and the fault files are the collection's interface.
"""Values at the boundary: Ansible's tagged strings and lazy containers as plain data, foreign text bounded."""

from __future__ import annotations

import math
import typing as t

MAX_TEXT = 300


def plain(value: t.Any) -> t.Any:
    """Plain data that json can write, whatever subclass or lazy container it came as."""
    if isinstance(value, t.Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, str):
        return "".join(value) if type(value) is not str else value  # pylint: disable=unidiomatic-typecheck  # tagged strings are subclasses
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


def text(value: t.Any, limit: int = MAX_TEXT) -> str:
    """Text of bounded length that can be written as UTF-8."""
    said = str(value)[:limit + 1].encode("utf-8", "replace").decode("utf-8")
    return said if len(said) <= limit else said[:limit - 1] + "…"


def scalar(value: t.Any) -> t.Any:
    """A scalar or a short list of scalars, bounded; anything else becomes text."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return [scalar(item) for item in value[:10] if not isinstance(item, (list, dict))]
    return text(value)
